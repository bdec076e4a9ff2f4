-- All members of the chains that a range of events lengthened by a correction or shortened by a void.
insert into pg_temp.touched_member (chain, position)
with touched as (
    select e.chain from read.event e
    where e.position > $1 and e.position <= $2 and e.corrects is not null
    union
    select target.chain from read.event void
    join read.event target on target.id = any (void.voids)
    where void.position > $1 and void.position <= $2 and void.voids is not null
)
select chain, chain from touched
union all
select e.chain, e.position from touched join read.event e on e.chain = touched.chain and e.chain <> e.position
