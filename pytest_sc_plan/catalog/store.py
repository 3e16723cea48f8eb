"""The resources of one account and region, by every key that they are looked up by."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from uuid import UUID

from .behavior import Behavior
from .clock import Clock
from .engine import Engine, ScriptedEngine
from .history import History
from .idempotency import Answers
from .lifecycle import Lifecycle
from .locking import StoreLock
from .model import (
    LaunchPath,
    Outcome,
    Plan,
    Portfolio,
    Product,
    ProvisionedProduct,
    Record,
    RecordStatus,
    RecordType,
)
from .paging import Pager
from .scope import Scope
from .table import Table
from .tags import updated_tags

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"

_CHARACTERS = (ALPHABET * (256 // len(ALPHABET))).encode()
"""A character of the alphabet for each value of a byte."""


@dataclass
class World:
    """The parts that all accounts and regions of one fake share.

    Args:
        clock: The time.
        behavior: Gives the behavior in force now.
        seed: The seed of identifiers; each account and region adds its own name to it.
        outcome_of: Decides the outcome of the execution of a plan.
        creation_outcome_of: Decides the outcome of the creation of a plan.
        engine: Does the work of plans and records.
        is_over: Whether the fake has begun again, with another world.
        history: What was ever in the fake.
    """

    clock: Clock
    behavior: Callable[[], Behavior]
    seed: str
    outcome_of: Callable[[Store, Plan], Outcome]
    creation_outcome_of: Callable[[Store, Plan], Outcome]
    engine: Engine = field(default_factory=ScriptedEngine)
    is_over: bool = False
    history: History = field(default_factory=History)


class Store:
    """The catalog of one account in one region.

    Args:
        world: The parts that it shares with the others.
        scope: The account and region.
    """

    def __init__(self, world: World, scope: Scope) -> None:
        self.world = world
        self.scope = scope
        self.lock = StoreLock()
        self.turns: dict[str, threading.RLock] = {}
        self.lifecycle = Lifecycle(world.clock, world.behavior, self._end_record)
        self.answers = Answers()
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
        self.default_product: Product | None = None
        self.chosen_ids: set[str] = set()
        self._names: Counter[str] = Counter()
        self._random = Random(f"{world.seed} {scope.account_id} {scope.region}")
        self.pager = Pager(self._random.randbytes(16))
        self._uuids = count(self._random.getrandbits(31))
        self._uuid_tail = str(UUID(bytes=self._random.randbytes(16), version=4))[8:]

    @property
    def behavior(self) -> Behavior:
        """The behavior in force."""
        return self.world.behavior()

    def now(self) -> float:
        """Tell the time, in seconds since the epoch."""
        return self.world.clock.now()

    def new_id(self, prefix: str) -> str:
        """Make an identifier: the prefix and 13 lower-case letters and digits."""
        while True:
            made = f"{prefix}-{self._random.randbytes(13).translate(_CHARACTERS).decode()}"
            # A deterministic fake makes ids that a test may have copied from an earlier run.
            if made not in self.chosen_ids:
                return made

    def new_name(self, kind: str) -> str:
        """Make a name that is not taken: ``plan-1``, ``plan-2``, ..."""
        while True:
            self._names[kind] += 1
            name = f"{kind}-{self._names[kind]}"
            taken = self.products_by_name, self.provisioned_products_by_name
            if not any(name in names for names in taken) and self.portfolio_named(name) is None:
                return name

    def new_uuid(self) -> str:
        """Make a UUID, as request ids are; within a store they are counted up."""
        return f"{next(self._uuids):08x}{self._uuid_tail}"

    def portfolio_named(self, id_or_name: str) -> Portfolio | None:
        """Find the oldest portfolio of an id or name; None where there is none."""
        for portfolio in self.portfolios.values():
            if id_or_name in {portfolio.id, portfolio.name}:
                return portfolio
        return None

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
        """Enter a product, by its id, its name and the id of its view, and its portfolios.

        Of several of one name the oldest has it.
        """
        for path in product.launch_paths:
            if path.portfolio is not None:
                self.portfolios.setdefault(path.portfolio.id, path.portfolio)
        self.world.history.products.append(product)
        self.products.add(product)
        self.products_by_name.setdefault(product.name, product)
        self.products_by_view[product.view_id] = product
        self._count(product, 1)

    def add_launch_path(self, product: Product, path: LaunchPath) -> None:
        """Give a product that was entered another launch path."""
        is_first = not product.launch_paths
        product.launch_paths = [*product.launch_paths, path]
        if is_first:
            self._count(product, 1)

    def add_record(self, record: Record) -> None:
        """Enter a record, by its id, and as one about its product and its provisioned product."""
        self.world.history.launches.append(record.launch)
        self.records.add(record)
        for about in (
            ("product", record.launch.product.id),
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
        """Take a product out; its provisioned products stay."""
        product.is_deleted = True
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
        product.is_deleted = True
        self.answers.forget(product.id)
        self.provisioned_products.remove(product)
        del self.provisioned_products_by_name[product.name]

    def _end_record(self, record: Record) -> None:
        """Apply a record that has ended to its provisioned product."""
        self.answers.forget(record.id)
        if record.status is not RecordStatus.SUCCEEDED:
            return
        product = record.provisioned_product
        if record.type is RecordType.TERMINATE_PROVISIONED_PRODUCT:
            # A plan for a product that is gone could never be executed, so it goes too.
            for plan in list(self.plans_by_provisioned_product.get(product.id, ())):
                self.lifecycle.abandon(plan)
                self.remove_plan(plan)
            self.remove_provisioned_product(product)
            return
        product.last_successful_provisioning_record_id = record.id
        tags = updated_tags(product.launch.tags, record.launch.tags)
        product.launch = replace(record.launch, tags=tags)
        product.outputs = record.outputs
        product.stack_instances = record.stack_instances

    def add_plan(self, plan: Plan) -> None:
        """Enter a plan, by its id and its provisioned product."""
        self.world.history.launches.append(plan.launch)
        self.plans.add(plan)
        self.plans_by_provisioned_product.setdefault(plan.provisioned_product.id, []).append(plan)

    def remove_plan(self, plan: Plan) -> None:
        """Take a plan out, with what the engine prepared for it."""
        self.world.engine.discard(plan)
        plan.is_deleted = True
        self.answers.forget(plan.id)
        self.plans.remove(plan)
        siblings = self.plans_by_provisioned_product[plan.provisioned_product.id]
        siblings.remove(plan)
        if not siblings:
            del self.plans_by_provisioned_product[plan.provisioned_product.id]
