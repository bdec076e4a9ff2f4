-- Notes key-encryption keys that no data key is wrapped by as forgotten; answers those of them that are.
with unused as (
    insert into keys.forgotten (name)
    select name from unnest($1::text[]) as wanted (name)
    where not exists (select from keys.key k where k.kek = wanted.name)
    on conflict do nothing
)
select name from unnest($1::text[]) as wanted (name)
where not exists (select from keys.key k where k.kek = wanted.name)
