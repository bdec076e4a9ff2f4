-- What gauged subjects add now less what they added, by division.
insert into pg_temp.moved (division_id, mark, day, amount)
select division_id, mark, day, sum(amount)
from (
    select g.division_id, 2 * s.number + s.track as mark, s.day, s.amount
    from pg_temp.step s join pg_temp.gauged g on g.subject = s.subject where s.number > 0
    union all
    select m.division_id, a.mark, a.day, -a.amount
    from pg_temp.gauged g
    cross join lateral ( -- by its key, not all of them
        select m.* from read.measured m where m.subject = g.subject offset 0
    ) m
    cross join lateral unnest(m.marks, m.days, m.amounts) a (mark, day, amount)
) both_ways
group by division_id, mark, day
having sum(amount) <> 0
