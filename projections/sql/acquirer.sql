-- Persons who are a member of a household and stand in a contract or as an owner of a home: few of either. Who is so no
-- longer may still be in it, so readers look again.
create table read.acquirer (
    person text collate "C" primary key
)
