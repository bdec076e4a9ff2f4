"""What happens in a draw of lots: it is announced, its list frozen, drawn, published; reserves move up (LOT-1)."""

from __future__ import annotations

from aggregates import departments as by
from aggregates.common_events import any_subject
from aggregates.declaring import act, fact
from aggregates.event_types import EventClass
from aggregates.lottery import Lottery

SECURE = EventClass.SECURITY
S = by.SECURITY
L = Lottery

EVENT_TYPES = (
    act(
        L, "BatchOpened", "Draw announced", "摇号公告", SECURE, S,
        L.rule_version, L.commitment, L.randomness_source, L.randomness_on, L.opened_on,
    ),
    act(
        L, "ListFrozen", "List frozen", "名单锁定", SECURE, S,
        L.entries, L.pool, L.salting_key, L.list_digest, L.entry_count, L.home_count, L.frozen_on,
    ),
    act(L, "Drawn", "Drawn", "摇号", SECURE, S, L.seed, L.randomness, L.result_digest, L.drawn_on, L.entries),
    act(L, "ResultPublished", "Result published", "结果公布", SECURE, S, L.published_on, L.choose_by),
    fact(L, "TurnRecorded", "Turn to choose recorded", "选房轮次", SECURE, S, L.entries),
    act(L, "ReserveAdvanced", "Reserve moved up", "递补", SECURE, S, L.advances, L.entries),
    *any_subject(Lottery),
)  # fmt: skip
