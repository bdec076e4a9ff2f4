"""`search` and `searchSuggestions`: subjects that a search engine finds, resolved and scoped by the read model.

The engine is asked before the statement runs (:mod:`graphql_api.lookups`). A hit that the read model does not show to
this reader is left out, however far the index is behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from aggregates.catalogue import Catalogue
from graphql_api import connections, subjects, tables
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.errors import BadVariable
from graphql_api.model import Argument, EnumType, Field, InputType, Model, ObjectType
from graphql_api.values import Request, Resolve, Variables, resolver
from projections import names
from search.query import Facet, Sort

ROOT, SUGGESTIONS = "search", "searchSuggestions"
CONNECTION, EDGE, HIT = "SearchConnection", "SearchHitEdge", "SearchHit"
PAGE, LARGEST_PAGE = 20, 100
SUGGESTED, MOST_SUGGESTED = 10, 50
MOST_VALUES = 200
"""Values of one field of a filter."""

SearchFacet = Enum("SearchFacet", {one.name: one.value for one in Facet})  # type: ignore[misc]
SearchSort = Enum("SearchSort", {one.name: one.value for one in Sort})  # type: ignore[misc]

_NARROWING = {
    "division": ("[String!]", "Codes of divisions: these with all that they contain 区划."),
    "phase": ("[String!]", "Phases, as Phase of the kinds has them 阶段."),
    "stage": ("[String!]", "Stages of projects, households and draws 环节."),
    "stock": ("[String!]", "Stocks of homes 房源类别."),
    "year": ("[Int!]", "Years of building, approval or application 年份."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as the request states it. ``divisions`` are codes; ``filters`` by facet, any of its values."""

    text: str
    kinds: tuple[str, ...]
    divisions: tuple[str, ...]
    filters: Mapping[Facet, tuple[str, ...]]
    facets: tuple[Facet, ...]
    sort: Sort
    first: int
    after: str | None


@dataclass(frozen=True, slots=True)
class Typed:
    """What is being typed, to be completed."""

    text: str
    kinds: tuple[str, ...]
    first: int


def add_types(model: Model, catalogue: Catalogue) -> None:
    """The roots, and what they answer."""
    model.add(
        EnumType(SearchFacet, "What hits are counted by 分面."),
        EnumType(SearchSort, "The order of hits 排序."),
        InputType("SearchFilter", "Narrows hits; values of one field are alternatives 检索筛选.", _filter()),
        ObjectType(HIT, "A subject that was found 检索结果.", _hit(catalogue)),
        ObjectType(EDGE, "A hit and its cursor 检索结果项.", _edge()),
        ObjectType("Highlight", "Why a hit is one: an attribute's text, in pieces 命中原因.", _highlight()),
        ObjectType("HighlightPiece", "A piece of a text 片段.", _piece()),
        ObjectType("Facet", "Hits counted by a facet 分面统计.", _facet()),
        ObjectType("FacetValue", "How many hits have a value 分面值.", _facet_value(catalogue)),
        ObjectType("SearchSuggestion", "A completion of what is being typed 联想.", _suggestion()),
        ObjectType(CONNECTION, "A page of what was found, the best first 检索结果页.", _connection(catalogue)),
    )
    query = model.objects[model.query]
    roots = {ROOT: _root(), SUGGESTIONS: _suggestions()}
    model.objects[model.query] = ObjectType(query.name, query.description, {**query.fields, **roots})


def _filter() -> dict[str, Argument]:
    return {name: Argument(type_, said, None) for name, (type_, said) in _NARROWING.items()}


