-- Everything, for the statements of a rebuild that follow touched entities.
insert into pg_temp.touched (subject, entity, joins)
select subject, '', false from read.subject
union
select subject, entity, false from read.timeline where entity >= 'designations/' and entity < 'designations0'
on conflict do nothing
