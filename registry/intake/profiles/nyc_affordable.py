"""New York's subsidised housing: projects and their buildings, with the job filings and certificates of occupancy.

A building is its BIN. Where that is blank or a placeholder, it is its building id, and filings find it by its lot where
no doubt is left: the only building there, the only BIN that files there, and the same address or number of homes. A
project that the register withholds has one building without any name: it is that project's, and nobody else's.
"""

from __future__ import annotations

from registry.intake.profile import Covers, Profile
from registry.intake.profiles.nyc_facts import facts, told_of
from registry.intake.profiles.nyc_files import FILINGS, PARTS
from registry.intake.profiles.nyc_reading import stage

_FILINGS = ", ".join(f"'{part}'" for part in FILINGS)

# A filing stands once for each extract that the department made; the latest holds, whichever file it is in.
OLDER_EXTRACTS = f"""
with told as (
    select n, digest, first_value(n) over latest as last, first_value(digest) over latest as holds
    from {{stage}} where part in ({_FILINGS}) and box is null
    window latest as (partition by key order by data::jsonb ->> 'extract' desc, n desc))
update {{stage}} s
set box = case when t.digest = t.holds then 'duplicate' else 'skipped' end,
    note = case when t.digest = t.holds then null else 'older extract of the same filing' end
from told t where s.n = t.n and t.n <> t.last
"""

_HOMES = """
    select data::jsonb ->> 'building' id, data::jsonb ->> 'bin' bin, data::jsonb ->> 'parcel' lot,
           data::jsonb ->> 'address' address, data::jsonb ->> 'total' total
    from {stage} where part = 'building' and box is null and data::jsonb ->> 'building' <> ''
"""

SHARED_BINS = f"""
with homes as ({_HOMES}),
shared as (select bin, jsonb_agg(distinct id) ids from homes where bin <> '' group by bin having count(distinct id) > 1)
update {{stage}} t set data = (t.data::jsonb || jsonb_build_object('shared', s.ids))::text
from shared s where t.part = 'building' and t.box is null and t.data::jsonb ->> 'bin' = s.bin
"""

_FILED = f"""
    select subject, data::jsonb ->> 'parcel' lot, data::jsonb ->> 'address' address, data::jsonb ->> 'total' total
    from {{stage}} f
    where part in ({_FILINGS}) and box is null and data::jsonb ->> 'parcel' <> ''
      and not exists (select from {{stage}} b
                      where b.part = 'building' and b.data::jsonb ->> 'bin' = f.data::jsonb ->> 'bin')
"""

ALONE_ON_LOT = f"""
with homes as materialized ({_HOMES}), filed as materialized ({_FILED}),
homes_alone as (
    select lot, min(id) id from homes where lot <> '' group by lot having count(distinct id) = 1 and max(bin) = ''),
filed_alone as (select lot, min(subject) subject from filed group by lot having count(distinct subject) = 1),
moved as (select subject from filed group by subject having count(distinct lot) > 1),
same as (
    select distinct a.id, f.subject from homes_alone a join filed_alone f using (lot)
    where f.subject not in (select subject from moved)
      and exists (select from homes h join filed g on g.lot = h.lot and g.subject = f.subject
                  where h.id = a.id and (h.address = g.address or (h.total <> '0' and h.total = g.total))))
update {{stage}} t set data = (t.data::jsonb || jsonb_build_object('home', s.id))::text
from same s where t.subject = s.subject and t.box is null
"""

NEAR_ON_LOT = f"""
with homes as materialized ({_HOMES}), filed as materialized ({_FILED}),
near as (
    select subject, jsonb_agg(distinct id) ids
    from filed f join homes h on h.lot = f.lot and h.bin = '' group by subject)
update {{stage}} t set data = (t.data::jsonb || jsonb_build_object('near', s.ids))::text
from near s where t.subject = s.subject and t.box is null and t.part in ({_FILINGS})
  and not t.data::jsonb ? 'home' and t.data::jsonb -> 'main' = 'true'
"""

# Only where the file of buildings is delivered, too, does a project without any miss them.
WITHOUT_BUILDINGS = """
update {stage} t set data = (t.data::jsonb || '{"alone": true}')::text
where t.part = 'project' and t.box is null and exists (select from {stage} where part = 'building')
  and not exists (select from {stage} b where b.part = 'building' and b.subject = t.subject)
"""

PROFILE = Profile(
    "nyc-affordable",
    1,
    "New York's subsidised housing: projects, buildings, job filings, certificates of occupancy",
    "纽约保障房建设：项目、楼幢、施工许可、使用证",
    __name__,
    dataset="nyc-affordable",
    source="NYC Department of Housing Preservation and Development",
    covers=Covers.FILES,
    every=92,
    parts=PARTS,
    stage=stage,
    facts=facts,
    rows_of=told_of,
    joins=(OLDER_EXTRACTS, SHARED_BINS, ALONE_ON_LOT, NEAR_ON_LOT, WITHOUT_BUILDINGS),
    description=(
        "Affordable Housing Production by Building and by Project, job filings of BIS and DOB NOW, certificates of"
        " occupancy; best all files in one delivery: sums are compared, and filings find a building by its lot, among"
        " what is delivered together."
    ),
)
