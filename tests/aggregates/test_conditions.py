"""A condition that does not say whether it holds, in Python and in SQL, cannot be made."""

import pytest

from aggregates import conditions


def test_a_condition_says_all_or_is_none() -> None:
    class Half(conditions.Condition):
        def holds(self, inputs: conditions.Inputs, day: str) -> bool:
            return True

    for abstract in (conditions.Condition, Half):
        with pytest.raises(TypeError, match="abstract"):
            abstract()  # type: ignore[abstract]


def test_conditions_are_values_without_further_attributes() -> None:
    flag = conditions.Flag("sealed")
    assert flag == conditions.Flag("sealed")
    assert str(~(flag & conditions.is_("phase", "A", "B"))) == "not (sealed and phase is A or B)"
    assert not hasattr(flag, "__dict__")
