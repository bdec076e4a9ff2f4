-- Nobody finds a person any more by a piece of a name or a number.
with gone as (
    delete from access.named where ref = $1 returning person
)
delete from access.gram using gone where gram.person = gone.person
