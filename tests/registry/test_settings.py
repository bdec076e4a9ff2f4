"""Settings come from the environment; a bad one is named with what it must be."""

import pathlib
import re

import pytest

from registry import settings

VARIABLES = [field.validation_alias for field in settings.Settings.model_fields.values()]


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(str(name), raising=False)


def test_none_is_needed() -> None:
    found = settings.load()
    assert found.embedded
    assert found.folder == pathlib.Path.cwd() / ".fangji"
    assert found.zone.key == "Asia/Shanghai"
    assert found.opensearch_nodes == []


def test_an_empty_variable_is_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    assert settings.load().embedded


def test_nodes_are_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENSEARCH_URL", "http://a:9200, http://b:9200,")
    assert settings.load().opensearch_nodes == ["http://a:9200", "http://b:9200"]


def test_origins_are_a_list_and_documents_may_be_a_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    monkeypatch.setenv("FANGJI_CORS_ORIGINS", "https://a.example:8443, http://[::1]:3000")
    assert settings.load().origins == ["https://a.example:8443", "http://[::1]:3000"]
    for value, folder in (("only", None), (str(tmp_path), tmp_path), ("", None)):
        monkeypatch.setenv("FANGJI_TRUSTED_DOCUMENTS", value)
        assert settings.load().documents_folder == folder


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "mysql://host/x", "DATABASE_URL must begin with postgresql://"),
        ("DATABASE_READ_URL", "host", "DATABASE_READ_URL must begin with postgresql://"),
        (
            "FANGJI_TIME_ZONE",
            "Mars/Olympus",
            "FANGJI_TIME_ZONE has no time zone named 'Mars/Olympus'; use an",
        ),
        ("FANGJI_TIME_ZONE", "../etc/passwd", "FANGJI_TIME_ZONE has no time zone named"),
        ("FANGJI_TOKEN_KEY", "hunter2", "FANGJI_TOKEN_KEY must have at least 32 bytes"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4317", "OTEL_EXPORTER_OTLP_ENDPOINT must begin with http://"),
        ("FANGJI_READY_SECONDS", "0", "FANGJI_READY_SECONDS Input should be greater than 0"),
        ("FANGJI_JWKS_URL", "file:///etc/passwd", "FANGJI_JWKS_URL must begin with https://"),
        ("FANGJI_RATE_LIMIT", "many", "FANGJI_RATE_LIMIT must be a number of requests and a span"),
        ("FANGJI_RATE_LIMIT", "10", "FANGJI_RATE_LIMIT must be a number of requests and a span"),
        ("FANGJI_CORS_ORIGINS", "https://a.example, portal/x", "FANGJI_CORS_ORIGINS must list origins"),
        ("FANGJI_CORS_ORIGINS", "https://a.example/path", "FANGJI_CORS_ORIGINS must list origins"),
        ("FANGJI_TRUSTED_DOCUMENTS", "/no/folder", "FANGJI_TRUSTED_DOCUMENTS must be only, or a folder"),
        ("FANGJI_INTROSPECTION", "nobody", "FANGJI_INTROSPECTION Input should be 'everybody' or 'accounts'"),
        ("FANGJI_CITY", "no city/\n", "FANGJI_CITY must be lower-case letters, digits and dashes"),
    ],
)
def test_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(settings.SettingsError) as caught:
        settings.load()
    assert sentence in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_every_setting_is_documented_once_and_no_other() -> None:
    text = (pathlib.Path(__file__).parents[2] / "docs" / "settings.md").read_text()
    table = text.partition("| name | unset | set |")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"^\| `([A-Z_]+)` \|", table, re.M)) == sorted(map(str, VARIABLES))
