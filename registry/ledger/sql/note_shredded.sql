-- Who destroyed whose key stands in the log of disclosures, which only grows; on no subject, like a search by number.
with made as (
    insert into access.disclosure (account, roles, divisions, purpose, basis, operation)
    values ($2, '{}', '{}', 'erasure', '个人信息保护法第47条 (Personal Information Protection Law, 47)', 'fangji keys shred')
    returning id
)
insert into access.disclosed (disclosure, ref, fields) select id, $1, array[$3::text] from made
