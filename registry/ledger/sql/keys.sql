-- The wrapped keys of references that come into being with the events that name them.
insert into keys.key (ref, wrapped, kek)
select * from unnest($1::text[], $2::bytea[], $3::text[])
