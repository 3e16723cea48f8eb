"""The resources of one account and region, by every key that they are looked up by."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from .behavior import Behavior
from .changes import Changes
from .clock import Clock
from .copies import ProductCopy
from .engine import Engine, ScriptedEngine
from .history import History
from .idempotency import Answers
from .lifecycle import Lifecycle
from .locking import StoreLock
from .model import Outcome, Plan, ProvisionedProduct, Record, RecordStatus, RecordType
from .offering import (
    Association,
    Constraint,
    Portfolio,
    Product,
    ProvisioningArtifact,
    ServiceAction,
)
from .organizations import Organizations
from .paging import Pager
from .scope import Scope
from .table import NamedTable, Table
from .tag_options import TagOption
from .tags import updated_tags

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"

_CHARACTERS = (ALPHABET * (256 // len(ALPHABET))).encode()
"""A character of the alphabet for each value of a byte."""


@dataclass
class Region:
    """The offers of all accounts in one region, some of which others may see.

    Args:
        lock: The lock of the stores of all accounts.
        products: The products.
        products_by_view: The products, by the ids of their views.
        portfolios: The portfolios, by their ids.
        shared: The portfolios that are shared, by their ids.
        constraints: The constraints, each with what it is about, by their ids.
        revision: A number that is another one after each change of what can be launched.
    """

    lock: StoreLock = field(default_factory=StoreLock)
    products: Table[Product] = field(default_factory=Table)
    products_by_view: dict[str, Product] = field(default_factory=dict)
    portfolios: dict[str, Portfolio] = field(default_factory=dict)
    shared: dict[str, Portfolio] = field(default_factory=dict)
    constraints: dict[str, tuple[Constraint, Association]] = field(default_factory=dict)
    revision: int = 0


@dataclass
class World:
    """The parts that all accounts and regions of one fake share.

    Args:
        clock: The time.
        behavior: Gives the behavior in force now.
        seed: The seed of identifiers; each account and region adds its own name to it.
        outcome_of: Decides the outcome of the execution of a plan.
        creation_outcome_of: Decides the outcome of the creation of a plan.
        organizations: The organizations that are known.
        engine: Does the work of plans and records.
        is_over: Whether the fake has begun again, with another world.
        history: What was ever in the fake.
        template_at: Finds the template at a URL: its content, or its text where nobody has read it
            yet; None where nothing is known of it.
        trusted: The management accounts of the organizations that the service has access to.
        regions: The offers, by the names of the regions.
        stores: The catalogs, by their accounts and regions.
    """

    clock: Clock
    behavior: Callable[[], Behavior]
    seed: str
    outcome_of: Callable[[Store, Plan], Outcome]
    creation_outcome_of: Callable[[Store, Plan], Outcome]
    organizations: Organizations
    engine: Engine = field(default_factory=ScriptedEngine)
    is_over: bool = False
    history: History = field(default_factory=History)
    template_at: Callable[[str], dict[str, Any] | str | None] = lambda _: None
    trusted: set[str | None] = field(default_factory=set)
    regions: dict[str, Region] = field(default_factory=dict)
    stores: dict[Scope, Store] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.changes = Changes(self.clock, self.behavior)


class Store:
    """The catalog of one account in one region.

    Args:
        world: The parts that it shares with the others.
        scope: The account and region.
    """

    def __init__(self, world: World, scope: Scope) -> None:
        self.world = world
        self.scope = scope
        self.region = world.regions.setdefault(scope.region, Region())
        self.lock = self.region.lock
        world.stores[scope] = self
        self.turns: dict[str, threading.RLock] = {}
        self.lifecycle = Lifecycle(world.clock, world.behavior, self._end_record)
        self.answers = Answers()
        self.portfolios: NamedTable[Portfolio] = NamedTable()
        self.products: NamedTable[Product] = NamedTable()
        self.counted: dict[Hashable, dict[str, Counter[str]]] = {}
        self.copies: Table[ProductCopy] = Table()
        self._caller = threading.local()
        self.tag_options: Table[TagOption] = Table()
        self.service_actions: Table[ServiceAction] = Table()
        self.plans: Table[Plan] = Table()
        self.records: Table[Record] = Table()
        self.provisioned_products: Table[ProvisionedProduct] = Table()
        self.provisioned_products_by_name: dict[str, ProvisionedProduct] = {}
        self.plans_by_provisioned_product: dict[str, list[Plan]] = {}
        self.records_about: dict[tuple[str, str], list[Record]] = {}
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

    @property
    def callers(self) -> tuple[str, ...] | None:
        """The ARNs that the caller goes by, where these decide what it may launch."""
        # Another thread calls while this one asks a callback.
        callers: tuple[str, ...] | None = getattr(self._caller, "arns", None)
        return callers

    @contextmanager
    def called_by(self, callers: tuple[str, ...] | None) -> Iterator[None]:
        """Let the calls of the block be those of a caller who goes by some ARNs."""
        before, self._caller.arns = self.callers, callers
        try:
            yield
        finally:
            self._caller.arns = before

    def now(self) -> float:
        """Tell the time, in seconds since the epoch."""
        return self.world.clock.now()

    def whole_seconds(self) -> float:
        """Tell the time in whole seconds: all recorded products and versions have such times."""
        return float(int(self.now()))

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
            taken = (
                self.products.named(name),
                self.portfolio_named(name),
                self.provisioned_products_by_name.get(name),
            )
            if not any(taken):
                return name

    def new_uuid(self) -> str:
        """Make a UUID, as request ids are; within a store they are counted up."""
        return f"{next(self._uuids):08x}{self._uuid_tail}"

    def portfolio_named(self, id_or_name: str) -> Portfolio | None:
        """Find the portfolio of an id, or the oldest of a name; None where there is none."""
        return self.portfolios.get(id_or_name) or self.portfolios.named(id_or_name)

    def add_portfolio(self, portfolio: Portfolio) -> None:
        """Enter a portfolio."""
        self.portfolios.add(portfolio)
        self.region.portfolios[portfolio.id] = portfolio
        if portfolio.shares:
            self.region.shared[portfolio.id] = portfolio
        self.region.revision += 1

    def remove_portfolio(self, portfolio: Portfolio) -> None:
        """Take a portfolio out that has no products."""
        portfolio.is_deleted = True
        self.answers.forget(portfolio.id)
        self.portfolios.remove(portfolio)
        del self.region.portfolios[portfolio.id]
        self.region.shared.pop(portfolio.id, None)
        self.region.revision += 1

    def add_product(self, product: Product) -> None:
        """Enter a product, and the portfolios that it is associated with."""
        self.world.history.products.append(product)
        self.region.products.add(product)
        self.products.add(product, self.region.products.number(product))
        self.region.products_by_view[product.view_id] = product
        for association in product.associations.values():
            if self.region.portfolios.get(association.portfolio.id) is None:
                self.add_portfolio(association.portfolio)
            self.associate(association)

    def remove_product(self, product: Product) -> None:
        """Take a product out that is in no portfolio; its provisioned products stay."""
        product.is_deleted = True
        self.answers.forget(product.id)
        for artifact in product.provisioning_artifacts:
            self.answers.forget(artifact.id)
        for copy in self.copies:
            if copy.target is product:
                self.answers.forget(copy.id)
        self.products.remove(product)
        self.region.products.remove(product)
        del self.region.products_by_view[product.view_id]
        self.region.revision += 1
        if self.default_product is product:
            self.default_product = None

    def remove_artifact(self, product: Product, artifact: ProvisioningArtifact) -> None:
        """Take a version out of a product; what was provisioned from it stays."""
        artifact.active = False
        self.answers.forget(artifact.id)
        self.world.history.versions.append(artifact)
        product.provisioning_artifacts.remove(artifact)

    def associate(self, association: Association) -> None:
        """Put a product into a portfolio, with the constraints that hold for it there."""
        portfolio, product = association.portfolio, association.product
        portfolio.associations[product.id] = product.associations[portfolio.id] = association
        for constraint in list(association.own_constraints.values()):
            self.set_constraint(association, constraint)
        self.region.revision += 1

    def disassociate(self, association: Association) -> None:
        """Take a product out of a portfolio, and out of those that it came to from there."""
        portfolio, product = association.portfolio, association.product
        del portfolio.associations[product.id], product.associations[portfolio.id]
        for constraint in list(association.own_constraints.values()):
            self.remove_constraint(constraint)
        for other in list(product.associations.values()):
            if other.source is portfolio:
                self.disassociate(other)
        self.region.revision += 1

    def set_constraint(self, association: Association, constraint: Constraint) -> None:
        """Enter a constraint, or what one is changed to."""
        association.own_constraints[constraint.id] = constraint
        self.region.constraints[constraint.id] = (constraint, association)

    def remove_constraint(self, constraint: Constraint) -> None:
        """Take a constraint out."""
        _, association = self.region.constraints.pop(constraint.id)
        del association.own_constraints[constraint.id]
        self.world.changes.forget(constraint.id)
        # It may be of an account that the owner of the product took the product away from.
        self.world.stores[association.portfolio.scope].answers.forget(constraint.id)

    def add_record(self, record: Record) -> None:
        """Enter a record, by its id, and as one about its product and its provisioned product."""
        self.world.history.launches.append(record.launch)
        self.records.add(record)
        for about in (
            ("product", record.launch.product.id),
            ("provisionedproduct", record.provisioned_product.id),
        ):
            self.records_about.setdefault(about, []).append(record)

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
        if record.status is not RecordStatus.SUCCEEDED or record.action_run is not None:
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
