"""How many examples a property is shown: fewer than the profile's where each of them fills a database."""

from collections.abc import Sequence

import hypothesis

QUICK = 60
"""The examples of the profile `ci`."""


AS_DRAWN = [hypothesis.Phase.explicit, hypothesis.Phase.reuse, hypothesis.Phase.generate]
"""A failure is shown as it was drawn: to shrink what fills a database takes longer than a test may."""


def some(wanted: int, *, suppress_health_check: Sequence[hypothesis.HealthCheck] = ()) -> hypothesis.settings:
    """``wanted`` examples with the profile `ci`, and as many times more as another profile has than that one."""
    most = max(1, hypothesis.settings().max_examples * wanted // QUICK)
    return hypothesis.settings(
        max_examples=most, deadline=None, phases=AS_DRAWN, suppress_health_check=suppress_health_check
    )
