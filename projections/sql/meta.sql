create table read.meta (
    digest text collate "C" not null,
    zone text collate "C" not null,
    made_at timestamptz not null default now()
)
