create aggregate read.merge(jsonb) (sfunc = pg_catalog.jsonb_concat, stype = jsonb)
