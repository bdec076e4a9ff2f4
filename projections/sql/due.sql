create function read.due(today date) returns boolean language sql stable
begin atomic
    select exists (
        select from read.progress p
        where p.name = 'read' and (p.changes_on <= due.today or p.today > due.today));
end
