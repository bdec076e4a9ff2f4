-- Events of the positions $1, whose bodies are JSON, whose columns do not say what their bytes say, with the names of those
-- columns. $2 is a header up to its position. Moments and dates are compared as the bytes spell
-- them, so nothing that a body holds is converted on the way.
select e.position, array_remove(array[
    case when e.header is distinct from t.header then 'recorded_at' end,
    case when e.id::text is distinct from j.b ->> 'id' then 'id' end,
    case when e.kind is distinct from j.b ->> 'kind' then 'kind' end,
    case when e.stream::text is distinct from j.b ->> 'stream' then 'stream' end,
    case when e.version::text is distinct from j.b ->> 'version' then 'version' end,
    case when e.type is distinct from j.b ->> 'type' then 'type' end,
    case when e.schema::text is distinct from j.b ->> 'schema' then 'schema' end,
    case when t.effective_on is distinct from j.b ->> 'effective_on' then 'effective_on' end,
    case when e.effective_seq::text is distinct from j.b ->> 'effective_seq' then 'effective_seq' end,
    case when t.registered_at is distinct from coalesce(j.b ->> 'registered_at', t.recorded_at)
        then 'registered_at' end,
    case when e.command::text is distinct from j.b ->> 'command' then 'command' end,
    case when e.correlation::text is distinct from j.b ->> 'correlation' then 'correlation' end,
    case when e.cause::text is distinct from j.b ->> 'cause' then 'cause' end,
    case when e.corrects::text is distinct from j.b ->> 'corrects' then 'corrects' end,
    case when to_jsonb(e.voids) is distinct from j.b -> 'voids' then 'voids' end,
    case when e.source is distinct from j.b ->> 'source' then 'source' end,
    case when e.document_number is distinct from j.b #>> '{document,number}' then 'document_number' end
], null) as columns
from ledger.event e
cross join lateral (select convert_from(e.body, 'UTF8')::jsonb as b offset 0) j
cross join lateral (
    select to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as recorded_at,
        to_char(e.registered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as registered_at,
        to_char(e.effective_on, 'YYYY-MM-DD') as effective_on
    offset 0
) m
cross join lateral (
    select m.*, convert_to($2 || e.position || ',"recorded_at":"' || m.recorded_at || '"}', 'UTF8') as header offset 0
) t
where e.position = any ($1::bigint[])
    and (
        e.header, e.id::text, e.kind, e.stream::text, e.version::text, e.type, e.schema::text, t.effective_on,
        e.effective_seq::text, t.registered_at, e.command::text, e.correlation::text, e.cause::text, e.corrects::text,
        to_jsonb(e.voids), e.source, e.document_number
    ) is distinct from (
        t.header, j.b ->> 'id', j.b ->> 'kind', j.b ->> 'stream', j.b ->> 'version', j.b ->> 'type', j.b ->> 'schema',
        j.b ->> 'effective_on', j.b ->> 'effective_seq', coalesce(j.b ->> 'registered_at', t.recorded_at),
        j.b ->> 'command', j.b ->> 'correlation', j.b ->> 'cause', j.b ->> 'corrects', j.b -> 'voids',
        j.b ->> 'source', j.b #>> '{document,number}'
    )
order by e.position
