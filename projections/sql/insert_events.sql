-- Events of a range of positions; bodies that Python has upcast ($3, $4) take the place of the stored ones.
insert into read.event (
    position, id, subject, kind, scheme, code, version, type, effective_on, effective_seq, chain, registered_at,
    recorded_at, source, document, document_number, actor, reason, changes, command, correlation, cause, corrects,
    voids, relied_on, leaf_hash, known, positions)
select e.position, e.id, e.stream, e.kind, b.scheme, b.code, e.version, e.type, e.effective_on, e.effective_seq,
    e.position, e.registered_at, e.recorded_at, e.source, b.document, e.document_number, b.actor, b.reason, b.changes,
    e.command, e.correlation, e.cause, e.corrects, e.voids, b.relied_on, e.leaf_hash,
    tstzmultirange(tstzrange(e.registered_at, null)), int8multirange(int8range(e.position, null))
from ledger.event e
left join unnest($3::bigint[], $4::text[]) u (position, body) on u.position = e.position
cross join lateral jsonb_to_record(coalesce(u.body, convert_from(e.body, 'UTF8'))::jsonb) b (
    scheme text, code text, document jsonb, actor text, reason text, changes jsonb, relied_on uuid[])
where e.position > $1 and e.position <= $2