def _root() -> Field:
    said = (
        "Subjects by any fragment: codes, addresses in any writing, names, pinyin, initials, with one slip. By POST "
        "only. Who may read personal data and states a purpose (X-Purpose) finds persons, too; that is on record 检索"
    )
    arguments = {
        "text": Argument("String!", "What is looked for, up to 200 characters 检索词."),
        "kinds": Argument("[SubjectKind!]", "Only of these kinds 类别.", None),
        "filter": Argument("SearchFilter", "Only such 筛选.", None),
        "facets": Argument("[SearchFacet!]", "What to count by 分面.", None),
        "sort": Argument("SearchSort", "The order 排序.", SearchSort["RELEVANCE"]),
        "first": Argument("Int", f"Hits of a page, 1 to {LARGEST_PAGE}.", PAGE),
        "after": Argument("String", "Cursor of this very search that the page begins after.", None),
    }

    def compile_search(compiler: Compiler, row: Row, one: Selected) -> str:
        asked = _asked(one.arguments)
        found = Row(compiler.statement.alias(), None)
        size = resolver(_given(one.arguments, "first", PAGE), _page_size)
        answer = compiler.look_up(ROOT, asked)
        with compiler.volume.within(size):
            return compiler.object(CONNECTION, found, one, f"from (select {answer} answer) {found.alias}")

    return Field(f"{CONNECTION}!", compile_search, said, arguments)


def _suggestions() -> Field:
    arguments = {
        "text": Argument("String!", "What has been typed so far 输入."),
        "kinds": Argument("[SubjectKind!]", "Only of these kinds 类别.", None),
        "first": Argument("Int", f"Completions, at most {MOST_SUGGESTED}.", SUGGESTED),
    }

    def compile_suggestions(compiler: Compiler, row: Row, one: Selected) -> str:
        values = _resolvers(one.arguments, ("text", "kinds", "first"))

        def asked(variables: Variables, request: Request) -> object:
            given = {name: resolve(variables, request) for name, resolve in values.items()}
            return Typed(str(given["text"]), _kinds(given), _within(given["first"], SUGGESTED, MOST_SUGGESTED))

        answer, told = compiler.look_up(SUGGESTIONS, asked), Row(compiler.statement.alias(), None)
        source = f"from jsonb_to_recordset({answer}) {told.alias} (text text, kind text, code text)"
        return compiler.objects("SearchSuggestion", told, one, source)

    return Field(
        "[SearchSuggestion!]!", compile_suggestions, "Completions as one types, the best first 联想", arguments
    )


def _asked(arguments: Mapping[str, Any]) -> Resolve:
    values = _resolvers(arguments, ("text", "kinds", "facets", "sort", "first", "after"))
    narrowing = _resolvers(arguments.get("filter") or {}, tuple(_NARROWING))

    def asked(variables: Variables, request: Request) -> object:
        given: dict[str, Any] = {name: resolve(variables, request) for name, resolve in values.items()}
        narrowed = {name: _values(name, resolve(variables, request)) for name, resolve in narrowing.items()}
        divisions = narrowed.pop("division", ())
        return Asked(
            str(given["text"]),
            _kinds(given),
            divisions,
            {Facet(name): chosen for name, chosen in narrowed.items() if chosen},
            tuple(Facet[one.name] for one in given.get("facets") or ()),
            Sort[(given.get("sort") or SearchSort["RELEVANCE"]).name],
            _page_size(given.get("first")),
            given.get("after"),
        )

    return asked


def _resolvers(arguments: Mapping[str, Any], wanted: tuple[str, ...]) -> dict[str, Resolve]:
    return {name: resolver(arguments[name], None) for name in wanted if arguments.get(name) is not None}


def _given(arguments: Mapping[str, Any], name: str, default: object) -> object:
    found = arguments.get(name)
    return default if found is None else found


