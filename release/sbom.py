"""Writes the bill of materials of a release as CycloneDX 1.6 JSON, from the lock: versions, hashes of files, licences.

The same lock and version give the same bytes: there is no moment in it, and its serial number follows from the rest.
"""

from __future__ import annotations

import json
import pathlib
import uuid

from cyclonedx import output, schema
from cyclonedx.contrib.license import factories
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri, bom
from cyclonedx.model.component import Component, ComponentType
from packageurl import PackageURL

import registry
from release import licences, lock

NAMESPACE = uuid.UUID("5c3a7d3e-6f0f-5b0e-9a53-0b7b3c1f2d11")


def text() -> str:
    """The document."""
    made = bom.Bom(serial_number=uuid.UUID(int=0))
    root = Component(
        name="fangji",
        version=registry.__version__,
        type=ComponentType.APPLICATION,
        bom_ref=f"fangji@{registry.__version__}",
    )
    made.metadata.component = root
    parts = [_component(one) for one in lock.packages()]
    made.components.update(parts)
    made.register_dependency(root, parts)
    written = output.make_outputter(made, schema.OutputFormat.JSON, schema.SchemaVersion.V1_6).output_as_string()
    told = json.loads(written)
    del told["metadata"]["timestamp"]
    told["serialNumber"] = f"urn:uuid:{uuid.uuid5(NAMESPACE, json.dumps(told, sort_keys=True))}"
    return json.dumps(told, indent=2, sort_keys=True) + "\n"


def _component(one: lock.Locked) -> Component:
    purl = PackageURL("pypi", name=one.name, version=one.version)
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(f"https://pypi.org/simple/{one.name}/"),
        comment="The files that the lock admits, by hash.",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in one.hashes],
    )
    return Component(
        name=one.name,
        version=one.version,
        type=ComponentType.LIBRARY,
        bom_ref=str(purl),
        purl=purl,
        licenses=[factories.LicenseFactory().make_from_string(licences.of(one.name))],
        external_references=[files],
        properties=[Property(name="fangji:marker", value=one.marker)] if one.marker else [],
    )


def main(folder: pathlib.Path = lock.ROOT / "dist") -> None:
    """Write it into ``folder``, beside the packages."""
    folder.mkdir(exist_ok=True)
    file = folder / f"fangji-{registry.__version__}.cdx.json"
    file.write_text(text(), encoding="utf-8")
    print(file.relative_to(lock.ROOT))


if __name__ == "__main__":
    main()
