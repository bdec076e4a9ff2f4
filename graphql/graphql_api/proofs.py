"""Checkpoints and proofs of `audit`: what lets an outsider verify that what was recorded is still what was signed.

Checkpoints are rows; proofs are looked up (:mod:`graphql_api.lookups`), since they are computed from the tree's tiles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from graphql_api import columns, connections, tables
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.connections import Page
from graphql_api.cursors import Key, Order
from graphql_api.model import Argument, EnumType, Field, Model, ObjectType
from graphql_api.values import Request, Resolve, Variables, resolver

CHECKPOINT, INCLUSION, CONSISTENCY = "Checkpoint", "InclusionProof", "ConsistencyProof"
INCLUDES, EXTENDS = "inclusionProof", "consistencyProof"
PAGE = 20


class AuditedLog(Enum):
    """A log that is signed; the values are the names under which its checkpoints are kept."""

    EVENTS = "events"
    DISCLOSURES = "disclosures"


@dataclass(frozen=True, slots=True)
class Included:
    """Asks that a position is in a tree; ``size`` is None for the newest checkpoint's."""

    position: int
    size: int | None


@dataclass(frozen=True, slots=True)
class Extended:
    """Asks that the tree of ``new`` leaves begins with that of ``old``."""

    old: int
    new: int


def add_types(model: Model) -> None:
    """A checkpoint, its connection, both proofs."""
    model.add(
        EnumType(AuditedLog, "A log that is signed 日志."),
        ObjectType(
            CHECKPOINT, "A signed statement of a log's size and root (C2SP tlog-checkpoint) 检查点.", _checkpoint()
        ),
        ObjectType(INCLUSION, "That an event is in the tree of a checkpoint (RFC 9162, 2.1.3) 包含证明.", _inclusion()),
        ObjectType(CONSISTENCY, "That a tree extends an older one (RFC 9162, 2.1.4) 一致性证明.", _consistency()),
        *connections.connection_types(CHECKPOINT),
    )


def fields() -> dict[str, Field]:
    """What ``audit`` has of these."""
    log = Argument("AuditedLog!", "Which log 日志.", AuditedLog.EVENTS)
    paged = {
        "log": log,
        "first": Argument("Int", "Rows of a page, at most 500.", PAGE),
        "after": Argument("String", "Cursor that the page begins after."),
    }
    included = {
        "position": Argument("Position!", "The event's position 账本位置."),
        "treeSize": Argument("Position", "Size of the tree; that of the newest checkpoint unless given 树大小.", None),
    }
    extended = {
        "oldSize": Argument("Position!", "Size of the older tree 原树大小."),
        "newSize": Argument("Position!", "Size of the newer tree 新树大小."),
    }
    return {
        "checkpoint": Field(
            CHECKPOINT, _newest, "The newest checkpoint; null before the first 最新检查点", {"log": log}
        ),
        "checkpoints": Field(
            f"{connections.connection_name(CHECKPOINT)}!", _all, "All checkpoints, the newest first 检查点", paged
        ),
        INCLUDES: Field(f"{INCLUSION}!", _included, "Proves that an event is in the tree 包含证明", included),
        EXTENDS: Field(
            f"{CONSISTENCY}!", _extended, "Proves that nothing of the older tree was changed 一致性证明", extended
        ),
    }


def _checkpoint() -> dict[str, Field]:
    plain = columns.plain
    return {
        "size": plain("size", "Position!", "Leaves of the tree: the log up to this position 树大小", "bigint"),
        "root": Field(
            "String!", lambda compiler, row, one: f"encode({row.column('root')}, 'hex')", "Root hash, hex 根哈希"
        ),
        "madeAt": plain("made_at", "DateTime!", "When it was signed 签署时间", "timestamptz"),
        "note": plain("note", "String!", "The signed note itself, as it is verified 签名原文"),
    }


def _log(one: Selected) -> str:
    """The name under which a log's checkpoints are kept; an enum is part of the plan, so no text of the request."""
    return f"'{AuditedLog[one.arguments['log'].name].value}'"


def _newest(compiler: Compiler, row: Row, one: Selected) -> str:
    signed = Row(compiler.statement.alias(), None)
    where = f"where {signed.column('log')} = {_log(one)} order by {signed.column('size')} desc limit 1"
    return compiler.object(CHECKPOINT, signed, one, f"from audit.checkpoint {signed.alias} {where}")


