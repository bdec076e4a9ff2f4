"""A PostgreSQL of its own with a streaming replica beside it, both embedded, as `pg_basebackup` makes one."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import pathlib
import shutil
import tempfile
from collections.abc import Iterator

from registry import embedded, server_user
from tests import servers

SETTINGS = {
    **servers.UNSAFE_BUT_FAST,
    "shared_buffers": "32MB",
    "synchronous_commit": "on",  # what is committed is sent
    "max_standby_streaming_delay": "100ms",
    "wal_retrieve_retry_interval": "100ms",
}


@dataclasses.dataclass(frozen=True)
class Pair:
    """Both run; the replica has all that the primary had when it was made, and follows."""

    primary: embedded.Server
    replica: embedded.Server

    @property
    def url(self) -> str:
        return self.primary.url() or ""

    @property
    def read_url(self) -> str:
        """The replica's, whether it runs or not."""
        return embedded._url(embedded._socket_directory(self.replica.cluster), embedded.DATABASE)


@contextlib.contextmanager
def folder() -> Iterator[pathlib.Path]:
    """Where a pair may be; cleared away with whatever still runs there."""
    made = pathlib.Path(tempfile.mkdtemp(prefix=f"fangji-test-{os.getpid()}-", dir=servers.roomy()))
    made.chmod(0o755)
    try:
        yield made
    finally:
        for data in made.iterdir():
            if data.is_dir():
                embedded.Server(data).stop()
        shutil.rmtree(made)


def primary(place: pathlib.Path, name: str = "p") -> embedded.Server:
    """A server of its own, running."""
    made = embedded.Server(place / name, SETTINGS)
    made.start()
    return made


def beside(one: embedded.Server, name: str = "r") -> embedded.Server:
    """A replica of a running server, running, in a folder beside it."""
    data = one.folder.parent / name
    data.mkdir(mode=0o755)
    owner = server_user.of(one.cluster)
    if owner is not None:
        os.chown(data, owner.pw_uid, owner.pw_gid)
    copied = ("-D", data / "postgresql", "--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast")
    embedded._run(
        one.cluster, "pg_basebackup", "-h", embedded._socket_directory(one.cluster), "-U", "postgres", *copied
    )
    made = embedded.Server(data, SETTINGS)
    (made.cluster / f"{embedded.SOCKET}.lock").unlink(missing_ok=True)  # the primary's, whose socket is in its folder
    made.start()
    return made
