"""What may be asked to be recorded of an enterprise: registration, qualifications, credit."""

from __future__ import annotations

from aggregates.catalogue import CATALOGUE
from aggregates.commands import credited, crediting
from aggregates.commands.command import Declaring, Plain, needed
from aggregates.enterprise import Enterprise

F = Enterprise
do = Declaring(F, {event_type.name: event_type for event_type in CATALOGUE.of_kind("ENTERPRISE")})

COMMANDS = (
    do.registers(
        "register_enterprise",
        "Registered",
        needed(F.name),
        needed(F.category),
        needed(F.division),
        Plain("legal_representative", "String", "Legal representative; sealed", "法定代表人（加密保存）"),
        amend=crediting.register_enterprise,
        summary="Its code is the unified social credit code 统一社会信用代码.",
    ),
    *credited.commands(F, do),
)
