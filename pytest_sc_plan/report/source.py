"""The source of a fake, as reports and messages name it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..activation.origin import Origin

FIXTURE = "sc_plan"
"""The name of the plugin's fixture, which a user's fixture may take over."""


class Source(NamedTuple):
    """The source of a live fake, as reports name it.

    Args:
        origin: The place that it comes from; None for the fixture sc_plan.
        fixture: The name and scope of the fixture that started it; None if none did.
        root: The folder that paths are seen from.
    """

    origin: Origin | None
    fixture: tuple[str, str] | None
    root: Path

    @property
    def title(self) -> str:
        """Where it comes from, in words."""
        if self.origin is None:
            return FIXTURE
        place = self.origin.place(self.root)
        if self.fixture is not None:
            name, scope = self.fixture
            return f"mock_service_catalog() in the fixture {name} (scope {scope}, {place})"
        word = "around" if self.origin.around else "in"
        where = f" ({place})" if place else ""
        return f"mock_service_catalog() {word} {self.origin.name}{where}"
