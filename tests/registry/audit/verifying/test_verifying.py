"""A ledger that nobody touched verifies; each way of touching it is found, and told where."""

from __future__ import annotations

import dataclasses
import re

from aggregates import event as events
from registry.audit import exports, notes
from registry.audit.verifying import faults, memory, published, verifying
from tests.registry.audit.verifying.conftest import SIZES, Audited, projected, rewrite
from tests.registry.ledger import samples

Check = faults.Check
LAST = SIZES[-1] + 5


async def test_what_nobody_touched_is_whole(audited: Audited) -> None:
    await projected(audited.bureau)
    result = await audited.verify(verifying.Wanted())
    assert result.clean, [one.text for one in result.faults.kept()]
    assert (result.first, result.last, result.held, result.checkpoints) == (1, LAST, SIZES[-1], 4)
    assert result.notes == []
    assert await audited.bureau.pool.fetchval("select to_regnamespace('read_audit')") is None
    remembered = memory.recall(audited.remembered, samples.ORIGIN)
    assert remembered is not None
    assert (remembered.edge.size, remembered.checkpoint) == (LAST, SIZES[-1])


async def test_a_byte_of_a_body(audited: Audited) -> None:
    await audited.bureau.alter(
        "update ledger.event set body = overlay(body placing '\\x39'::bytea from octet_length(body) - 20) "
        "where position = 100"
    )
    result = await audited.verify()
    leaf = next(one for one in result.faults.kept() if one.check is Check.LEAF)
    assert (leaf.position, leaf.after, leaf.until) == (100, 40, 300)
    first = next(one for one in result.faults.kept() if one.check is Check.CHECKPOINT)
    assert (first.after, first.until) == (40, 300)
    assert "positions 41 to 300" in first.text
    assert result.faults.counts[Check.CHECKPOINT] == 2
    assert [one.position for one in result.faults.kept() if one.check is Check.EXPORTED] == [None, 100]
    assert [one.position for one in result.faults.kept() if one.check is Check.TILE] == [100]
    assert result.held == 40
    assert memory.recall(audited.remembered, samples.ORIGIN) is None


async def test_a_body_that_is_no_json_any_more(audited: Audited) -> None:
    await audited.verify()
    await audited.bureau.alter("update ledger.event set body = '\\xff7b' where position = 77")
    result = await audited.verify()
    told = {one.check: one for one in result.faults.kept() if one.position == 77}
    assert {Check.LEAF, Check.BODY, Check.TILE, Check.EXPORTED} <= set(told)
    assert "not JSON" in told[Check.BODY].text


async def test_bytes_and_leaf_hash_altered_together(audited: Audited) -> None:
    await rewrite(audited.bureau, 100, b"88.20", b"99.20")
    found = await audited.found(Check.TILE, Check.CHECKPOINT, Check.EXPORTED)
    assert {one.position for one in found if one.check is Check.TILE} == {100}
    assert {one.position for one in found if one.check is Check.EXPORTED} == {None, 100}


async def test_tiles_altered_too_and_the_exported_ones_tell(audited: Audited) -> None:
    await rewrite(audited.bureau, 100, b"88.20", b"99.20")
    await audited.bureau.alter("delete from audit.tile")
    await audited.bureau.alter("delete from audit.edge")
    await audited.bureau.alter("delete from audit.checkpoint")
    found = await audited.found(Check.EXPORTED)
    assert {one.position for one in found} == {None, 100}


async def test_an_event_past_the_last_checkpoint(audited: Audited) -> None:
    await audited.bureau.alter("update ledger.event set leaf_hash = sha256(body) where position = $1", LAST)
    (found,) = await audited.found(Check.LEAF)
    assert (found.position, found.after, found.until) == (LAST, SIZES[-1], None)


COLUMNS = {
    "recorded_at": "recorded_at + interval '1 microsecond'",
    "effective_on": "date '2020-02-01'",
    "effective_seq": "7",
    "registered_at": "registered_at - interval '1 day'",
    "source": "'another'",
    "document_number": "'D-1'",
    "corrects": "gen_random_uuid()",
    "voids": "array[gen_random_uuid()]",
    "correlation": "gen_random_uuid()",
    "cause": "gen_random_uuid()",
    "schema": "2",
}


async def test_a_column(audited: Audited) -> None:
    """Each of those that nothing but the event itself says."""
    for position, (column, value) in enumerate(COLUMNS.items(), 100):
        await audited.bureau.alter(f"update ledger.event set {column} = {value} where position = {position}")
    found = [one for one in (await audited.verify()).faults.kept() if one.check is Check.COLUMN]
    assert [(one.position, one.after, one.until) for one in found] == [(100 + n, 40, 300) for n in range(len(COLUMNS))]
    for column, one in zip(COLUMNS, found, strict=True):
        assert re.search(rf"the columns? {column}\b", one.text)


