"""Licences and the bill of materials are those of the lock."""

import importlib.metadata
import json

import pytest

import registry
from release import licences, lock, sbom


def test_the_list_of_licences_is_that_of_the_lock() -> None:
    rows = [line.split("|")[1:4] for line in licences.DOCUMENT.read_text("utf-8").splitlines() if line.startswith("| ")]
    told = {(name.strip(), version.strip()): licence.strip() for name, version, licence in rows[1:]}
    assert told.keys() == {(one.name, one.version) for one in lock.packages()}, "run `make licences`"
    installed = {key for key in told if _version(key[0]) == key[1]}
    assert len(installed) > 60
    assert {key: told[key] for key in installed} == {key: licences.of(key[0]) for key in installed}


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def test_a_licence_that_nobody_has_looked_at_is_no_licence() -> None:
    with pytest.raises(LookupError, match="is not installed; look its licence up"):
        licences.of("no-such-package-anywhere")


def test_the_bill_names_every_package_with_its_hashes_and_is_the_same_twice() -> None:
    told = json.loads(sbom.text())
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    assert told["metadata"]["component"]["version"] == registry.__version__
    locked = {f"pkg:pypi/{one.name}@{one.version}": one for one in lock.packages()}
    parts = {one["purl"]: one for one in told["components"]}
    assert parts.keys() == locked.keys()
    for purl, part in parts.items():
        (files,) = part["externalReferences"]
        assert {one["content"] for one in files["hashes"]} == set(locked[purl].hashes) != set()
        assert part["licenses"], purl
    (root,) = (one for one in told["dependencies"] if one["ref"] == told["metadata"]["component"]["bom-ref"])
    assert set(root["dependsOn"]) == parts.keys()
    assert json.loads(sbom.text()) == told
