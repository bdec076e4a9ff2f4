"""What may be asked to be recorded of a practitioner: registration, qualifications, credit."""

from __future__ import annotations

from aggregates.catalogue import CATALOGUE
from aggregates.commands import credited, crediting
from aggregates.commands.command import Declaring, Parties, given, needed
from aggregates.practitioner import Practitioner

F = Practitioner
do = Declaring(F, {event_type.name: event_type for event_type in CATALOGUE.of_kind("PRACTITIONER")})

COMMANDS = (
    do.registers(
        "register_practitioner",
        "Registered",
        needed(F.division),
        Parties("person", "Who it is: one person, with an ID number", "本人（一人，须有证件号码）", F, required=True),
        given(F.employer_code),
        given(F.employed_since),
        amend=crediting.register_practitioner,
        summary="Its code is the number of the register 注册号.",
    ),
    do.states(
        "change_employer",
        "EmployerChanged",
        needed(F.employer_code),
        stamps=(F.employed_since,),
        amend=crediting.known_employer,
    ),
    *credited.commands(F, do),
)
