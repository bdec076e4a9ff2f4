-- Sums of which nothing is left, by their keys.
delete from read.measure_sum s
using unnest($1::uuid[], $2::boolean[], $3::smallint[], $4::smallint[], $5::smallint[], $6::date[])
    n (division_id, own, track, level, number, day)
where (s.division_id, s.own, s.track, s.level, s.number, s.day)
    = (n.division_id, n.own, n.track, n.level, n.number, n.day)