def _all(compiler: Compiler, row: Row, one: Selected) -> str:
    signed = Row(compiler.statement.alias(), None)
    order = Order("checkpoints", (Key(signed.column("size"), "bigint", descending=True),))
    page = Page(
        signed,
        f"from audit.checkpoint {signed.alias}",
        (f"{signed.column('log')} = {_log(one)}",),
        order,
        order,
    )
    return connections.compile_page(compiler, one, page, CHECKPOINT, PAGE)


def _included(compiler: Compiler, row: Row, one: Selected) -> str:
    position, size = (_resolver(one.arguments, name) for name in ("position", "treeSize"))

    def asked(variables: Variables, request: Request) -> object:
        stated = size(variables, request)
        return Included(_number(position(variables, request)), None if stated is None else _number(stated))

    return _proof(compiler, one, INCLUSION, compiler.look_up(INCLUDES, asked))


def _extended(compiler: Compiler, row: Row, one: Selected) -> str:
    old, new = (_resolver(one.arguments, name) for name in ("oldSize", "newSize"))

    def asked(variables: Variables, request: Request) -> object:
        return Extended(_number(old(variables, request)), _number(new(variables, request)))

    return _proof(compiler, one, CONSISTENCY, compiler.look_up(EXTENDS, asked))


def _resolver(arguments: Mapping[str, Any], name: str) -> Resolve:
    return resolver(arguments.get(name), None)


def _number(value: Any) -> int:
    return int(value)


def _proof(compiler: Compiler, one: Selected, type_name: str, answer: str) -> str:
    told = Row(compiler.statement.alias(), None)
    return compiler.object(type_name, told, one, f"from (select {answer} answer) {told.alias}")


def _told(name: str, type_: str, sql: str, said: str) -> Field:
    return Field(type_, lambda compiler, row, one: f"({row.column('answer')} ->> '{name}')::{sql}", said)


def _hashes(said: str) -> Field:
    def compile_hashes(compiler: Compiler, row: Row, one: Selected) -> str:
        return f"array(select jsonb_array_elements_text({row.column('answer')} -> 'hashes'))"

    return Field("[String!]!", compile_hashes, said)


def _inclusion() -> dict[str, Field]:
    return {
        "position": _told("position", "Position!", "bigint", "Position of the event 账本位置"),
        "leafIndex": _told("leafIndex", "Position!", "bigint", "Index of its leaf: position - 1 叶序号"),
        "treeSize": _told("treeSize", "Position!", "bigint", "Size of the tree 树大小"),
        "leafHash": Field("String!", _leaf_hash, _LEAF_HASH),
        "hashes": _hashes("From the leaf's sibling up to the root, each in hex 哈希路径"),
        "root": _told("root", "String!", "text", "Root that they lead to, hex 根哈希"),
        "checkpoint": _told(
            "checkpoint", "String", "text", "Signed note of this tree; null where none was signed of its size 检查点"
        ),
        "proofFile": Field("String", _proof_file, _FILE),
    }


_LEAF_HASH = "SHA-256 over 0x00 and the leaf, hex; null of an event that the reader may not see 叶哈希"
_FILE = (
    "C2SP tlog-proof with the leaf's own bytes: checkable by itself; for auditors, null for others and where no "
    "checkpoint was signed of this size 证明文件"
)


def _seen(compiler: Compiler, row: Row, sql: str) -> str:
    """An expression over the proved event, null where this reader may not see it."""
    event = Row(compiler.statement.alias(), None)
    where = [f"{event.column('position')} = ({row.column('answer')} ->> 'position')::bigint"]
    where += tables.event_in_scope(compiler, event)
    return f"(select {sql.format(event=event.alias)} from read.event {event.alias}{tables.conjunction(where)})"


def _leaf_hash(compiler: Compiler, row: Row, one: Selected) -> str:
    return _seen(compiler, row, "encode({event}.leaf_hash, 'hex')")


def _proof_file(compiler: Compiler, row: Row, one: Selected) -> str:
    return _seen(compiler, row, f"{row.column('answer')} ->> 'proofFile'") if compiler.identity.audits else "null::text"


def _consistency() -> dict[str, Field]:
    return {
        "oldSize": _told("oldSize", "Position!", "bigint", "Size of the older tree 原树大小"),
        "newSize": _told("newSize", "Position!", "bigint", "Size of the newer tree 新树大小"),
        "oldRoot": _told("oldRoot", "String!", "text", "Root of the older tree, hex 原根哈希"),
        "newRoot": _told("newRoot", "String!", "text", "Root of the newer tree, hex 新根哈希"),
        "hashes": _hashes("The proof, each in hex 哈希路径"),
    }
