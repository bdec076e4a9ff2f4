"""uvicorn's WebSocket protocol, so that a close code reaches also who reads slowly, and who never reads is dropped."""

import logging
from typing import Any

from uvicorn.protocols import utils
from uvicorn.protocols.websockets import websockets_sansio_impl

ABANDONED = 30.0
"""Seconds after which a socket that was closed is dropped, whatever its client has not read."""

GOING_AWAY = 1001

log = logging.getLogger(__name__)


class Protocol(websockets_sansio_impl.WebSocketsSansIOProtocol):
    """One socket."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.logger = log  # at its level no addresses are written, which a client may have put anything into

    async def send(self, message: Any) -> None:
        """What ASGI sends; closing does not wait for room, which a client that does not read never makes.

        Raises ClientDisconnected where this side has closed already, such as for want of a pong.
        """
        if self.close_sent and self.initial_response is None:
            raise utils.ClientDisconnected
        if message["type"] == "websocket.close":
            self.writable.set()
            self.loop.call_later(ABANDONED, self.transport.abort)
        await super().send(message)

    def shutdown(self) -> None:
        """The server ends: 1001, where the application has not said so itself."""
        if self.handshake_complete and not self.close_sent:
            self.queue.put_nowait({"type": "websocket.disconnect", "code": GOING_AWAY})
            self.conn.send_close(GOING_AWAY)
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.close_sent = True
        super().shutdown()
