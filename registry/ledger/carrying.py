"""Prepared units on their way from the process that prepares them to the one that appends them."""

from __future__ import annotations

import io
import pickle
from uuid import UUID

from asyncpg.pgproto.pgproto import UUID as DriverUUID


def pickled(message: object) -> bytes:
    """The message's bytes; ids travel as the driver's own, which are made from bytes without a line of Python."""
    out = io.BytesIO()
    pickler = pickle.Pickler(out, protocol=pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = {UUID: _reduced}
    pickler.dump(message)
    return out.getvalue()


def _reduced(one: UUID) -> tuple[type[UUID], tuple[bytes]]:
    return DriverUUID, (one.bytes,)
