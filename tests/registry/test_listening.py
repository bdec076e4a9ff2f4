"""An address that cannot be had is said before anything is started."""

import pytest

from registry import listening


def test_a_port_in_use() -> None:
    with listening.take("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(listening.ListeningError, match=f"Port {port} on 127.0.0.1 is in use; choose another"):
            listening.take("127.0.0.1", port)


def test_a_host_that_is_not_here() -> None:
    with pytest.raises(listening.ListeningError, match="not an address of this machine; choose another with --host"):
        listening.take("192.0.2.1", 8000)
    with pytest.raises(listening.ListeningError, match=r"host 'no\.such\.invalid' is not known"):
        listening.take("no.such.invalid", 8000)
