-- A key and its blind indexes go; that they went stays.
with gone as (
    delete from keys.key where ref = $1 returning ref
),
unindexed as (
    delete from keys.person_index where ref = $1
),
noted as (
    insert into keys.shredded (ref) select ref from gone on conflict do nothing
)
select exists (select from gone)
