"""The tables of the embedded engine: one of documents for each index, and which of them is live."""

from __future__ import annotations

from search import interpreting

VERSION = f"{interpreting.VERSION}.1"
"""Of tokens and tables: an index of another version counts as none, and is built anew."""

SCHEMA = """
create schema if not exists search;
create table if not exists search.index (
    name text primary key,
    version text not null,
    live boolean not null,
    position bigint not null default 0
);
create unique index if not exists index_live on search.index (live) where live;
"""

DOCUMENTS = """
create table search.{name} (
    subject uuid primary key,
    version bigint not null,
    gone boolean not null default false,
    kind text,
    kind_exposure smallint,
    code text,
    title text,
    division uuid,
    division_code text,
    phase text,
    stage text,
    stock text,
    year text,
    persons text[],
    texts text,
    terms tsvector
) with (toast_tuple_target = 8160, fillfactor = 90);
alter table search.{name} alter column terms set storage main;
alter table search.{name} alter column texts set storage main;
"""

INDEXES = {
    "terms": "create index concurrently {name}_terms on search.{name}"
    " using gin (terms) with (gin_pending_list_limit = 512)",
    "persons": "create index concurrently {name}_persons on search.{name} using gin (persons)",
    "division": "create index concurrently {name}_division on search.{name} (division)",
}  # fmt: skip
"""Made beside writers: who builds an index that changes go into meanwhile makes nobody wait."""

LIVE = "create or replace view search.live as select * from search.{name}"

PUT = """
insert into search.{name} as kept (
    subject, version, kind, kind_exposure, code, title, division, division_code, phase, stage, stock, year, persons,
    texts, terms
)
select one.subject, one.version, one.kind, one.kind_exposure, one.code, one.title, one.division, one.division_code,
    one.phase, one.stage, one.stock, one.year, string_to_array(one.persons, ' '), one.texts, one.terms::tsvector
from unnest($1::uuid[], $2::bigint[], $3::text[], $4::smallint[], $5::text[], $6::text[], $7::uuid[], $8::text[],
    $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[])
    as one (subject, version, kind, kind_exposure, code, title, division, division_code, phase, stage, stock, year,
    persons, texts, terms)
on conflict (subject) do update set version = excluded.version, gone = false, kind = excluded.kind,
    kind_exposure = excluded.kind_exposure, code = excluded.code, title = excluded.title,
    division = excluded.division, division_code = excluded.division_code, phase = excluded.phase,
    stage = excluded.stage, stock = excluded.stock, year = excluded.year, persons = excluded.persons,
    texts = excluded.texts, terms = excluded.terms
where kept.version <= excluded.version
"""

REMOVE = """
insert into search.{name} as kept (subject, version, gone)
select * , true from unnest($1::uuid[], $2::bigint[])
on conflict (subject) do update set version = excluded.version, gone = true, kind = null, kind_exposure = null,
    code = null, title = null, division = null, division_code = null, phase = null, stage = null, stock = null,
    year = null, persons = null, texts = null, terms = null
where kept.version <= excluded.version
"""
"""What is removed keeps its version, so that an older document that comes late does not bring it back."""

NAMES = "select name from search.index where version = $1 and (live or $2) for key share"
BUILDING = "select name from search.index where not live and version = $1"
ADVANCE = "update search.index set position = greatest(position, $2) where name = $1"
ADVANCE_LIVE = "update search.index set position = greatest(position, $2) where live and version = $1"
STATUS = "select name, version, position from search.index where live"
COUNT = "select count(*) from search.live where not gone"
VERSIONS = """
select subject, version from search.live where not gone and ($1::uuid is null or subject > $1)
order by subject limit $2
"""

ALTERED = """
select one.subject
from unnest($1::uuid[], $2::bigint[], $3::text[], $4::smallint[], $5::text[], $6::text[], $7::uuid[], $8::text[],
    $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[])
    as one (subject, version, kind, kind_exposure, code, title, division, division_code, phase, stage, stock, year,
    persons, texts, terms)
join search.live kept on kept.subject = one.subject and not kept.gone
where (kept.kind, kept.kind_exposure, kept.code, kept.title, kept.division, kept.division_code, kept.phase, kept.stage,
        kept.stock, kept.year, kept.persons, kept.texts, kept.terms)
    is distinct from (one.kind, one.kind_exposure, one.code, one.title, one.division, one.division_code, one.phase,
        one.stage, one.stock, one.year, string_to_array(one.persons, ' '), one.texts, one.terms::tsvector)
order by one.subject
"""
