delete from read.measured m using pg_temp.gauged g where g.subject = m.subject
