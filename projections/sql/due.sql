create function read.due(today date) returns boolean language sql stable
begin atomic
    select exists (select from read.change c where c.changes_on <= due.today)
        or exists (select from read.progress p where p.name = 'read' and p.today > due.today);
end
