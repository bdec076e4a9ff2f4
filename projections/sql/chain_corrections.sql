-- A correction takes its target's chain; targets may lie in the same range, so chains are followed link by link.
with recursive link as (
    select e.position, e.id, t.chain
    from read.event e
    join read.event t on t.id = e.corrects and (t.corrects is null or t.position <= $1)
    where e.position > $1 and e.position <= $2 and e.corrects is not null
    union all
    select e.position, e.id, link.chain
    from link
    join read.event e on e.corrects = link.id and e.position > $1 and e.position <= $2
)
update read.event e set chain = link.chain from link where link.position = e.position
