-- Whether a range of events corrects or voids any.
select exists (
    select from read.event
    where position > $1 and position <= $2 and (corrects is not null or voids is not null)
)
