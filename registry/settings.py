"""The settings of one process, read from the environment; `docs/settings.md` explains each, and none is needed."""

import pathlib
import re
import zoneinfo
from typing import Literal

import limits
import pydantic
import pydantic_settings

from aggregates import errors

ONLY = "only"


class SettingsError(errors.FangjiError):
    """A setting has a value that cannot be used."""

    code = "SETTING_UNUSABLE"


class Settings(pydantic_settings.BaseSettings):
    """What the environment says. An empty variable counts as unset."""

    model_config = pydantic_settings.SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, populate_by_name=True, hide_input_in_errors=True
    )

    database_url: str | None = pydantic.Field(default=None, validation_alias="DATABASE_URL")
    """PostgreSQL 15 or newer; unset: the embedded one in the data folder."""

    database_read_url: str | None = pydantic.Field(default=None, validation_alias="DATABASE_READ_URL")
    """A streaming replica for reads; unset: reads go to the database itself."""

    replica_seconds: float = pydantic.Field(default=10, gt=0, validation_alias="FANGJI_REPLICA_SECONDS")
    """How late the read model of the replica may be for queries to be read there."""

    opensearch_url: str | None = pydantic.Field(default=None, validation_alias="OPENSEARCH_URL")
    """Comma-separated OpenSearch nodes; unset: the embedded search."""

    search_fallback: Literal["embedded"] | None = pydantic.Field(
        default=None, validation_alias="FANGJI_SEARCH_FALLBACK"
    )
    """`embedded`: that search is kept too, and answers while OpenSearch does not; unset: searches then fail."""

    data_dir: pathlib.Path = pydantic.Field(default=pathlib.Path(".fangji"), validation_alias="FANGJI_DATA_DIR")
    """The embedded database, keys, checkpoints and blobs."""

    token_key: pydantic.SecretStr | None = pydantic.Field(default=None, validation_alias="FANGJI_TOKEN_KEY")
    """Signs and checks tokens (HS256); unset: a key made at first start in the data folder."""

    jwks_url: str | None = pydantic.Field(default=None, validation_alias="FANGJI_JWKS_URL")
    """The identity provider's keys; set: tokens are checked against them and none are made here."""

    token_audience: str | None = pydantic.Field(default=None, validation_alias="FANGJI_TOKEN_AUDIENCE")
    """The claim `aud` that tokens must have; unset: any or none."""

    token_issuer: str | None = pydantic.Field(default=None, validation_alias="FANGJI_TOKEN_ISSUER")
    """The claim `iss` that tokens must have; unset: any or none."""

    rate_limit: str | None = pydantic.Field(default=None, validation_alias="FANGJI_RATE_LIMIT")
    """Requests of one account, or of one address without a token, such as `600/minute`; unset: as many as come."""

    cors_origins: str | None = pydantic.Field(default=None, validation_alias="FANGJI_CORS_ORIGINS")
    """Comma-separated origins whose pages may ask; unset: those of this server alone."""

    trusted_documents: str | None = pydantic.Field(default=None, validation_alias="FANGJI_TRUSTED_DOCUMENTS")
    """`only`, or a folder of documents: no others are taken; unset: any."""

    introspection: Literal["everybody", "accounts"] = pydantic.Field(
        default="everybody", validation_alias="FANGJI_INTROSPECTION"
    )
    """Who may ask for the schema; `accounts`: requests with a token."""

    time_zone: str = pydantic.Field(default="Asia/Shanghai", validation_alias="FANGJI_TIME_ZONE")
    """The bureau's time zone: decides which day is today."""

    city: str = pydantic.Field(default="demo", validation_alias="FANGJI_CITY")
    """Whose policies, code scheme and divisions hold."""

    signing_key: pathlib.Path | None = pydantic.Field(default=None, validation_alias="FANGJI_SIGNING_KEY")
    """The file of the key that signs checkpoints; unset: `signing.key` in the data folder, made at first start."""

    checkpoints: str | None = pydantic.Field(default=None, validation_alias="FANGJI_CHECKPOINTS")
    """The folder, or the object store by its URL, to which checkpoints go; unset: `checkpoints` in the data folder."""

    checkpoint_seconds: float = pydantic.Field(default=60, gt=0, validation_alias="FANGJI_CHECKPOINT_SECONDS")
    """Seconds between two looks whether there is something new to sign."""

    ready_seconds: float | None = pydantic.Field(default=None, gt=0, validation_alias="FANGJI_READY_SECONDS")
    """How late the read model may be for `/ready` to say yes; unset: that is told, and counts for nothing."""

    otlp_endpoint: str | None = pydantic.Field(default=None, validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT")
    """The OpenTelemetry collector to which traces go by OTLP over HTTP; unset: there are none."""

    @pydantic.field_validator("database_url", "database_read_url")
    @classmethod
    def _postgresql(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("postgresql://", "postgres://")):
            raise ValueError("must begin with postgresql://, for example postgresql://user@host/database")
        return url

    @pydantic.field_validator("checkpoints")
    @classmethod
    def _exportable(cls, place: str | None) -> str | None:
        if place and "://" in place and not re.match(r"(s3|gs|az)://[^/]", place):
            raise ValueError("must be a folder or begin with s3://, gs:// or az://, for example s3://bucket/fangji")
        return place or None

    @pydantic.field_validator("otlp_endpoint")
    @classmethod
    def _collecting(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("https://", "http://")):
            raise ValueError("must begin with http:// or https://, for example http://127.0.0.1:4318")
        return url

    @pydantic.field_validator("jwks_url")
    @classmethod
    def _fetchable(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("https://", "http://")):
            raise ValueError("must begin with https://, for example https://login.example.org/keys")
        return url

    @pydantic.field_validator("rate_limit")
    @classmethod
    def _rate(cls, stated: str | None) -> str | None:
        try:
            if stated is not None:
                limits.parse_many(stated)
        except ValueError:
            raise ValueError("must be a number of requests and a span, for example 600/minute or 20/second") from None
        return stated

    @pydantic.field_validator("cors_origins")
    @classmethod
    def _origins(cls, stated: str | None) -> str | None:
        for one in _listed(stated):
            if one != "*" and not re.fullmatch(r"https?://[a-z0-9.\[\]:-]+", one):
                raise ValueError("must list origins, for example https://portal.example.org, https://other.example.org")
        return stated

    @pydantic.field_validator("trusted_documents")
    @classmethod
    def _documents(cls, stated: str | None) -> str | None:
        if stated is not None and stated != ONLY and not pathlib.Path(stated).expanduser().is_dir():
            raise ValueError(f"must be {ONLY}, or a folder of *.graphql files that exists")
        return stated

    @pydantic.field_validator("token_key")
    @classmethod
    def _long_enough(cls, key: pydantic.SecretStr | None) -> pydantic.SecretStr | None:
        if key is not None and len(key.get_secret_value().encode()) < 32:
            raise ValueError("must have at least 32 bytes; `openssl rand -hex 32` makes one")
        return key

    @pydantic.field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"has no time zone named {name!r}; use an IANA name such as Asia/Shanghai") from error
        return name

    @pydantic.field_validator("city")
    @classmethod
    def _plain(cls, city: str) -> str:
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", city):
            raise ValueError("must be lower-case letters, digits and dashes, for example demo")
        return city

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The bureau's time zone."""
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def folder(self) -> pathlib.Path:
        """The data folder, absolute; it need not exist yet."""
        return self.data_dir.expanduser().absolute()

    @property
    def key_file(self) -> pathlib.Path:
        """The key-encryption keys of sealed personal data."""
        return self.folder / "keys.json"

    @property
    def signing_key_file(self) -> pathlib.Path:
        """The key that signs checkpoints."""
        return (self.signing_key or self.folder / "signing.key").expanduser().absolute()

    @property
    def checkpoints_url(self) -> str | None:
        """The object store that checkpoints and tiles are exported to; None for a folder."""
        return self.checkpoints if self.checkpoints and "://" in self.checkpoints else None

    @property
    def checkpoints_folder(self) -> pathlib.Path:
        """Where checkpoints and tiles are exported to, unless it is an object store."""
        return pathlib.Path(self.checkpoints or self.folder / "checkpoints").expanduser().absolute()

    @property
    def embedded(self) -> bool:
        """Whether the database is the embedded one of the data folder."""
        return self.database_url is None

    @property
    def opensearch_nodes(self) -> list[str]:
        """The OpenSearch nodes, none for embedded search."""
        return _listed(self.opensearch_url)

    @property
    def origins(self) -> list[str]:
        """Whose pages may ask from a browser, beside those of this server."""
        return _listed(self.cors_origins)

    @property
    def documents_folder(self) -> pathlib.Path | None:
        """The bureau's own trusted documents."""
        stated = self.trusted_documents
        return None if stated in (None, ONLY) else pathlib.Path(stated or "").expanduser()


def _listed(stated: str | None) -> list[str]:
    return [one.strip() for one in (stated or "").split(",") if one.strip()]


def load() -> Settings:
    """The settings of this process; raises `SettingsError` naming the variable and what it must be."""
    try:
        return Settings()
    except pydantic.ValidationError as error:
        raise SettingsError("; ".join(_sentence(detail["loc"], detail["msg"]) for detail in error.errors())) from None


def _sentence(location: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(map(str, location))} {message.removeprefix('Value error, ')}"
