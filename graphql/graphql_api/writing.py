"""Runs mutations: each root field is filed in its turn, and its payload read when the read model has come so far.

What is selected is compiled, and its arguments are checked, before anything is filed: what can be refused for the way
in which it is asked is refused whole. After that an error belongs to its field, and the others keep their answers.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import asyncpg
import orjson
from graphql import GraphQLError
from graphql.execution.values import VariableValues, get_argument_values

from aggregates.errors import FangjiError
from graphql_api import failures, mutations, payloads, plans, running, trace
from graphql_api.api import Api
from graphql_api.compiler import Compiler, Selected, Source
from graphql_api.desk import Desk, Filed
from graphql_api.discretion import discreet
from graphql_api.documents import Operation, Refused
from graphql_api.errors import BadVariable, NotYetReadable, Unavailable, as_json
from graphql_api.fetching import fetch
from graphql_api.identity import Identity
from graphql_api.naming import camel
from graphql_api.plans import Plan
from graphql_api.subsidy_runs import Runner
from graphql_api.values import Request, slots
from graphql_api.waiting import Progress

log = logging.getLogger(__name__)

PATIENCE = 2.0
"""Seconds that an answer waits for the read model."""


@dataclass(frozen=True, slots=True)
class Step:
    """One root field. ``shows_recorded``: its payload selects what the read model holds of a recorded command;
    ``shows_refused``: of a refused one. ``plan`` is None for ``__typename``.
    """

    selected: Selected
    plan: Plan | None
    shows_recorded: bool = False
    shows_refused: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks what: an operation with its variables."""

    operation: Operation
    values: VariableValues
    identity: Identity


class Writer:
    """Files commands at ``desk`` and answers their payloads from ``pool``, which sees what was recorded soonest."""

    def __init__(
        self, api: Api, pool: asyncpg.Pool, today: Callable[[], date], desk: Desk, runner: Runner | None = None
    ) -> None:
        self._api, self._pool, self._today, self._desk, self._runner = api, pool, today, desk, runner
        self._progress = Progress(pool)

    async def run(self, operation: Operation, values: VariableValues, identity: Identity) -> bytes:
        """The body of the response.

        Raises:
            FangjiError, Refused: the operation cannot be executed; nothing was filed.
        """
        asked = Asked(operation, values, identity)
        try:
            steps = self._steps(asked)
            given = [self._given(step, asked) for step in steps]
        except GraphQLError as error:
            raise Refused(discreet([error], BadVariable.code)) from None
        answers, errors = [], []
        for step, said in zip(steps, given, strict=True):
            try:
                data = await self._answer(step, said, asked)
            except FangjiError as error:
                data = b"null"
                errors.append(_located(step, error))
            answers.append(b'"' + step.selected.key.encode() + b'":' + data)
        return _body(answers, errors)

    async def _answer(self, step: Step, given: Mapping[str, Any], asked: Asked) -> bytes:
        if step.plan is None:
            return f'"{mutations.MUTATION}"'.encode()
        if step.selected.name == running.ROOT:
            return await self._run(step, step.plan, given, asked)
        filed = await self._file(step, given, asked.identity)
        try:
            await self._wait(step, filed)
            request = self._request(asked, payloads.told(filed))
            again = partial(self._again, step, asked)
            return await fetch(self._pool, step.plan, again, asked.values.coerced, request)
        except FangjiError:
            raise
        except Exception as error:  # it is decided: whoever filed it must hear so, whatever else is wrong
            raise _unread(filed, _known(error).message) from error

    async def _run(self, step: Step, plan: Plan, given: Mapping[str, Any], asked: Asked) -> bytes:
        """A monthly run of a subsidy, which files commands of its own."""
        if self._runner is None:
            raise Unavailable("This process does not order monthly runs; send the mutation to a server that does.")
        try:
            wanted = running.asked(given)
            if wanted.command is not None:
                trace.filed(wanted.command)
            outcome = await self._runner.run(wanted, asked.identity)
            request = self._request(asked, running.told(outcome))
            return await fetch(self._pool, plan, partial(self._again, step, asked), asked.values.coerced, request)
        except FangjiError:
            raise
        except Exception as error:  # fields before this one are recorded: their answers must not be lost with it
            raise _known(error) from error

    async def _file(self, step: Step, given: Mapping[str, Any], identity: Identity) -> Filed:
        try:
            filing = self._api.readers[step.selected.name].filing(given)
            trace.filed(filing.id)
            return await self._desk.file(filing, identity)
        except FangjiError as error:
            raise _in_camel_case(error) from error
        except Exception as error:  # commands before this one are recorded: their answers must not be lost with it
            raise _known(error) from error

    def _given(self, step: Step, asked: Asked) -> Mapping[str, Any]:
        """The field's input. It is part of no plan; but what a plan takes of the variables is checked here too."""
        if step.plan is None:
            return {}
        step.plan.arguments(asked.values.coerced, self._request(asked))
        root = self._api.schema.mutation_type
        assert root is not None
        field, node = root.fields[step.selected.name], step.selected.nodes[0].node
        given: Mapping[str, Any] = get_argument_values(field, node, asked.values)[mutations.INPUT]
        return given

    async def _wait(self, step: Step, filed: Filed) -> None:
        """Let the read model come as far as the payload needs."""
        if filed.last is not None and step.shows_recorded:
            position = filed.last
        elif step.shows_refused and any(one.in_the_way for one in filed.rejections):
            position = await self._progress.head()
        else:
            return
        if not await self._progress.reach(position, PATIENCE):
            raise _unread(filed, f"The read model is not as far as position {position} yet.")

    def _request(self, asked: Asked, outcome: str | None = None) -> Request:
        return Request(asked.identity, self._today(), outcome)

    def _steps(self, asked: Asked) -> Sequence[Step]:
        """The compiled root fields; the values of their inputs make no difference to them."""
        steering = {name: asked.values.coerced[name] for name in _steering(asked)}
        key = plans.key(asked.identity, steering)
        kept: Sequence[Step] | None = asked.operation.plan(key)
        if kept is not None:
            return kept
        steps = self._compiled(asked)
        return asked.operation.keep(key, steps, sum(len(one.plan.sql or "") for one in steps if one.plan))

    def _compiled(self, asked: Asked) -> Sequence[Step]:
        source = self._source(asked)
        roots = Compiler(self._api.model, source, asked.identity).roots()
        return [self._step(asked, source, one) for one in roots]

    def _step(self, asked: Asked, source: Source, one: Selected) -> Step:
        if one.name.startswith("__"):
            return Step(one, None)
        compiler = Compiler(self._api.model, source, asked.identity)
        if one.name == running.ROOT:
            return Step(one, plans.of_root(compiler, one))
        command = self._api.readers[one.name].command
        return Step(one, plans.of_root(compiler, one), *payloads.of_read_model(compiler, command, one))

    def _again(self, step: Step, asked: Asked) -> Plan:
        compiler = Compiler(self._api.model, self._source(asked), asked.identity, due=True)
        return plans.of_root(compiler, step.selected)

    def _source(self, asked: Asked) -> Source:
        steering = _steering(asked)
        coerced = {
            name: slots(name, value) if name in steering else value for name, value in asked.values.coerced.items()
        }
        operation = asked.operation
        return Source(self._api.schema, operation.node, operation.fragments, asked.values._replace(coerced=coerced))


