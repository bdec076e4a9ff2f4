"""Ports for servers that are told theirs when they are started."""

import socket

HOST = "127.0.0.1"


def free() -> int:
    """A port of this machine that the system gives to nobody else for a minute.

    A connection to it has just been closed, and from this side first: until that is forgotten, the port is for those
    alone who name it.
    """
    with socket.create_server((HOST, 0)) as listening:
        port: int = listening.getsockname()[1]
        with socket.create_connection((HOST, port)):
            listening.accept()[0].close()
    return port
