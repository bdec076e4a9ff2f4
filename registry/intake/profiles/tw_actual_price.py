"""Taiwan's actual-price register 內政部不動產交易實價登錄: sales, presales and leases with their lines, since 2012.

A house is its folded address, its building the address without floor. Where an address names no single home (masked
ranges of the years to 2016, plots, lists of doors) and for parking places, a house is named by the row's serial number.
Days are those of the contracts: the register does not publish when ownership was registered. A presale contract that
was carried out stands in two files; it becomes one contract with the rows of both, and a transfer that performs it.
"""

from __future__ import annotations

from registry.intake.profile import Profile
from registry.intake.profiles import tw_recorded
from registry.intake.profiles.tw_facts import facts
from registry.intake.profiles.tw_files import PARTS
from registry.intake.profiles.tw_reading import stage

# Each presale finds at most one sale, and each sale one presale: the k-th of the equal ones in both files.
_SALES = """
    select n, link, subject, ord, m, door, row_number() over (partition by m order by link) nth,
           row_number() over (partition by m, door order by link) nth_of_door
    from (select n, link, subject, ord, data::jsonb ->> 'match' m, data::jsonb ->> 'door' door from {stage}
          where part in ('sale', 'sale_big5') and box is null and data::jsonb ->> 'target' <> '土地') s
"""
_PRESALES = """
    select n, link, m, door, row_number() over (partition by m, door order by link) nth
    from (select n, link, data::jsonb ->> 'match' m, data::jsonb ->> 'door' door from {stage}
          where part in ('presale', 'presale_big5') and box is null and not data::jsonb ? 'same'
            and data::jsonb ->> 'target' <> '土地') p
"""
_TAKEN = "select data::jsonb ->> 'same' from {stage} where part in ('presale', 'presale_big5') and data::jsonb ? 'same'"

SAME_ADDRESS = f"""
with s as materialized ({_SALES}), p as materialized ({_PRESALES})
update {{stage}} t
set subject = s.subject, ord = s.ord, data = (t.data::jsonb || jsonb_build_object('same', s.link))::text
from p join s on s.m = p.m and s.door = p.door and s.nth_of_door = p.nth where t.n = p.n
"""
NO_ADDRESS = f"""
with s as materialized (select * from ({_SALES}) every where link not in ({_TAKEN})), p as materialized ({_PRESALES})
update {{stage}} t
set subject = s.subject, ord = s.ord, data = (t.data::jsonb || jsonb_build_object('same', s.link))::text
from p join s on s.m = p.m and s.nth = p.nth where t.n = p.n and p.door is null
"""
SAME_PERHAPS = f"""
with s as materialized (select * from ({_SALES}) every where link not in ({_TAKEN})), p as materialized ({_PRESALES})
update {{stage}} t set data = (t.data::jsonb || jsonb_build_object('maybe', s.link))::text
from (select p.n, min(s.link) link from p join s on s.m = p.m group by p.n) s where t.n = s.n
"""
LINES_GO_ALONG = """
update {stage} f set subject = m.subject, ord = m.ord from {stage} m
where m.part in ('presale', 'presale_big5') and m.box is null and m.data::jsonb ? 'same'
  and f.link = m.link and f.n <> m.n and f.part like 'presale%' and f.box is null
"""

PROFILE = Profile(
    "tw-actual-price",
    2,
    "Taiwan actual-price register: sales, presales, leases and their lines",
    "實價登錄：買賣、預售、租賃及附表",
    __name__,
    dataset="tw-lvr",
    source="內政部實價登錄",
    every=10,
    parts=PARTS,
    stage=stage,
    facts=facts,
    subjects_of=tw_recorded.subjects,
    joins=(SAME_ADDRESS, NO_ADDRESS, SAME_PERHAPS, LINES_GO_ALONG),
    description=(
        "Quarterly and ten-day releases of the Ministry of the Interior, as archives or single csv files. Registered at"
        " is the release's day, by the name of archive or folder (108S2, 2014S1, 2020-06-01): the end of that quarter;"
        " loose files without one count as learnt when they are recorded."
    ),
)
