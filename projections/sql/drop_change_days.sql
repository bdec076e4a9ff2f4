delete from read.change c using pg_temp.touched x where c.subject = x.subject and c.entity = x.entity
