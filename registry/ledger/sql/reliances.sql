-- Which events, by position, name which others as what they relied on.
insert into ledger.reliance (relied, position)
select * from unnest($1::uuid[], $2::bigint[])
