create unlogged table read.folded (
    subject uuid not null,
    kind text collate "C" not null,
    entity text collate "C" not null,
    collection text collate "C" not null,
    position bigint,
    state jsonb,
    changes_on date
)
