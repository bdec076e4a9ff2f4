insert into pg_temp.gauged (subject, kind, scheme, division_id)
select s.subject, s.kind, s.scheme, s.division_id from read.unmeasured u join read.subject s on s.subject = u.subject
