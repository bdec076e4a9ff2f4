"""Every reader is asked for every field of every type: nobody is shown what it may not see, somebody all the rest."""

from __future__ import annotations

import collections
from collections.abc import Sequence

import pytest

from tests.walk import arguments, judge, marks, paths, readers, world
from tests.walk.asking import API, Asker
from tests.walk.world import WEST

DISCLOSED = """
select d.account, p.ref from access.disclosed p join access.disclosure d on d.id = p.disclosure
"""


async def survey(asker: Asker, who: Sequence[readers.Reader]) -> judge.Judge:
    """What all these readers were shown."""
    judged = judge.Judge(asker.world.marks)
    for document in paths.survey(API.schema):
        variables = arguments.survey(API.schema, document.roots, asker.world, WEST)
        for reader in who if document.roots != paths.STATIC else who[::8]:
            answer = await asker.ask(reader, document.text, variables)
            refused = answer.startswith(b'{"errors"')
            assert not refused or document.roots <= paths.REFUSING or _without_purpose(reader), (reader.name, answer)
            judged.look(reader, f"the survey of {', '.join(sorted(document.roots))}", answer)
    await _rest_of_the_feed(asker, judged)
    return judged


async def _rest_of_the_feed(asker: Asker, judged: judge.Judge) -> None:
    """What a page of the feed does not hold."""
    text = next(one.text for one in paths.survey(API.schema) if "changes" in one.roots)
    variables = arguments.survey(API.schema, API.schema.query_type.fields, asker.world, WEST)  # type: ignore[union-attr]
    everywhere = readers.reader(("admin",), readers.EVERYWHERE, asker.world.divisions)
    for after in range(450, asker.world.last, 450):
        answer = await asker.ask(everywhere, text, {**variables, "changes_after": after})
        judged.look(everywhere, "the rest of the feed", answer)


def _without_purpose(reader: readers.Reader) -> bool:
    """States a purpose, but has no division whose policy could name it."""
    return reader.identity.purpose is not None and not reader.identity.divisions


def _was_revised(mark: marks.Mark) -> bool:
    """Of a sealed value of an event that was corrected or voided: it stands nowhere, and events do not show it."""
    return world.REVISED in mark.where and (mark.form is not marks.Form.PLAIN or mark.where.endswith("person"))


def _stood_once(mark: marks.Mark) -> bool:
    """Of a sealed value of a subject itself, not of an element: events replaced it by others.

    Former ones stand in states of the past, which :mod:`tests.walk.test_paths` asks for.
    """
    return mark.form is not marks.Form.PLAIN and "." not in mark.where.rpartition(" ")[2]


async def disclosed(asker: Asker) -> set[tuple[str, str]]:
    """Accounts and the persons who were shown to them in clear."""
    return {(row["account"], row["ref"]) for row in await asker.pool.fetch(DISCLOSED)}


async def check(asker: Asker, judged: judge.Judge) -> None:
    """No leaks; everything that may be seen was seen by somebody; all that was seen in clear is on record."""
    judged.check()
    unseen = [one for one in judged.unseen() if one.exposure != marks.NOBODY and not _was_revised(one)]
    never = [one for one in unseen if not _stood_once(one)]
    assert {one.where for one in asker.world.marks.known.values() if _stood_once(one)} - {one.where for one in unseen}
    told = collections.Counter(one.where for one in never).most_common(10), never[:6]
    assert not never, f"{len(never)} marks were shown to nobody, so that the walk proves nothing of them: {told}"
    assert judged.opened
    assert {(account, asker.world.persons[token]) for account, token in judged.opened} <= await disclosed(asker)


async def test_readers_of_every_role_and_of_every_division(asker: Asker) -> None:
    await check(asker, await survey(asker, list(readers.some(asker.world.divisions))))


@pytest.mark.long
async def test_every_role_in_every_division(asker: Asker) -> None:
    await check(asker, await survey(asker, list(readers.every(asker.world.divisions))))


async def test_clear_text_is_shown_for_a_purpose_and_in_ones_own_divisions_only(asker: Asker) -> None:
    everybody = list(readers.every(asker.world.divisions))
    clear = [
        one for one in asker.world.marks.known.values() if one.form is marks.Form.CLEAR and one.exposure != "NOBODY"
    ]
    seeing = {one.name for one in everybody if any(map(one.may_see, clear))}
    assert seeing == {
        f"{role} in {code}, purpose {readers.PURPOSE}"
        for role in ("caseworker", "admin")
        for code in ("*", *asker.world.divisions.values())
    }
