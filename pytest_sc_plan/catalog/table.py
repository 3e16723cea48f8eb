"""Resources by identifier, in the order in which they were made."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Resource(Protocol):
    """Anything that has an identifier."""

    @property
    def id(self) -> str:
        """Its identifier."""
        ...


class NamedResource(Resource, Protocol):
    """A resource that has a name, which need not be its alone."""

    name: str


R = TypeVar("R", bound=Resource)
N = TypeVar("N", bound=NamedResource)


class Table(Generic[R]):
    """Resources by identifier, oldest first; a page can start at any of them.

    Each has a number that is never given again, so a page starts at the right place however much
    was added or deleted since the one before.
    """

    def __init__(self) -> None:
        self._rows: dict[str, tuple[int, R]] = {}
        self._numbers: list[int] = []
        self._ids: list[str] = []
        self._last = 0
        self._removed: set[str] = set()

    def add(self, resource: R, number: int | None = None) -> None:
        """Enter a resource under the next number, or under a later one that another table gave."""
        self._last = number or self._last + 1
        self._rows[resource.id] = (self._last, resource)
        self._numbers.append(self._last)
        self._ids.append(resource.id)

    def remove(self, resource: R) -> None:
        """Take a resource out; its number is not given again."""
        number, _ = self._rows.pop(resource.id)
        self._removed.add(resource.id)
        index = bisect_left(self._numbers, number)
        del self._numbers[index], self._ids[index]

    def get(self, identifier: str) -> R | None:
        """Get the resource of an identifier; None where there is none."""
        row = self._rows.get(identifier)
        return row[1] if row is not None else None

    def had(self, identifier: str) -> bool:
        """Tell whether a resource of an identifier was there once, and may be there still."""
        return identifier in self._rows or identifier in self._removed

    def number(self, resource: R) -> int:
        """Get the number of a resource."""
        return self._rows[resource.id][0]

    def after(self, number: int) -> Iterator[tuple[int, R]]:
        """Iterate over the resources after a number, oldest first, each with its own number.

        Any of them may be removed meanwhile.
        """
        while (index := bisect_right(self._numbers, number)) < len(self._ids):
            number, resource = self._rows[self._ids[index]]
            yield number, resource

    def before(self, number: int) -> Iterator[tuple[int, R]]:
        """Iterate over the resources before a number, newest first; 0 means all of them."""
        number = number or self._last + 1
        while (index := bisect_left(self._numbers, number) - 1) >= 0:
            number, resource = self._rows[self._ids[index]]
            yield number, resource

    def __iter__(self) -> Iterator[R]:
        return (resource for _, resource in list(self._rows.values()))

    def __len__(self) -> int:
        return len(self._rows)


class NamedTable(Table[N]):
    """Resources by identifier and by name: of several of one name the oldest has it."""

    def __init__(self) -> None:
        super().__init__()
        self._named: dict[str, list[N]] = {}

    def add(self, resource: N, number: int | None = None) -> None:
        """Enter a resource under the next number, or under a later one that another table gave."""
        super().add(resource, number)
        self._named.setdefault(resource.name, []).append(resource)

    def remove(self, resource: N) -> None:
        """Take a resource out; its number is not given again."""
        super().remove(resource)
        self._forget_name(resource)

    def named(self, name: str) -> N | None:
        """Get the oldest resource of a name; None where there is none."""
        return next(iter(self._named.get(name, ())), None)

    def rename(self, resource: N, name: str) -> None:
        """Give a resource another name."""
        self._forget_name(resource)
        resource.name = name
        namesakes = self._named.setdefault(name, [])
        namesakes.append(resource)
        namesakes.sort(key=self.number)

    def _forget_name(self, resource: N) -> None:
        namesakes = self._named[resource.name]
        namesakes.remove(resource)
        if not namesakes:
            del self._named[resource.name]
