"""The resources of one account and region, by every key that they are looked up by."""

from __future__ import annotations

import base64
import hashlib
import heapq
import hmac
import json
import threading
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from operator import itemgetter
from random import Random
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from .behavior import Behavior
from .clock import Clock
from .engine import Engine, Scripted
from .errors import invalid_parameters
from .lifecycle import Lifecycle
from .model import Outcome, Plan, Portfolio, Product, ProvisionedProduct, Record

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"

_CHARACTERS = (ALPHABET * (256 // len(ALPHABET))).encode()
"""A character of the alphabet for each value of a byte."""

_SEAL = 16
"""How many bytes of a page token keep it from being guessed."""


class Resource(Protocol):
    """Anything that has an identifier."""

    @property
    def id(self) -> str:
        """Its identifier."""
        ...


R = TypeVar("R", bound=Resource)
T = TypeVar("T")


class Table(Generic[R]):
    """Resources by identifier, oldest first, from any of which a page can start.

    Each has a number that is never given again, so a page starts at the right place however much
    was added or deleted since the one before.
    """

    def __init__(self) -> None:
        self._rows: dict[str, tuple[int, R]] = {}
        self._numbers: list[int] = []
        self._ids: list[str] = []
        self._last = 0

    def add(self, resource: R) -> None:
        """Enter a resource under the next number."""
        self._last += 1
        self._rows[resource.id] = (self._last, resource)
        self._numbers.append(self._last)
        self._ids.append(resource.id)

    def remove(self, resource: R) -> None:
        """Take a resource out; its number is not given again."""
        number, _ = self._rows.pop(resource.id)
        index = bisect_left(self._numbers, number)
        del self._numbers[index], self._ids[index]

    def get(self, identifier: str) -> R | None:
        """The resource of that identifier; None where there is none."""
        row = self._rows.get(identifier)
        return row[1] if row is not None else None

    def number(self, resource: R) -> int:
        """The number of a resource that is here."""
        return self._rows[resource.id][0]

    def after(self, number: int) -> Iterator[tuple[int, R]]:
        """The resources that came after that number, oldest first, each with its own.

        Any of them may be removed meanwhile.
        """
        while (index := bisect_right(self._numbers, number)) < len(self._ids):
            number, resource = self._rows[self._ids[index]]
            yield number, resource

    def before(self, number: int) -> Iterator[tuple[int, R]]:
        """The resources that came before that number, newest first; all of them before 0."""
        number = number or self._last + 1
        while (index := bisect_left(self._numbers, number) - 1) >= 0:
            number, resource = self._rows[self._ids[index]]
            yield number, resource

    def __iter__(self) -> Iterator[R]:
        return (resource for _, resource in list(self._rows.values()))

    def __len__(self) -> int:
        return len(self._rows)


@dataclass
class World:
    """What all accounts and regions of one fake share.

    Args:
        clock: The time.
        behavior: What gives the behavior in force now.
        seed: What identifiers are drawn from; those of each account and region are others.
        outcome_of: What the script says that becomes of the execution of a plan.
        engine: What does the work.
    """

    clock: Clock
    behavior: Callable[[], Behavior]
    seed: str
    outcome_of: Callable[[Store, Plan], Outcome]
    engine: Engine = field(default_factory=Scripted)


class Store:
    """What one account has in one region.

    Args:
        world: What it shares with the others.
        account_id: Twelve digits.
        region: A region's name, such as ``eu-west-1``.
    """

    def __init__(self, world: World, account_id: str, region: str) -> None:
        self.world = world
        self.account_id = account_id
        self.region = region
        self.lock = threading.RLock()
        self.lifecycle = Lifecycle(world.clock, world.behavior, self._terminated)
        self.portfolios: dict[str, Portfolio] = {}
        self.products: Table[Product] = Table()
        self.products_by_name: dict[str, Product] = {}
        self.products_by_view: dict[str, Product] = {}
        self.plans: Table[Plan] = Table()
        self.records: Table[Record] = Table()
        self.provisioned_products: Table[ProvisionedProduct] = Table()
        self.provisioned_products_by_name: dict[str, ProvisionedProduct] = {}
        self.plans_by_provisioned_product: dict[str, list[Plan]] = {}
        self.records_about: dict[tuple[str, str], list[Record]] = {}
        self.launchable: dict[str, Counter[str]] = {"owner": Counter(), "type": Counter()}
        self.answers: dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]] = {}
        self.default_product: Product | None = None
        self._names: Counter[str] = Counter()
        self._random = Random(f"{world.seed} {account_id} {region}")
        self._key = self._random.randbytes(16)
        self._uuids = count(self._random.getrandbits(31))
        self._uuid_tail = str(UUID(bytes=self._random.randbytes(16), version=4))[8:]

    @property
    def behavior(self) -> Behavior:
        """The behavior in force."""
        return self.world.behavior()

    def now(self) -> float:
        """The time, in seconds since the epoch."""
        return self.world.clock.now()

    def new_id(self, prefix: str) -> str:
        """A fresh identifier: the prefix and 13 lower-case letters and digits."""
        return f"{prefix}-{self._random.randbytes(13).translate(_CHARACTERS).decode()}"

    def new_name(self, kind: str) -> str:
        """A name that says what it names and is not taken: ``plan-1``, ``plan-2``, ..."""
        while True:
            self._names[kind] += 1
            name = f"{kind}-{self._names[kind]}"
            if name not in self.products_by_name and name not in self.provisioned_products_by_name:
                return name

    def new_uuid(self) -> str:
        """A fresh UUID, as request ids are: random, but that those of a store are counted up."""
        return f"{next(self._uuids):08x}{self._uuid_tail}"

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of this account and region, in the region's partition."""
        return f"arn:{partition(self.region)}:{service}:{self.region}:{self.account_id}:{resource}"

    @property
    def principal_arn(self) -> str:
        """The user whom all requests come from, since fake credentials name nobody."""
        return f"arn:{partition(self.region)}:iam::{self.account_id}:user/pytest-sc-plan"

    def portfolio(self, named: str, provider: str) -> Portfolio:
        """The portfolio of that id or name, the oldest of several; a new one where there is none.

        Args:
            named: Its id or its name.
            provider: Who provides it, if it is new.
        """
        for portfolio in self.portfolios.values():
            if named in {portfolio.id, portfolio.name}:
                return portfolio
        portfolio = Portfolio(self.new_id("port"), named, provider)
        self.add_portfolio(portfolio)
        return portfolio

    def add_portfolio(self, portfolio: Portfolio) -> None:
        """Enter a portfolio."""
        self.portfolios[portfolio.id] = portfolio

    def remove_portfolio(self, portfolio: Portfolio) -> None:
        """Take a portfolio out, and with it the launch paths that lead through it."""
        del self.portfolios[portfolio.id]
        for product in self.products:
            left = [path for path in product.launch_paths if path.portfolio_id != portfolio.id]
            if not left:
                self._count(product, -1)
            product.launch_paths = left

    def add_product(self, product: Product) -> None:
        """Enter a product, by its id, its name and the id of its view.

        Of several of one name the oldest has it.
        """
        self.products.add(product)
        self.products_by_name.setdefault(product.name, product)
        self.products_by_view[product.view_id] = product
        self._count(product, 1)

    def add_record(self, record: Record) -> None:
        """Enter a record, by its id, and as one about its product and its provisioned product."""
        self.records.add(record)
        for about in (
            ("product", record.product.id),
            ("provisionedproduct", record.provisioned_product.id),
        ):
            self.records_about.setdefault(about, []).append(record)

    def _count(self, product: Product, change: int) -> None:
        if not product.launch_paths:
            return
        for member, counter in self.launchable.items():
            value = getattr(product, member)
            counter[value] += change
            if not counter[value]:
                del counter[value]

    def remove_product(self, product: Product) -> None:
        """Take a product out; what was provisioned of it stays."""
        self.products.remove(product)
        self._count(product, -1)
        del self.products_by_view[product.view_id]
        if self.products_by_name[product.name] is product:
            del self.products_by_name[product.name]
            for other in self.products:
                if other.name == product.name:
                    self.products_by_name.setdefault(other.name, other)
        if self.default_product is product:
            self.default_product = None

    def add_provisioned_product(self, product: ProvisionedProduct) -> None:
        """Enter a provisioned product, by its id and its name."""
        self.provisioned_products.add(product)
        self.provisioned_products_by_name[product.name] = product

    def remove_provisioned_product(self, product: ProvisionedProduct) -> None:
        """Take a provisioned product out."""
        self.provisioned_products.remove(product)
        del self.provisioned_products_by_name[product.name]

    def _terminated(self, product: ProvisionedProduct) -> None:
        # A plan for what is gone could never be carried out, so it goes too.
        for plan in list(self.plans_by_provisioned_product.get(product.id, ())):
            self.lifecycle.abandon(plan)
            self.remove_plan(plan)
        self.remove_provisioned_product(product)

    def add_plan(self, plan: Plan) -> None:
        """Enter a plan, by its id and its provisioned product."""
        self.plans.add(plan)
        self.plans_by_provisioned_product.setdefault(plan.provisioned_product.id, []).append(plan)

    def remove_plan(self, plan: Plan) -> None:
        """Take a plan out, with what was made ready for it."""
        self.world.engine.discard(plan)
        self.plans.remove(plan)
        siblings = self.plans_by_provisioned_product[plan.provisioned_product.id]
        siblings.remove(plan)
        if not siblings:
            del self.plans_by_provisioned_product[plan.provisioned_product.id]

    def page(
        self,
        items: Callable[[int], Iterator[tuple[int, T]]],
        request: dict[str, Any],
        *,
        listing: str,
        default_size: int = 20,
    ) -> tuple[list[T], str | None]:
        """One page of what there is, and the token of the next one.

        Args:
            items: Gives what comes after a number, each with its number.
            request: Its ``PageSize`` and ``PageToken`` are what the caller asked for.
            listing: What is listed: a token of one listing is refused by all others.
            default_size: How many where the caller does not say, or says 0.

        Raises:
            ServiceError: InvalidParametersException for a token that this listing never gave.
        """
        size = request.get("PageSize") or default_size
        token = request.get("PageToken")
        position = self._position(token, listing) if token else 0
        page: list[T] = []
        for number, item in items(position):
            if len(page) == size:
                return page, self._token(position, listing)
            page.append(item)
            position = number
        return page, None

    def sorted_page(
        self,
        items: Iterable[tuple[int, T]],
        request: dict[str, Any],
        *,
        listing: str,
        key: Callable[[T], str | float],
        descending: bool = False,
        default_size: int = 20,
    ) -> tuple[list[T], str | None]:
        """One page of what there is in the order of a key, and the token of the next one.

        A page starts where the one before ended, by the key of its last item, whatever became of
        that item since.

        Args:
            items: All of it, each with its number, which decides where keys are equal.
            request: Its ``PageSize`` and ``PageToken`` are what the caller asked for.
            listing: What is listed: a token of one listing is refused by all others.
            key: What an item is sorted by; a text goes into the token, so no longer than 100.
            descending: Whether the last comes first.
            default_size: How many where the caller does not say, or says 0.

        Raises:
            ServiceError: InvalidParametersException for a token that this listing never gave.
        """
        size = request.get("PageSize") or default_size
        listing = f"{listing} {'DESCENDING' if descending else 'ASCENDING'}"
        token = request.get("PageToken")
        keyed = (((key(item), number), item) for number, item in items)
        if token:
            last = tuple(self._position(token, listing))
            keyed = (row for row in keyed if (row[0] < last if descending else row[0] > last))
        first = heapq.nlargest if descending else heapq.nsmallest
        rows = first(size + 1, keyed, key=itemgetter(0))
        following = self._token(rows[size - 1][0], listing) if len(rows) > size else None
        return [item for _, item in rows[:size]], following

    def _token(self, position: Any, listing: str) -> str:
        return self._sealed(json.dumps(position, separators=(",", ":")).encode(), listing)

    def _sealed(self, position: bytes, listing: str) -> str:
        seal = hmac.digest(self._key, listing.encode() + b"\0" + position, hashlib.sha256)[:_SEAL]
        return base64.urlsafe_b64encode(position + seal).decode()

    def _position(self, token: str, listing: str) -> Any:
        try:
            position = base64.urlsafe_b64decode(token)[:-_SEAL]
        except ValueError:
            position = b""
        # The text is compared, since decoding overlooks letters that do not belong there.
        if not hmac.compare_digest(token.encode(), self._sealed(position, listing).encode()):
            raise invalid_parameters("Invalid page token. Please use the token of the last page.")
        return json.loads(position)


def partition(region: str) -> str:
    """The partition that a region is in, as ARNs name it."""
    for prefix, name in (
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-isob-", "aws-iso-b"),
        ("us-isof-", "aws-iso-f"),
        ("eu-isoe-", "aws-iso-e"),
        ("us-iso-", "aws-iso"),
    ):
        if region.startswith(prefix):
            return name
    return "aws"
