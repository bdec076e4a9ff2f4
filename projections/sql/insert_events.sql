-- Events of a range of positions; bodies that Python has upcast ($3, $4) take the place of the stored ones.
-- `shown`: the changes without their envelopes, null where they hold none. `data`: the same by path, null where it is
-- what the one change of the subject itself sets. Both are made once, here, since they are asked for so often.
insert into read.event (
    position, id, subject, kind, scheme, code, version, type, effective_on, effective_seq, chain, registered_at,
    recorded_at, source, document, document_number, actor, reason, changes, shown, data, command, correlation, cause,
    corrects, voids, relied_on, judged_by, leaf_hash, known, positions)
select e.position, e.id, e.stream, e.kind, b.scheme, b.code, e.version, e.type, e.effective_on, e.effective_seq,
    e.position, e.registered_at, e.recorded_at, e.source, b.document, e.document_number, b.actor, b.reason, b.changes,
    told.shown,
    case when told.shown is not null or jsonb_array_length(b.changes) <> 1 or b.changes #>> '{0,entity}' <> '' then (
        select coalesce(
            jsonb_object_agg(case c.entity when '' then m.key else c.entity || '/' || m.key end, m.value), '{}')
        from jsonb_to_recordset(coalesce(told.shown, b.changes)) c (entity text, set jsonb), jsonb_each(c.set) m
    ) end,
    e.command, e.correlation, e.cause, e.corrects, e.voids, b.relied_on, b.judged_by, e.leaf_hash,
    tstzmultirange(tstzrange(e.registered_at, null)), int8multirange(int8range(e.position, null))
from ledger.event e
left join read.type t on t.kind = e.kind and t.type = e.type
left join unnest($3::bigint[], $4::text[]) u (position, body) on u.position = e.position
cross join lateral json_to_record(coalesce(u.body, convert_from(e.body, 'UTF8'))::json) b (
    scheme text, code text, document jsonb, actor text, reason text, changes jsonb, relied_on uuid[], judged_by jsonb)
left join lateral (
    select jsonb_agg(jsonb_build_object('entity', c.entity, 'set', (
        select coalesce(jsonb_object_agg(
            m.key, case jsonb_typeof(m.value) when 'object' then '{"sealed": true}' else m.value end), '{}')
        from jsonb_each(c.set) m)) order by c.n) as shown
    from rows from (jsonb_to_recordset(b.changes) as (entity text, set jsonb)) with ordinality c (entity, set, n)
    where t.seals and jsonb_path_exists(b.changes, '$[*].set.* ? (@.type() == "object")')
) told on true
where e.position > $1 and e.position <= $2