def _steering(asked: Asked) -> frozenset[str]:
    return asked.operation.steering & asked.values.coerced.keys()


def _known(error: Exception) -> FangjiError:
    """What to tell of an error that is none of ours; the log has those that are a defect."""
    told = failures.of(error)
    if told.status == 500:
        log.error("A mutation failed", exc_info=error)
    return told


def _in_camel_case(error: FangjiError) -> FangjiError:
    """The error with its field as the input calls it."""
    if error.field is not None:
        error.field = _OTHER_NAMES.get(error.field) or ".".join(camel(part) for part in error.field.split("."))
    return error


_OTHER_NAMES = {"command": "commandId"}
"""What the ledger calls otherwise than inputs do."""


def _unread(filed: Filed, why: str) -> NotYetReadable:
    if filed.last is None:
        rules = ", ".join(one.rule for one in filed.rejections)
        return NotYetReadable(
            f"The command is refused by {rules} and nothing was recorded, but the events in its way cannot be shown: "
            f"{why} Send it again, or select the rejections without inTheWay.",
            None,
        )
    return NotYetReadable(
        f"The command is recorded at position {filed.last}, but what it made cannot be shown: {why} "
        "Ask for it by that position, or send the same commandId again: nothing is recorded twice.",
        filed.last,
    )


def _located(step: Step, error: FangjiError) -> dict[str, object]:
    nodes = [detail.node for detail in step.selected.nodes]
    return as_json(GraphQLError(error.message, nodes, path=[step.selected.key], original_error=error))


def _body(answers: Sequence[bytes], errors: Sequence[Mapping[str, object]]) -> bytes:
    data = b'"data":{' + b",".join(answers) + b"}"
    return b"{" + (b'"errors":' + orjson.dumps(errors) + b"," if errors else b"") + data + b"}"
