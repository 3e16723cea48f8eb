"""The table that a run prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .measure import Figure

HEADINGS = ("what", "figure", "quartiles", "floor", "ratio", "quartiles", "target", "")


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Args:
        what: What was measured.
        figure: What it came to.
        unit: The unit of the figure and of the floor.
        floor: What it is compared with, in the same unit.
        ratio: The figure by the floor, compared round by round.
        target: What is not to be exceeded.
        of_ratio: Whether the target is one for the ratio, and not for the figure.
        at_least: Whether the target is what is to be reached instead.
    """

    what: str
    figure: Figure
    unit: str = "ms"
    floor: float | None = None
    ratio: Figure | None = None
    target: float | None = None
    of_ratio: bool = False
    at_least: bool = False

    def cells(self) -> tuple[str, ...]:
        judged = self.ratio if self.of_ratio else self.figure
        verdict = ""
        if judged is not None and self.target is not None:
            is_met = judged.median >= self.target if self.at_least else judged.median <= self.target
            verdict = "ok" if is_met else "MISSED"
        unit = "" if self.of_ratio else f" {self.unit}"
        return (
            self.what,
            f"{self.figure.median:.3f} {self.unit}",
            _quartiles(self.figure, 3),
            "" if self.floor is None else f"{self.floor:.3f} {self.unit}",
            "" if self.ratio is None else f"{self.ratio.median:.2f}",
            "" if self.ratio is None else _quartiles(self.ratio, 2),
            ""
            if self.target is None
            else f"{'>=' if self.at_least else '<='} {self.target:g}{unit}",
            verdict,
        )


def _quartiles(figure: Figure, digits: int) -> str:
    return f"{figure.low:.{digits}f} - {figure.high:.{digits}f}"


def render(rows: Sequence[Row]) -> str:
    """The rows as text, in columns."""
    lines = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rule = tuple("-" * width for width in widths)
    return "\n".join(
        "  ".join(
            cell.ljust(width) if number in {0, len(widths) - 1} else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in [lines[0], rule, *lines[1:]]
    )
