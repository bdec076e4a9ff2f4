"""The settings of one process, read from the environment; `docs/settings.md` explains each, and none is needed."""

import pathlib
import re
import zoneinfo

import pydantic
import pydantic_settings

from aggregates import errors


class SettingsError(errors.FangjiError):
    """A setting has a value that cannot be used."""


class Settings(pydantic_settings.BaseSettings):
    """What the environment says. An empty variable counts as unset."""

    model_config = pydantic_settings.SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, populate_by_name=True, hide_input_in_errors=True
    )

    database_url: str | None = pydantic.Field(default=None, validation_alias="DATABASE_URL")
    """PostgreSQL 15 or newer; unset: the embedded one in the data folder."""

    database_read_url: str | None = pydantic.Field(default=None, validation_alias="DATABASE_READ_URL")
    """A streaming replica for reads; unset: reads go to the database itself."""

    opensearch_url: str | None = pydantic.Field(default=None, validation_alias="OPENSEARCH_URL")
    """Comma-separated OpenSearch nodes; unset: the embedded search."""

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

    time_zone: str = pydantic.Field(default="Asia/Shanghai", validation_alias="FANGJI_TIME_ZONE")
    """The bureau's time zone: decides which day is today."""

    city: str = pydantic.Field(default="demo", validation_alias="FANGJI_CITY")
    """Whose policies, code scheme and divisions hold."""

    @pydantic.field_validator("database_url", "database_read_url")
    @classmethod
    def _postgresql(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("postgresql://", "postgres://")):
            raise ValueError("must begin with postgresql://, for example postgresql://user@host/database")
        return url

    @pydantic.field_validator("jwks_url")
    @classmethod
    def _fetchable(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("https://", "http://")):
            raise ValueError("must begin with https://, for example https://login.example.org/keys")
        return url

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
    def embedded(self) -> bool:
        """Whether the database is the embedded one of the data folder."""
        return self.database_url is None

    @property
    def opensearch_nodes(self) -> list[str]:
        """The OpenSearch nodes, none for embedded search."""
        return [node.strip() for node in (self.opensearch_url or "").split(",") if node.strip()]


def load() -> Settings:
    """The settings of this process; raises `SettingsError` naming the variable and what it must be."""
    try:
        return Settings()
    except pydantic.ValidationError as error:
        raise SettingsError("; ".join(_sentence(detail["loc"], detail["msg"]) for detail in error.errors())) from None


def _sentence(location: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(map(str, location))} {message.removeprefix('Value error, ')}"
