"""What a person would write in SQL for each of the ten questions: a first page of codes, no permissions, no paging."""

_ENTERPRISE = "(select c.subject from read.code c where c.kind = 'ENTERPRISE' and c.code = b.enterprise_code)"

PEERS = {
    "31": """
        select h.code, m.key, p.contract_no, c.signed_on from read.household h
        join read.household_members m using (subject)
        join read.house_parties p on p.person = m.person and p.role = 'BUYER'
        join read.house_contracts c on c.subject = p.subject and c.key = p.contract_no
        where c.signed_on >= (select min(granted_on) from read.household_eligibilities e where e.subject = h.subject)
          and exists (select from read.household_subsidies s where s.subject = h.subject) order by 1 limit 20""",
    "32": """
        select c.number, (select json_agg(p) from read.building_permits_as_of(c.signed_on, null, null) p
          where p.live and p.subject = (select x.subject from read.code x
            where x.kind = 'BUILDING' and x.code = h.building_code))
        from read.house h join read.house_contracts c using (subject) where h.code = '99010200100000000000101030'""",
    "33": f"""
        select p.code, x.number, x.penalised_on from read.project_permits r join read.project p using (subject)
        join read.project_participants b on b.subject = p.subject and b.role = 'BUILDER'
        join read.enterprise_penalties x on x.subject = {_ENTERPRISE} and x.penalised_on > r.granted_on
        where r.kind = 'PRESALE' order by 1 limit 20""",
    "34": """
        select h.code, h.address from read.house h join read.building b on b.code = h.building_code
        join read.project p on p.code = b.project_code
        where h.market = 'PRESALE_CONTRACTED' and exists (
          select from read.project_rectifications r where r.subject = p.subject and r.live) order by 1 limit 20""",
    "35": """
        select b.code from read.building b join read.project p on p.code = b.project_code
        where b.first_registered and not exists (
          select from read.project_acceptances a where a.subject = p.subject and a.kind = 'FIRE')
        order by 1 limit 20""",
    "36": """
        select h.code from read.building b join read.house h on h.building_code = b.code
        where b.safety_grade in ('C', 'D') and exists (
          select from read.house_leases l where l.subject = h.subject and l.live) order by 1 limit 20""",
    "37": """
        select b.code, h.code, t.contract_no from read.building_expropriations e join read.building b using (subject)
        join read.house h on h.building_code = b.code join read.house_tenancies t on t.subject = h.subject and t.live
        where e.live order by 1, 2 limit 20""",
    "38": """
        select h.code, v.key, s.period from read.household_verifications v join read.household h using (subject)
        join read.household_subsidies s on s.subject = v.subject and s.paid_on > v.checked_on
        where v.result = 'DIFFERENT' order by 1 limit 20""",
    "39": """
        select p.code, e.project_code, f.project_code from read.practitioner_engagements e
        join read.practitioner_engagements f on f.subject = e.subject and f.key > e.key and f.key_role
        join read.practitioner p on p.subject = e.subject
        where e.key_role and e.starts_on < coalesce(f.ended_on, 'infinity')
          and f.starts_on < coalesce(e.ended_on, 'infinity') order by 1 limit 20""",
    "40": """
        select e.code, e.type, (select count(*) from read.event d where d.relied_on @> array[e.id])
        from read.event e where e.document_number = '安房预许字〔2007〕第001号'""",
}
"""Number of the document -> statement."""
