-- What is voided by a range of events stands no longer from the void's position on.
update read.event target set voided_at = void.position
from read.event void
where void.position > $1 and void.position <= $2 and void.voids is not null
    and target.id = any (void.voids) and target.voided_at is null
