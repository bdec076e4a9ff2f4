-- The tables of the schema $1 that hold anything.
select c.relname as name
from pg_class c
where c.relnamespace = to_regnamespace($1) and c.relkind = 'r' and pg_relation_size(c.oid) > 0
order by pg_relation_size(c.oid) desc