async def test_a_removed_row(audited: Audited) -> None:
    await audited.bureau.alter("delete from ledger.event where position = 100")
    result = await audited.verify()
    gone = [one for one in result.faults.kept() if one.check is Check.POSITION]
    assert [(one.position, one.after, one.until) for one in gone] == [(100, 40, 300)]
    assert {Check.STREAM, Check.COMMAND, Check.TILE, Check.CHECKPOINT} <= set(result.faults.counts)


async def test_a_swapped_pair(audited: Audited) -> None:
    await audited.bureau.alter("update ledger.event set position = 9000 + position where position in (100, 101)")
    await audited.bureau.alter("update ledger.event set position = 9201 - position where position > 9000")
    result = await audited.verify()
    headers = [one.position for one in result.faults.kept() if one.check is Check.HEADER]
    assert headers == [100, 101]
    assert {one.position for one in result.faults.kept() if one.check is Check.TILE} == {100, 101}


async def test_a_cut_tail(audited: Audited) -> None:
    """By somebody who puts everything beside the events in order, checkpoints included."""
    await cut(audited, 240)
    found = await audited.found(Check.EXPORTED)
    assert [(one.position, one.after, one.until) for one in found] == [(241, 40, 560)]
    assert "positions 241 to 560 are gone" in found[0].text


async def test_a_cut_tail_whose_checkpoints_stayed(audited: Audited) -> None:
    await audited.bureau.alter("delete from ledger.event where position > 250")
    result = await audited.verify()
    first = next(one for one in result.faults.kept() if one.check is Check.CHECKPOINT)
    assert (first.position, first.after, first.until) == (251, 40, 300)
    assert Check.LOG in result.faults.counts


async def cut(audited: Audited, last: int) -> None:
    """Take away all after a position from every table, as a restored backup would have it."""
    for statement in (
        "delete from ledger.event where position > $1",
        "delete from ledger.stream_event where position > $1",
        "delete from ledger.stream where position > $1",
        "delete from ledger.command where first > $1",
        "delete from audit.checkpoint where size > $1",
    ):
        await audited.bureau.alter(statement, last)
    await audited.bureau.alter("delete from audit.tile; delete from audit.edge")
    await audited.bureau.alter(
        "update ledger.log set position = $1, recorded_at = (select max(recorded_at) from ledger.event)", last
    )
    audited.bureau.ledger = type(audited.bureau.ledger)(audited.bureau.pool, samples.ORIGIN)


async def test_a_restored_older_backup_to_which_more_was_recorded(audited: Audited) -> None:
    """As large as what was published, whole in itself, and another history from there on."""
    await cut(audited, 240)
    await audited.bureau.record(LAST - 240)
    found = await audited.found(Check.EXPORTED)
    assert (found[0].position, found[0].after, found[0].until) == (None, 40, 560)
    assert "positions 41 to 560 are in doubt" in found[0].text
    assert found[1].position == 241


async def test_an_inserted_row(audited: Audited) -> None:
    """A copy of another event under the next position, with header and leaf hash as they should be."""
    row = await audited.bureau.pool.fetchrow("select * from ledger.event where position = 100")
    assert row is not None
    header = events.header_bytes(samples.ORIGIN, LAST + 1, row["recorded_at"])
    leaf = events.leaf_hash(header, row["body"])
    await audited.bureau.alter(
        "create temporary table copied as select * from ledger.event where position = 100;"
        f"update copied set position = {LAST + 1}, header = '\\x{header.hex()}', leaf_hash = '\\x{leaf.hex()}',"
        " id = gen_random_uuid(); insert into ledger.event select * from copied; drop table copied"
    )
    result = await audited.verify()
    assert {one.check for one in result.faults.kept() if one.position == LAST + 1} == {
        Check.HEADER,
        Check.COLUMN,
        Check.STREAM,
        Check.LOG,
    }
    assert Check.COMMAND in result.faults.counts


BESIDE = (
    ("update ledger.claim set stream = gen_random_uuid() where position = 16", Check.CLAIM, 16),
    ("delete from ledger.claim where position = 17", Check.CLAIM, 17),
    ("insert into ledger.claim values ('code/HOUSE', 'x', gen_random_uuid(), 3)", Check.CLAIM, 3),
    ("update ledger.stream set version = 9 where position = 19", Check.STREAM, 19),
    ("update ledger.stream set code = 'X' where position = 100", Check.STREAM, 100),
    ("delete from ledger.stream_event where position = 101", Check.STREAM, 101),
    ("delete from ledger.stream where position = 102", Check.STREAM, 102),
    ("update ledger.command set last = last + 1 where first = 1", Check.COMMAND, 1),
    ("update ledger.source_row set digest = '\\x00'", Check.ROW, 37),
    ("delete from ledger.reliance", Check.RELIANCE, 38),
    ("update ledger.log set position = position + 1", Check.LOG, LAST),
)


async def test_a_claim_and_other_tables_beside_the_events(audited: Audited) -> None:
    for statement, _, _ in BESIDE:
        await audited.bureau.alter(statement)
    found = {(one.check, one.position) for one in (await audited.verify()).faults.kept()}
    assert found == {(check, position) for _, check, position in BESIDE}


