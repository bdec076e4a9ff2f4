-- Blind indexes taken by person references.
insert into keys.person_index (digest, ref)
select * from unnest($1::bytea[], $2::text[])
