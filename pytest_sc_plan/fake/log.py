"""The log of a fake, written for people: what a failing test shows."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from operator import itemgetter
from typing import Any

from . import summary
from .calls import CALLS, Call, Changes, Mark, counted, tally
from .injections import Injection
from .listing import Comment, listing
from .lookup import Lookup
from .redaction import Mask

LISTED = "  (listed in the message of the failure)"


class Log(Lookup):
    """A fake that writes what was done to it, without secrets."""

    __slots__ = ()

    def listing(self) -> str:
        """Write the calls in aligned columns, as a failing test shows them.

        If one went to another account or region than this, each line names both.
        """
        return self.masked(self._listing(self._valid(None)))

    @property
    def mask(self) -> Mask:
        """Mask of the secrets of this fake so far."""
        return self._state.secrets.mask()

    def masked(self, text: str) -> str:
        """Mask the secrets of this fake in a text."""
        return self.mask(text)

    def mark(self) -> Mark:
        """Mark this point in the log: ``summary()`` can show what comes after it."""
        state = self._state
        return Mark(state.calls, len(state.calls), len(state.changes), tuple(self.injections))

    def mark_at(self, time: float) -> Mark:
        """Mark the point that the log had reached at a time of the machine's clock."""
        state = self._state
        number = sum(received < time for received in list(state.received))
        changes = sum(change.after < number for change in state.changes)
        return Mark(state.calls, number, changes, ())

    def has_news(self, since: Mark | None = None) -> bool:
        """Tell whether there were calls after a mark, or errors or faults wait for some."""
        mark = self._valid(since)
        return bool(self._state.calls[mark.number :] or self._injections(mark))

    def summary(
        self,
        since: Mark | None = None,
        others: Mapping[str, Lookup] | None = None,
        *,
        told: str = "",
    ) -> str:
        """Write what explains a failure: settings, calls, injections, unfinished work.

        Args:
            since: Where to begin; at the first call where it is None.
            others: The other fakes that are live, by their titles.
            told: The message of the failure. Calls that it lists are not listed again.

        Returns:
            The text; empty where it would tell nothing but that.
        """
        state = self._state
        since = self._valid(since)
        states = {title: other._state for title, other in (others or {}).items()}
        lines = summary.changed_settings(state.settings)
        if since.number:
            lines.append(f"{counted(since.number)} before this test")
        if CALLS in told and self.listing() in told:
            lines.append(LISTED)
        else:
            lines.append(
                self._listing(since, lambda call: summary.whereabouts(call, state, states))
            )
        injections = self._injections(since)
        if injections:
            lines += ["injected:", tally(injections)]
        lines += summary.unfinished_work(state)
        return "" if lines == [LISTED] else self.masked("\n".join(lines))

    def _listing(self, since: Mark, comment: Comment = lambda _: None) -> str:
        state = self._state
        # Whoever shows a log has a failure to show: a state transition of moto's that is wrong too
        # must not take its place.
        for store in list(state.stores.values()):
            with store.lock, suppress(ValueError):
                store.lifecycle.settle_all()
                state.note_changes(store)
        calls = list(state.calls)
        before, after = calls[: since.number], calls[since.number :]
        # Changes come after so many calls, and before the next.
        places: list[tuple[float, Call | Changes]] = [
            *((change.after - 0.5, change) for change in state.changes[since.changes :]),
            *enumerate(after, since.number),
        ]
        places.sort(key=itemgetter(0))
        return listing(
            [entry for _, entry in places if self._sees(entry)],
            self._home,
            first=sum(map(self._sees, before)) + 1,
            ahead=before[-1].ahead if before else 0.0,
            comment=comment,
        )

    def _valid(self, mark: Mark | None) -> Mark:
        """Give a mark, or the beginning where there is none, or the fake was reset since."""
        calls = self._state.calls
        return mark if mark is not None and mark.calls is calls else Mark(calls, 0, 0, ())

    def _injections(self, since: Mark) -> list[Injection[Any]]:
        """List the injections that were made after a mark, or that still wait for calls."""
        return [
            injection
            for injection in self.injections
            if injection._is_waiting or injection not in since.injections
        ]
