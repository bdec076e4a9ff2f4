"""The practitioner: somebody registered to take roles in works, by the number of the register."""

from __future__ import annotations

from aggregates.attributes import boolean, code, day, enum, sealed, text
from aggregates.attributes import division as division_code
from aggregates.common import Registered, currency, person
from aggregates.credited import Credited
from aggregates.exposure import Exposure
from aggregates.masking import Mask
from aggregates.vocabulary import IdType, PartyStanding


class Practitioner(Registered, Credited, kind="PRACTITIONER", en="Practitioner", zh="从业人员"):
    """Somebody registered as a constructor, engineer, supervisor or safety officer 注册执业人员; the name is sealed."""

    person = person()
    name = sealed("Name", "姓名", mask=Mask.NAME)
    id_type = enum(IdType, "Kind of document", "证件类型", exposure=Exposure.PERSONAL)
    id_number = sealed("ID number", "证件号码", mask=Mask.ID_NUMBER)
    phone = sealed("Phone", "电话", mask=Mask.PHONE)
    specialty = text("Specialty", "执业专业", length=200, restated=True)
    division = division_code("Division of the register", "注册地行政区划", restated=True, ever=True)
    employer_code = code("ENTERPRISE", "Registered employer", "注册单位", ever=True)
    employed_since = day("With this employer since", "聘用起始日")
    registered_on = day("Registered on", "注册日", restated=True)
    currency = currency()
    deregistered = boolean("Deregistered", "已注销")
    standing = enum(PartyStanding, "Standing", "信用状态")
