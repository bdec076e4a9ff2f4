"""Deciding: from a deed and the world to drafts of events, or to the rules that refuse it. Pure; run again at will.

:mod:`deciding` holds what commands call, :mod:`deed` what was filed, :mod:`stating` its changes, :mod:`recording` the
drafts, :mod:`judging` the rules along a timeline, :mod:`voiding` what falls with an event that was never true.
"""

from aggregates.deciding.deciding import Deciding, Decision, StaleVersion, decide, head_of
from aggregates.deciding.recording import Rejection, UnknownSubject

__all__ = ["Deciding", "Decision", "Rejection", "StaleVersion", "UnknownSubject", "decide", "head_of"]
