create function read.zone() returns text language sql stable
begin atomic
    select zone from read.meta;
end
