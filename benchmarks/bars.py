"""A chart of ratios as SVG: one bar a row on a logarithmic scale, the line at 1, and a mark where each had to reach."""

import dataclasses
import html
import math
from collections.abc import Sequence

LEFT, WIDE, ROW, TOP = 440, 420, 22, 40
LOW, HIGH = 0.1, 10.0
TICKS = (0.1, 0.2, 0.5, 1, 2, 3.5, 10)
COLOURS = {True: "#2e7d32", False: "#b3261e", None: "#5f6368"}
"""Of what met its aim, missed it, and had none."""


@dataclasses.dataclass(frozen=True)
class Bar:
    """One ratio. ``least``: what it had to reach; None where nothing was asked."""

    label: str
    ratio: float
    least: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether it reached that."""
        return None if self.least is None else self.ratio >= self.least


def svg(title: str, bars: Sequence[Bar]) -> str:
    """The chart as a document."""
    height = TOP + ROW * len(bars) + 30
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDE + 70}" height="{height}" '
        'font-family="sans-serif" font-size="12">',
        f'<title>{html.escape(title)}</title><rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="10" y="20" font-size="14" font-weight="bold">{html.escape(title)}</text>',
        *(_tick(one, height) for one in TICKS),
        *(_bar(one, TOP + ROW * number) for number, one in enumerate(bars)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _x(ratio: float) -> float:
    within = min(max(ratio, LOW), HIGH)
    return round(LEFT + WIDE * math.log(within / LOW) / math.log(HIGH / LOW), 1)


def _tick(ratio: float, height: int) -> str:
    colour = "#000" if ratio == 1 else "#ddd"
    return (
        f'<line x1="{_x(ratio)}" y1="{TOP - 6}" x2="{_x(ratio)}" y2="{height - 24}" stroke="{colour}"/>'
        f'<text x="{_x(ratio)}" y="{height - 8}" text-anchor="middle" fill="#555">{ratio:g} ×</text>'
    )


def _bar(bar: Bar, y: int) -> str:
    begin, end = sorted((_x(1), _x(bar.ratio)))
    mark = ""
    if bar.least is not None:
        at = _x(bar.least)
        mark = f'<line x1="{at}" y1="{y - 2}" x2="{at}" y2="{y + 16}" stroke="#000" stroke-width="2"/>'
    return (
        f'<text x="{LEFT - 10}" y="{y + 12}" text-anchor="end">{html.escape(bar.label)}</text>'
        f'<rect x="{begin}" y="{y}" width="{round(end - begin, 1)}" height="14" fill="{COLOURS[bar.met]}"/>'
        f'{mark}<text x="{max(end, _x(bar.least or LOW)) + 6}" y="{y + 12}">{bar.ratio:.2f}</text>'
    )
