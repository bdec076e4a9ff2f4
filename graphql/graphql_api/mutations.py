"""The roots of every mutation: one field for each command, from nothing but its declaration."""

from __future__ import annotations

from collections.abc import Iterable

from aggregates import departments
from aggregates.commands.command import Command
from graphql_api import inputs, payloads
from graphql_api.compiler import Compile, Compiler, Row, Selected
from graphql_api.model import Argument, Field, Model, ObjectType
from graphql_api.naming import bilingual, camel

MUTATION = "Mutation"
INPUT = "input"


def add_types(model: Model, commands: Iterable[Command]) -> None:
    """Mutation; its fields are nullable, so that an error of one leaves the others their answers."""
    fields = {camel(one.name): _field(one) for one in commands}
    if not fields:
        return
    said = "Everything that can be recorded; each field in its turn and in a transaction of its own 登记."
    model.add(ObjectType(MUTATION, said, dict(sorted(fields.items()))))
    model.mutation = MUTATION


def _field(command: Command) -> Field:
    arguments = {INPUT: Argument(f"{inputs.name(command)}!", "What is to be recorded.")}
    return Field(payloads.name(command), _payload(command), describe(command), arguments)


def describe(command: Command) -> str:
    """What it records, whether that may be refused, and whose it is to record."""
    of = command.event_type
    whose = bilingual(*departments.TITLES.get(of.authority, (of.authority, "")))
    said = f"{bilingual(of.en, of.zh)}: {of.nature.name.lower()} {of.nature.value}; {whose.strip()}."
    return f"{said} {command.summary}" if command.summary else said


def _payload(command: Command) -> Compile:
    def compile_payload(compiler: Compiler, row: Row, one: Selected) -> str:
        outcome, source = payloads.row(compiler)
        return compiler.object(payloads.name(command), outcome, one, source)

    return compile_payload
