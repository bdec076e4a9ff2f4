-- Visibility in one closed form: an event's own span minus the spans of the later members of its chain.
with own as (
    select m.chain, m.position, int8range(e.position, void.position) as positions,
        case when void.position is null then tstzrange(e.registered_at, null)
            else tstzrange(e.registered_at, greatest(e.registered_at, void.registered_at)) end as known
    from pg_temp.touched_member m
    join read.event e on e.position = m.position
    left join read.event void on void.position = e.voided_at
), shown as (
    select position,
        int8multirange(positions) - coalesce(range_agg(positions) over later, '{}') as positions,
        tstzmultirange(known) - coalesce(range_agg(known) over later, '{}') as known
    from own
    window later as (partition by chain order by position desc rows between unbounded preceding and 1 preceding)
)
update read.event e set positions = shown.positions, known = shown.known
from shown where shown.position = e.position
