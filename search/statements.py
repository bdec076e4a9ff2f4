"""The statements that read what documents are made of, generated from what is searched; schema `read`.

What stands in a document as a list has one order whatever plan the database takes: a document made anew is the same.
"""

from __future__ import annotations

from search.searched import INHERITED, PARENTS, SEARCHED, Searched

SNAPSHOT = """
select p.position, p.today, m.made_at from read.progress p cross join read.meta m where p.name = 'read'
"""

SUBJECTS = "select subject, kind from read.subject where subject = any($1::uuid[])"

CODES = "select subject, code from read.code where subject = any($1::uuid[]) order by position desc, scheme"

NUMBERS = """
select e.subject, e.document_number from read.event e
where e.subject = any($1::uuid[]) and e.document_number is not null
group by e.subject, e.document_number order by max(e.position) desc
"""

NAMED = """
select kind, code, scheme, subject from read.code where kind = $1 and code = any($2::text[]) order by scheme, subject
"""

DIVISIONS_NAMED = """
select distinct on (code) code, subject from read.code
where kind = 'DIVISION' and code = any($1::text[]) order by code, position desc, scheme
"""

ABOVE = "select ancestor, descendant from read.division_closure where descendant = any($1::uuid[]) order by ancestor"

WITHIN = """
select ancestor, descendant from read.division_closure
where ancestor = any($1::uuid[]) and descendant = any($2::uuid[])
"""

HISTORY = """
select t.subject, a.name, t.set ->> a.name as value, t.effective_on
from unnest($1::uuid[]) s (subject)
cross join lateral (
    select * from read.timeline t
    where t.subject = s.subject and t.entity = '' and t.set ?| $2::text[] and upper_inf(t.positions)
        and t.effective_on <= $3
) t
cross join unnest($2::text[]) a (name)
where t.set ? a.name
order by t.subject, t.effective_on, t.effective_seq, t.chain, t.position
"""

DUE = "select subject, min(changes_on) as day from read.change where subject = any($1::uuid[]) group by subject"

SHORT_NAMES = """
select subject, short_name, ended_on from read.enterprise_short_names where subject = any($1::uuid[])
    and short_name is not null
order by ended_on desc nulls first, short_name
"""

_ALWAYS = ("subject", "scheme", "code", "division_id")

SHOWN = {
    "HOUSE": ("unit_no", "room", "phase", "stock"),
    "BUILDING": ("phase",),
    "PROJECT": ("stage",),
    "HOUSEHOLD": ("stage",),
    "LOTTERY": ("stage",),
    "PRACTITIONER": ("person",),
}
"""Columns that titles, facets and persons need beside what is searched."""


def rows(searched: Searched) -> str:
    """The rows of subjects of a kind as of today."""
    kind = searched.kind.name
    own = [part.attribute.name for part in searched.own]
    further = [*own, *SHOWN.get(kind, ()), *PARENTS.get(kind, {}).values()]
    listed = dict.fromkeys((*_ALWAYS, *further, *([searched.year] if searched.year else [])))
    columns = ", ".join(f'r."{name}"' for name in listed)
    return f"select {columns} from read.{searched.kind.table} r where r.subject = any($1::uuid[])"


def parent_rows(kind: str) -> str:
    """The rows of subjects whose texts others take over."""
    names = [*_ALWAYS, *INHERITED[kind].split(), *(["year_built"] if kind == "BUILDING" else [])]
    return _rows(SEARCHED[kind], names)


def referred_rows(kind: str) -> str:
    """The rows of subjects that others name by their code."""
    return _rows(SEARCHED[kind], [*_ALWAYS, "name" if kind == "ENTERPRISE" else "person"])


DIVISION_ROWS = """
select subject, scheme, code, division_id, name, superseded from read.division where subject = any($1::uuid[])
"""


def _rows(searched: Searched, names: list[str]) -> str:
    columns = ", ".join(f'r."{name}"' for name in names)
    return f"select {columns} from read.{searched.kind.table} r where r.subject = any($1::uuid[])"


def elements(searched: Searched) -> str:
    """The texts of elements: (subject, number of the part among :func:`numbered`, value, position)."""
    branches = []
    start = len(searched.own)
    for collection, parts in searched.elements.items():
        values = ", ".join(f'({start + n}, e."{part.attribute.name}")' for n, part in enumerate(parts))
        start += len(parts)
        branches.append(
            f"select e.subject, v.part, v.value, e.position from read.{searched.kind.table}_{collection} e"
            f" cross join lateral (values {values}) v (part, value)"
            f" where e.subject = any($1::uuid[]) and v.value is not null"
        )
    return " union all ".join(branches)


def persons(searched: Searched) -> str:
    """The persons that elements name, of all times; empty where none do."""
    return " union ".join(
        f"select e.subject, e.person from read.{searched.kind.table}_{collection} e"
        f" where e.subject = any($1::uuid[]) and e.person is not null"
        for collection in searched.persons
    )
