insert into pg_temp.gauged (subject, kind, scheme, division_id)
select s.subject, s.kind, s.scheme, s.division_id from read.subject s where s.subject between $1 and $2
