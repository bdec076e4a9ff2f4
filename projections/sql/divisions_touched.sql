select exists (
    select from pg_temp.touched x
    join read.subject s on s.subject = x.subject and s.kind = 'DIVISION'
    where x.joins and x.entity = '' or x.entity like 'successors/%' or x.entity like 'designations/%'
)
