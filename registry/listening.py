"""The socket that the server listens on, taken before anything is started, so that a used port is said at once."""

import errno
import socket

from aggregates import errors


class ListeningError(errors.FangjiError):
    """The address cannot be listened on."""

    code = "ADDRESS_UNUSABLE"


UNREAD = 60.0
"""Seconds after which a connection is dropped whose client takes nothing of what was sent."""

REASONS = {
    errno.EADDRINUSE: "is in use; choose another with --port, or stop the program that has it",
    errno.EACCES: "needs more rights than this user has; choose one above 1023 with --port",
    errno.EADDRNOTAVAIL: "is not an address of this machine; choose another with --host",
}


def take(host: str, port: int) -> socket.socket:
    """A listening socket; raises `ListeningError` with the way out."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise ListeningError(f"The host {host!r} is not known; choose another with --host.") from error
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; connections take it over
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(UNREAD * 1000))
    try:
        listening.bind(address)
        listening.listen(2048)
    except OSError as error:
        listening.close()
        reason = REASONS.get(error.errno or 0, f"cannot be used ({error.strerror})")
        raise ListeningError(f"Port {port} on {host} {reason}.") from error
    listening.set_inheritable(True)
    return listening
