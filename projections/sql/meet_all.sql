insert into read.acquirer (person)
select person from read.household_members
where person in (select person from read.house_parties union all select person from read.house_owners)
on conflict do nothing
