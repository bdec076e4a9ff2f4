delete from read.measure_sum where amount = 0
