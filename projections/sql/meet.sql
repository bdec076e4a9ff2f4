-- Persons who by what has just been merged are on both sides.
insert into read.acquirer (person)
select m.person
from pg_temp.folded f join read.household_members m on m.subject = f.subject and m.key = substr(f.entity, 9)
where f.kind = 'HOUSEHOLD' and f.collection = 'members' and (
    exists (select from read.house_parties p where p.person = m.person)
    or exists (select from read.house_owners o where o.person = m.person))
union
select p.person
from pg_temp.folded f join read.house_parties p on p.subject = f.subject and p.key = substr(f.entity, 9)
where f.kind = 'HOUSE' and f.collection = 'parties'
    and exists (select from read.household_members m where m.person = p.person)
union
select o.person
from pg_temp.folded f join read.house_owners o on o.subject = f.subject and o.key = substr(f.entity, 8)
where f.kind = 'HOUSE' and f.collection = 'owners'
    and exists (select from read.household_members m where m.person = o.person)
on conflict do nothing
