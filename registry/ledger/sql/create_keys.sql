-- Fresh keys for the references that have none and were never shredded; answers only what it made.
insert into keys.key (ref, wrapped, kek)
select wanted.ref, wanted.wrapped, $3
from unnest($1::text[], $2::bytea[]) as wanted (ref, wrapped)
where not exists (select from keys.shredded s where s.ref = wanted.ref)
on conflict (ref) do nothing
returning ref