def _kinds(given: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(one.name for one in given.get("kinds") or ())


def _values(name: str, given: Any) -> tuple[str, ...]:
    values = given if isinstance(given, list) else [given]
    if len(values) > MOST_VALUES:
        raise BadVariable(
            f"filter.{name} has {len(values)} values; at most {MOST_VALUES} are alternatives.", field=f"filter.{name}"
        )
    return tuple(str(one) for one in values)


def _page_size(value: Any) -> int:
    return _within(value, PAGE, LARGEST_PAGE, 1)


def _within(value: Any, default: int, most: int, least: int = 0) -> int:
    if value is None:
        return default
    if not least <= value <= most:
        raise BadVariable(f"first counts hits of a page and cannot be {value}; give {least} to {most}.", field="first")
    return int(value)


_HITS = (
    "n int, subject uuid, kind text, code text, title text, score float8, division text, phase text, persons int, "
    "highlights jsonb, cursor text"
)


def _connection(catalogue: Catalogue) -> dict[str, Field]:
    def listed(type_: str, member: str, columns: str) -> Field:
        def compile_listed(compiler: Compiler, row: Row, one: Selected) -> str:
            told = Row(compiler.statement.alias(), None)
            source = f"from jsonb_to_recordset({row.column('answer')} -> '{member}') {told.alias} ({columns})"
            return compiler.objects(type_, told, one, source)

        return Field(f"[{type_}!]!", compile_listed, "Counts by the facets that were asked for 分面")

    def hits(type_: str) -> Field:
        def compile_hits(compiler: Compiler, row: Row, one: Selected) -> str:
            hit = Row(compiler.statement.alias(), tables.clocks(compiler, None))
            found = f"jsonb_to_recordset({row.column('answer')} -> 'hits') {hit.alias} ({_HITS})"
            source = f"from {found} where {_stands(compiler, catalogue, hit)} order by {hit.column('n')}"
            targets = compiler.targets(type_, hit, compiler.below(type_, one.nodes))
            alias = compiler.statement.alias()
            return f"array(select {alias} from (select {targets} {source}) {alias})"

        return Field(f"[{type_}!]!", compile_hits, "The hits, the best first 结果")

    return {
        "nodes": hits(HIT),
        "edges": hits(EDGE),
        "pageInfo": Field(f"{connections.PAGE_INFO}!", _page_info, "Where the page stands 分页"),
        "totalCount": _told("totalCount", "Int!", "int", "All hits; at least so many unless totalIsExact 总数"),
        "totalIsExact": _told("totalIsExact", "Boolean!", "boolean", "Whether they were counted to the end 总数准确"),
        "facets": listed("Facet", "facets", "facet text, values jsonb"),
        "didYouMean": Field("[String!]!", _did_you_mean, "What may have been meant 您是不是要找"),
        "position": _told("position", "Position!", "bigint", "Position of the ledger that the index reflects 账本位置"),
        "behind": Field("Int!", _behind, "Events that the index does not reflect yet 落后事件数"),
    }


def _told(name: str, type_: str, sql: str, said: str) -> Field:
    return Field(type_, lambda compiler, row, one: f"({row.column('answer')} ->> '{name}')::{sql}", said)


def _did_you_mean(compiler: Compiler, row: Row, one: Selected) -> str:
    return f"array(select jsonb_array_elements_text({row.column('answer')} -> 'didYouMean'))"


def _behind(compiler: Compiler, row: Row, one: Selected) -> str:
    head = "coalesce((select max(position) from ledger.event), 0)"
    return f"greatest(0, {head} - ({row.column('answer')} ->> 'position')::bigint)"


def _page_info(compiler: Compiler, row: Row, one: Selected) -> str:
    info = f"{row.column('answer')} -> 'pageInfo'"
    sql = {
        "hasNextPage": f"({info} ->> 'hasNextPage')::boolean",
        "hasPreviousPage": f"({info} ->> 'hasPreviousPage')::boolean",
        "startCursor": f"{info} ->> 'startCursor'",
        "endCursor": f"{info} ->> 'endCursor'",
        "__typename": f"'{connections.PAGE_INFO}'::text",
    }
    targets = ", ".join(
        f'{sql[field.name]} "{field.key}"' for field in compiler.below(connections.PAGE_INFO, one.nodes)
    )
    alias = compiler.statement.alias()
    return f"(select row_to_json({alias}) from (select {targets}) {alias})"


def _stands(compiler: Compiler, catalogue: Catalogue, hit: Row) -> str:
    """That the read model has the subject and this reader may see it, whatever the index says.

    Each hit is looked up: without ``offset 0`` PostgreSQL would read all subjects of a kind of thousands first.
    """
    seen = []
    for kind in catalogue.kinds.values():
        _, source = tables.one_subject(compiler, kind, hit.column("subject"), hit.at)
        seen.append(f"when {names.literal(kind.name)} then exists (select {source} offset 0)")
    return f"case {hit.column('kind')} {' '.join(seen)} else false end"


def _hit(catalogue: Catalogue) -> dict[str, Field]:
    return {
        "kind": _column("kind", "SubjectKind!", "Kind 类别"),
        "code": _column("code", "String!", "Present code 编码"),
        "title": _column("title", "String!", "What it is called, or where it stands 标题"),
        "division": _column("division", "String", "Code of its division 区划"),
        "phase": _column("phase", "String", "Its phase, of the kinds that have one 阶段"),
        "score": _column("score", "Float!", "Orders the hits of one search; says nothing beyond it 得分"),
        "persons": _column("persons", "Int!", "How many of the persons looked for stand in it 命中人数"),
        "highlights": Field("[Highlight!]!", _highlights, "Why it was found 命中原因"),
        "subject": Field(
            "Subject!",
            lambda compiler, row, one: subjects.subject_of(compiler, catalogue, row, one),
            "The subject itself, as it is today 对象",
        ),
    }


def _edge() -> dict[str, Field]:
    def node(compiler: Compiler, row: Row, one: Selected) -> str:
        return compiler.object(HIT, row, one, "")

    return {
        "node": Field(f"{HIT}!", node, "The hit 结果"),
        "cursor": _column("cursor", "String!", "Where it stands in this search 游标"),
    }


def _highlights(compiler: Compiler, row: Row, one: Selected) -> str:
    told = Row(compiler.statement.alias(), None)
    columns = "attribute text, pieces jsonb"
    source = f"from jsonb_to_recordset({row.column('highlights')}) {told.alias} ({columns})"
    return compiler.objects("Highlight", told, one, source)


def _highlight() -> dict[str, Field]:
    def pieces(compiler: Compiler, row: Row, one: Selected) -> str:
        told = Row(compiler.statement.alias(), None)
        elements = f"jsonb_array_elements_text({row.column('pieces')}) with ordinality {told.alias} (text, n)"
        return compiler.objects("HighlightPiece", told, one, f"from {elements} order by {told.column('n')}")

    return {
        "attribute": _column("attribute", "String!", "Where the text stands: address, permits.number 字段"),
        "pieces": Field("[HighlightPiece!]!", pieces, "The text, cut; joined it is whole 片段"),
    }


def _piece() -> dict[str, Field]:
    return {
        "text": _column("text", "String!", "Its characters 文本"),
        "matched": Field(
            "Boolean!", lambda compiler, row, one: f"{row.column('n')} % 2 = 0", "Whether it was looked for 命中"
        ),
    }


def _facet() -> dict[str, Field]:
    def values(compiler: Compiler, row: Row, one: Selected) -> str:
        told = Row(compiler.statement.alias(), None)
        columns = "facet text, value text, count int"
        source = f"from jsonb_to_recordset({row.column('values')}) {told.alias} ({columns})"
        return compiler.objects("FacetValue", told, one, source)

    return {
        "facet": _column("facet", "SearchFacet!", "What is counted by 分面"),
        "values": Field("[FacetValue!]!", values, "The values, the most frequent first 取值"),
    }


def _facet_value(catalogue: Catalogue) -> dict[str, Field]:
    division = "(select d.name from read.division d where d.code = {row} limit 1)"

    def label(compiler: Compiler, row: Row, one: Selected) -> str:
        if "DIVISION" not in catalogue.kinds:
            return "null::text"
        compiler.reads_today = True
        named = division.format(row=row.column("value"))
        return f"case when {row.column('facet')} = 'DIVISION' then {named} end"

    return {
        "value": _column("value", "String!", "The value 值"),
        "count": _column("count", "Int!", "Hits that have it, of those that the reader may see 数量"),
        "label": Field("String", label, "Name of a division; null of all else 名称"),
    }


def _suggestion() -> dict[str, Field]:
    return {
        "text": _column("text", "String!", "What to search for 检索词"),
        "kind": _column("kind", "SubjectKind!", "Kind of what it names 类别"),
        "code": _column("code", "String!", "Code of what it names 编码"),
    }


def _column(name: str, type_: str, said: str) -> Field:
    return Field(type_, lambda compiler, row, one: row.column(name), said)
