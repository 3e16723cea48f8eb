"""What the objects have in common that a test is handed: no stray attributes, no insides shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from ..catalog.words import nearest
from ..settings import SETTINGS

H = TypeVar("H", bound="Handle")


class Closed:
    """An object that has its own attributes alone: one that does not exist can't be set.

    ``dir()``, and with it completion and snapshots, knows its public attributes.
    """

    __slots__ = ("__weakref__",)

    _hidden: ClassVar[frozenset[str]] = frozenset()
    """Attributes that are for the rest of the package, though their names look public."""

    _configure: ClassVar[str] = ""
    """The method that changes settings; empty where there is none."""

    def __dir__(self) -> Iterable[str]:
        names = super().__dir__()
        return [name for name in names if name[0] != "_" and name not in self._hidden]

    if TYPE_CHECKING:
        # With __setattr__, type checkers would let any attribute be set.
        pass
    else:

        def __setattr__(self, name, value):
            try:
                super().__setattr__(name, value)
            except AttributeError:
                raise AttributeError(self._why_not_set(name, value)) from None

    def _why_not_set(self, name: str, value: object) -> str:
        """Explain why an attribute can't be set."""
        kind = type(self).__name__
        names, settings = dir(self), SETTINGS if self._configure else ()
        if name in names:
            return f"{name!r} of a {kind} can't be set"
        if name in settings:
            return (
                f"{kind} has no attribute {name!r}: settings are changed with "
                f"{self._configure}({name}={value!r})"
            )
        found = nearest(name, [*names, *settings])
        hint = f"; did you mean {found[0]!r}?" if found else ""
        return f"{kind} has no attribute {name!r}{hint}"


class Handle(Closed):
    """An object that stands for a fake of this process, or for a part of one.

    A copy of it stands for the same: mocks copy what they are called with. It can't be pickled.
    """

    __slots__ = ()

    _instead: ClassVar[str]
    """What to do instead of pickling it."""

    def __copy__(self: H) -> H:
        return self

    def __deepcopy__(self: H, memo: dict[int, Any]) -> H:
        return self

    def __reduce_ex__(self, protocol: object) -> Any:
        kind = type(self).__name__
        raise TypeError(
            f"a {kind} can't be pickled, since the fake is in this process alone: {self._instead}"
        )
