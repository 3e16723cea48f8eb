"""Attributes that are replaced for a while, also where another mock replaces them too."""

from __future__ import annotations

from contextlib import ExitStack
from types import FunctionType, ModuleType
from typing import Any, NamedTuple


def is_own(holder: Any, attribute: str) -> bool:
    """Tell whether a class or module has its own function or class there, and not a test's."""
    value = holder.__dict__.get(attribute)
    # A mock says that it is of any class.
    if not issubclass(type(value), (FunctionType, type)):
        return False
    own = (holder.__name__, attribute)
    if not isinstance(holder, ModuleType):
        own = (holder.__module__, f"{holder.__qualname__}.{attribute}")
    return own == (value.__module__, value.__qualname__)


class Replaced(NamedTuple):
    """An attribute of a class or module, with what was there before and what we put there."""

    holder: Any
    attribute: str
    original: Any
    replacement: Any

    @property
    def current(self) -> Any:
        """What is there now."""
        return self.holder.__dict__.get(self.attribute)

    @property
    def removed(self) -> bool:
        """Whether somebody put the class's own function back, so that nothing replaces it."""
        return self.current is not self.replacement and is_own(self.holder, self.attribute)


class Replacements:
    """Attributes that are replaced, and put back however late others let go of them."""

    def __init__(self) -> None:
        self._made: list[Replaced] = []

    def replace(self, holder: Any, attribute: str, replacement: Any) -> Replaced:
        """Replace an attribute that a class or module has itself."""
        replaced = Replaced(holder, attribute, holder.__dict__[attribute], replacement)
        self._made.append(replaced)
        setattr(holder, attribute, replacement)
        return replaced

    def undo(self) -> None:
        """Put the originals back, in reverse order, each on its own.

        A mock that covers a replacement stays. When it ends it may bring our replacement back, so
        the next call looks at that attribute again.
        """
        made, self._made = self._made, []
        with ExitStack() as each:
            for replaced in made:
                each.callback(self._put_back, replaced)
        self._made.reverse()

    def _put_back(self, replaced: Replaced) -> None:
        if replaced.current is replaced.replacement:
            setattr(replaced.holder, replaced.attribute, replaced.original)
        else:
            self._made.append(replaced)
