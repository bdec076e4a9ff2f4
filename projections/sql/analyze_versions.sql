-- Without states: sampling them takes longer than all the rest, and no plan depends on them.
analyze pg_temp.gauged, pg_temp.named, pg_temp.version (track, subject, kind, collection, day, until),
    pg_temp.parent_version (track, subject, day, until)
