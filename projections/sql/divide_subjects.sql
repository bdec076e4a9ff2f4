-- The division that governs a subject: what was last said of it that stands, else what was last said at all.
update read.subject s set division_id = case when s.kind = 'DIVISION' then s.subject else named.subject end
from pg_temp.touched x
left join lateral (
    select t.set ->> 'division' as code
    from read.timeline t
    where t.subject = x.subject and t.entity = '' and t.set ? 'division'
    order by upper_inf(t.positions) desc, t.effective_on <= $1 desc, t.effective_on desc, t.effective_seq desc,
        t.chain desc, t.position desc
    limit 1
) stated on true
left join lateral (
    select c.subject from read.code c where c.kind = 'DIVISION' and c.code = stated.code
    order by c.position desc, c.scheme limit 1
) named on true
where s.subject = x.subject and x.entity = ''
    and s.division_id is distinct from case when s.kind = 'DIVISION' then s.subject else named.subject end