async def test_a_read_row_and_a_figure(audited: Audited) -> None:
    await projected(audited.bureau)
    await audited.bureau.pool.execute("update read.house set floor_area = 1 where code = 'H3'")
    result = await audited.verify(verifying.Wanted())
    (found,) = result.faults.kept()
    assert found.check is Check.READ
    said = f"read.house and a replay differ in 2 rows, among them position 34, subject {samples.stream('H3')}."
    assert found.text.startswith(said)


async def test_a_fork_that_was_signed_again(audited: Audited) -> None:
    """By somebody who has the key: the database agrees with itself, the exported checkpoint tells."""
    await rewrite(audited.bureau, 100, b"88.20", b"99.20")
    for table in ("tile", "edge", "checkpoint"):
        await audited.bureau.alter(f"delete from audit.{table}")
    bureau = dataclasses.replace(audited.bureau, folder=audited.remembered.parent / "elsewhere")
    assert (await bureau.sign()).size == LAST
    found = await audited.found(Check.EXPORTED)
    assert {one.position for one in found} == {None, 100}
    assert found[0].until == SIZES[-1]


async def test_two_roots_of_one_size(audited: Audited) -> None:
    note = await audited.bureau.export.read("checkpoint")
    assert note is not None
    await audited.bureau.export.write({"checkpoint": forged(audited, note)})
    found = await audited.found(Check.EXPORTED)
    assert "two histories were signed" in found[0].text


def forged(audited: Audited, note: bytes) -> bytes:
    lines = note.decode().split("\n")
    lines[2] = "A" * 43 + "="
    return str(notes.sign("\n".join(lines[:3]) + "\n", audited.bureau.signer)).encode()


async def test_a_checkpoint_by_another_key_or_of_another_log(audited: Audited) -> None:
    other = notes.Signer(samples.ORIGIN, bytes(32))
    note = await audited.bureau.export.read("checkpoint")
    assert note is not None
    text = note.decode().partition("\n\n")[0] + "\n"
    kept = published.Kept(str(notes.sign(text, other)).encode(), "mine.txt")
    result = await audited.verify(verifying.Wanted(read=False, kept=(kept,)))
    assert [one.text for one in result.faults.kept()] == [
        f"Mine.txt does not verify: The note is signed by {samples.ORIGIN}+{other.verifier.key_id.hex()}, and by none "
        f"of the keys given: {samples.ORIGIN}+{audited.bureau.signer.verifier.key_id.hex()}."
    ]


async def test_a_checkpoint_of_the_database_that_says_what_was_not_signed(audited: Audited) -> None:
    await audited.bureau.alter("update audit.checkpoint set size = 299 where size = 300")
    (found,) = await audited.found(Check.CHECKPOINT)
    assert found.until == 299
    assert "signed for 300 leaves" in found.text


async def test_a_tile_that_is_gone(audited: Audited) -> None:
    await audited.bureau.alter("delete from audit.tile where level = 0 and number = 1")
    (found,) = await audited.found(Check.TILE)
    assert found.text == "The tile tile/0/001 is missing."


async def test_from_and_to(audited: Audited) -> None:
    await audited.bureau.alter("update ledger.event set source = 'x' where position = 100")
    result = await audited.verify(verifying.Wanted(first=101, read=False))
    assert (result.clean, result.held) == (True, SIZES[-1])
    result = await audited.verify(verifying.Wanted(last=99))
    assert (result.clean, result.last, result.held) == (True, 99, 40)
    assert [one.position for one in (await audited.verify(verifying.Wanted(last=100))).faults.kept()] == [100]


async def test_going_on_from_what_was_verified(audited: Audited) -> None:
    await audited.verify(verifying.Wanted(last=333))
    await audited.bureau.alter("update ledger.event set source = 'x' where position in (100, 400)")
    result = await audited.verify(verifying.Wanted(resume=True, read=False))
    assert (result.first, [one.position for one in result.faults.kept()]) == (334, [400])
    assert result.held == SIZES[-1]


async def test_what_was_verified_is_a_witness_itself(audited: Audited) -> None:
    """Even where nothing was ever signed or exported."""
    await audited.verify()
    await rewrite(audited.bureau, LAST, b"88.20", b"99.20")
    result = await audited.verify()
    assert [(one.check, one.after, one.until) for one in result.faults.kept()] == [(Check.CHECKPOINT, SIZES[-1], LAST)]
    assert result.faults.kept()[0].text.startswith("What was verified on ")


async def test_the_exported_store_need_not_be_there_yet(audited: Audited) -> None:
    place = dataclasses.replace(audited.place, export=exports.Folder(audited.remembered.parent / "none"))
    assert (await verifying.verify(place, verifying.Wanted(read=False))).clean


async def test_search_without_an_index_is_told(audited: Audited) -> None:
    result = await audited.verify(verifying.Wanted(read=False, search=True))
    assert any("no search index" in note for note in result.notes)
