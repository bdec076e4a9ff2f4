-- Who sees whom: a division sees itself, its children and what it went into; what took over the whole of another
-- also sees what still bears the other's code. Reachability over these steps.
insert into read.division_closure (ancestor, descendant)
with recursive step (above, below) as (
    select parent.subject, d.subject
    from read.division d
    cross join lateral (
        select c.subject from read.code c where c.kind = 'DIVISION' and c.code = d.parent
        order by c.scheme = d.scheme desc, c.scheme limit 1
    ) parent
    union
    select d.subject, successor.subject
    from read.division_successors e
    join read.division d on d.subject = e.subject
    cross join lateral (
        select c.subject from read.code c where c.kind = 'DIVISION' and c.code = e.division
        order by c.scheme = d.scheme desc, c.scheme limit 1
    ) successor
    union
    select successor.subject, d.subject
    from read.division_successors e
    join read.division d on d.subject = e.subject
    cross join lateral (
        select c.subject from read.code c where c.kind = 'DIVISION' and c.code = e.division
        order by c.scheme = d.scheme desc, c.scheme limit 1
    ) successor
    where e.whole
), reach (ancestor, descendant) as (
    select subject, subject from read.subject where kind = 'DIVISION'
    union
    select reach.ancestor, step.below from reach join step on step.above = reach.descendant
)
select ancestor, descendant from reach
