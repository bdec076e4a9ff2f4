insert into read.measured (subject, division_id, marks, days, amounts)
select s.subject, g.division_id, array_agg(s.mark order by s.mark, s.day), array_agg(s.day order by s.mark, s.day),
    array_agg(s.amount order by s.mark, s.day)
from (
    select subject, mark, day, trim_scale(sum(amount)) as amount
    from (
        select subject, 2 * number + track as mark, day, amount from pg_temp.step where number > 0
        order by subject, mark, day
    ) ordered
    group by subject, mark, day
    having sum(amount) <> 0
) s
join pg_temp.gauged g on g.subject = s.subject
group by s.subject, g.division_id
