"""The call log as a person reads it: aligned, and with what repeats on one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress

from ..catalog.lifecycle import Transition
from .calls import Call, Changes, counted, in_seconds, printable, shortened

SHOWN = 40
"""The number of lines with calls that are shown of a longer log, half of them from each end."""

WIDTH = 48
"""The width up to which columns are aligned."""

Comment = Callable[[Call], "str | None"]
"""Gives a remark about a call that was refused, or None."""


@dataclass
class _Line:
    """A call, those that repeat it, and the changes that followed before the next."""

    number: int
    call: Call
    moved: float
    last: Call
    count: int = 1
    changes: list[Changes] = field(default_factory=list)

    def repeats(self, call: Call) -> bool:
        """Tell whether a call is the same again, and nothing has changed since."""
        return not (self.changes or call.transitions) and _essence(call) == _essence(self.last)


def listing(
    entries: Sequence[Call | Changes],
    home: tuple[str, str],
    *,
    first: int = 1,
    ahead: float = 0.0,
    comment: Comment = lambda _: None,
) -> str:
    """Write the calls in aligned columns, each with the changes of status that it caused.

    Equal calls on end are one line. Of a long log the head and the tail are shown.

    Args:
        entries: The calls and the changes between them, oldest first.
        home: The account and region that need no mention, unless another was called too.
        first: The number of the first call.
        ahead: Seconds by which the fake's clock had been put on before the first call.
        comment: Gives a remark for the line below a call.
    """
    leading, lines = _gathered(entries, first, ahead)
    if not lines:
        return "\n".join(["  (no calls)", *_between(leading, "  ")])
    left_out = lines[SHOWN // 2 : -SHOWN // 2]
    shown = [*lines[: SHOWN // 2], *lines[-SHOWN // 2 :]] if left_out else lines
    abroad = {(line.call.account_id, line.call.region) for line in lines} != {home}
    rows = _without_empty_columns([_row(line, abroad=abroad) for line in shown])
    widths = [_width(column) for column in zip(*rows, strict=True)]
    indent = f"  {'':{widths[0]}}  "
    written = list(_between(leading, indent))
    for position, (line, row) in enumerate(zip(shown, rows, strict=True)):
        if left_out and position == SHOWN // 2:
            count = sum(line.count for line in left_out)
            written.append(f"  ... {counted(count)} {'is' if count == 1 else 'are'} left out ...")
        cells = [f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)]
        cells[0] = f"{row[0]:>{widths[0]}}"
        written.append(f"  {'  '.join(cells)}".rstrip())
        written += [f"{indent}  {detail}" for detail in _details(line.call, comment)]
        written += _between(line.changes, indent)
    return "\n".join(written)


def _gathered(
    entries: Sequence[Call | Changes], first: int, ahead: float
) -> tuple[list[Changes], list[_Line]]:
    """Give the changes before the first call, and the lines."""
    leading: list[Changes] = []
    lines: list[_Line] = []
    number = first
    for entry in entries:
        if isinstance(entry, Changes):
            (lines[-1].changes if lines else leading).append(entry)
            continue
        if lines and lines[-1].repeats(entry):
            lines[-1].last = entry
            lines[-1].count += 1
        else:
            lines.append(_Line(number, entry, entry.ahead - ahead, entry))
        number, ahead = number + 1, entry.ahead
    return leading, lines


def _essence(call: Call) -> tuple[object, ...]:
    where = call.account_id, call.region, call.attempt
    answer = call.body, call.error_code, call.error_message, call.fault
    return call.operation, call.params, *where, *answer


def _without_empty_columns(rows: list[list[str]]) -> list[list[str]]:
    used = [any(column) for column in zip(*rows, strict=True)]
    return [list(compress(row, used)) for row in rows]


def _width(column: Sequence[str]) -> int:
    """Give the width of a column; what is wider than ``WIDTH`` takes its line more space alone."""
    return max((len(cell) for cell in column if len(cell) <= WIDTH), default=0)


def _row(line: _Line, *, abroad: bool) -> list[str]:
    call = line.call
    cells = [
        str(line.number),
        f"+{in_seconds(line.moved)} s" if line.moved else "",
        f"{call.account_id} {call.region}" if abroad else "",
        shortened(call.operation),
        call.key_params,
        # What follows the answer stays beside it.
        "  ".join([call.answer, *_made(call), *_notes(line)]),
    ]
    return [printable(cell) for cell in cells]


def _made(call: Call) -> Iterator[str]:
    """Give the ids of the plan or the record that a call made."""
    answer = call.response or {}
    record = answer.get("RecordDetail") or {}
    for made in (answer.get("PlanId"), record.get("RecordId")):
        if made is not None and made not in call.params.values():
            yield made


def _notes(line: _Line) -> Iterator[str]:
    if line.call.attempt > 1:
        yield f"attempt {line.call.attempt}"
    if line.count > 1:
        passed = line.last.ahead - line.call.ahead
        yield f"x{line.count}, {in_seconds(passed)} s" if passed else f"x{line.count}"


def _details(call: Call, comment: Comment) -> Iterator[str]:
    if call.error_message is not None:
        yield printable(call.error_message)
    remark = comment(call)
    if remark is not None:
        yield printable(remark)
    yield from _moves(call.transitions)


def _between(changes: Sequence[Changes], indent: str) -> Iterator[str]:
    for change in changes:
        yield f"{indent}{change.cause}"
        yield from (f"{indent}  {move}" for move in _moves(change.transitions))


def _moves(transitions: Sequence[Transition]) -> Iterator[str]:
    for change in transitions:
        reason = f": {printable(change.reason)}" if change.reason is not None else ""
        yield f"{change.id} {change.before} -> {change.after}{reason}"
