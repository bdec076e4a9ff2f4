"""Commands on waiting, priority and allocation 轮候、优先、配租配售、选房."""

from __future__ import annotations

from aggregates.commands import entitling, securing
from aggregates.commands.command import given, needed
from aggregates.commands.household import F, do

_ALLOCATION = needed(F.allocations.number, "allocation_no")
_ALLOCATED = (
    _ALLOCATION,
    needed(F.allocations.method),
    needed(F.allocations.programme),
    given(F.allocations.choose_by),
)

COMMANDS = (
    do.opens(
        "put_on_waiting_list",
        "Waitlisted",
        F.waitings,
        needed(F.waitings.number, "waiting_no"),
        needed(F.waitings.programme),
        given(F.waitings.bedrooms),
        given(F.waitings.since),
        key="waiting_no",
        stamps=(F.waitings.since,),
        amend=entitling.set_bedrooms,
        summary="Policy says how many bedrooms a household of its size may have.",
    ),
    do.opens(
        "grant_priority",
        "PriorityGranted",
        F.priorities,
        needed(F.priorities.number, "priority_no"),
        needed(F.priorities.priority_group),
        given(F.priorities.ends_on),
        key="priority_no",
        stamps=(F.priorities.granted_on,),
    ),
    do.opens(
        "record_draw_result",
        "DrawResultRecorded",
        F.allocations,
        *_ALLOCATED,
        given(F.allocations.lottery_code),
        needed(F.allocations.rank),
        key="allocation_no",
        stamps=(F.allocations.allocated_on,),
        amend=securing.draw,
        effects=securing.call,
        summary="Of the city's own draw, or of an external notarised one with its document (SEC-3).",
    ),
    do.opens(
        "allocate_directly",
        "DirectlyAllocated",
        F.allocations,
        *_ALLOCATED,
        given(F.allocations.rank),
        given(F.allocations.house_code),
        key="allocation_no",
        stamps=(F.allocations.allocated_on,),
        amend=securing.allocate,
        summary="In waiting order, by priority or directly (talent, park), each with its document (SEC-3).",
    ),
    do.changes(
        "select_house",
        "HouseSelected",
        F.allocations,
        _ALLOCATION,
        needed(F.allocations.house_code),
        key="allocation_no",
        stamps=(F.allocations.selected_on,),
        amend=securing.choose,
        effects=securing.take_turn,
        summary="A home is chosen by one household, until the last day to choose.",
    ),
    do.ends(
        "waive_selection",
        "SelectionWaived",
        F.allocations,
        _ALLOCATION,
        key="allocation_no",
        amend=securing.waive,
        effects=securing.take_turn,
        summary="Behind the last day to choose it is missed. Policy says how many end the place on the waiting list.",
    ),
)
