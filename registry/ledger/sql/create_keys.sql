-- Fresh keys for the references that have none and were never shredded; answers only what it made: nothing where the
-- key-encryption key is forgotten.
insert into keys.key (ref, wrapped, kek)
select wanted.ref, wanted.wrapped, $3
from unnest($1::text[], $2::bytea[]) as wanted (ref, wrapped)
where not exists (select from keys.shredded s where s.ref = wanted.ref)
    and not exists (select from keys.forgotten f where f.name = $3)
on conflict (ref) do nothing
returning ref
