"""Random sequences of all operations, from several accounts and regions.

Some rules do what makes sense, so that much is going on; one calls any operation that is served,
with whatever its input may hold, so a new operation takes part by itself. After each step the
invariants of the catalog hold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from pytest_sc_plan import ServiceCatalog, mock_service_catalog
from pytest_sc_plan.catalog.operations import OPERATIONS

from ..helpers import Client
from ..vending import SIZED
from .model import complaints_about_answers


class Place(NamedTuple):
    """An account in a region."""

    account_id: str
    region: str


PLACES = (
    Place("111111111111", "us-east-1"),
    Place("111111111111", "eu-west-1"),
    Place("222222222222", "us-east-1"),
)
COMMON_ERRORS = {"ValidationException", "SerializationException"}
OBSERVED = "Status: 'CREATED' breaks enum"
"""Of products the service says what its own model does not have; see operations/products.py."""
FORWARD = {"CREATED": 0, "IN_PROGRESS": 1, "IN_PROGRESS_IN_ERROR": 2, "SUCCEEDED": 3, "FAILED": 3}
NAMES = ("alpha", "beta", "gamma", "shop", "v1", "v2", "portfolio-1", "none")
TOKENS = tuple(f"token-{number}" for number in range(12))

places = st.sampled_from(PLACES)
tokens = st.sampled_from(TOKENS)
names = st.sampled_from(NAMES[:2])
which = st.integers(0, 5)
OFFER = re.compile(r"\b(?:port|prod|pa|cons|tag|act|copyproduct|share)-[a-z2-7]{13}\b")
"""An id of what administrators make."""
MEANT = {"PortfolioId": "port-", "ProductId": "prod-", "ProvisioningArtifactId": "pa-"}
"""The beginnings of ids, by the members that are meant for them."""
versions = st.sampled_from(["v1", "v2"])
sizes = st.sampled_from(["small", "large"])


@cache
def client_at(place: Place) -> Client:
    """A client that sends what it is given, however wrong."""
    return boto3.client(
        "servicecatalog",
        region_name=place.region,
        aws_access_key_id=place.account_id,
        aws_secret_access_key="secret",
        config=Config(parameter_validation=False),
    )


class Catalogs(RuleBasedStateMachine):
    """Three catalogs of one fake, and what was ever seen in them."""

    catalog: ServiceCatalog

    @initialize(
        progress=st.sampled_from(["polls", "manual", "time", "immediate"]),
        idempotency=st.sampled_from(["documented", "strict"]),
        polls=st.integers(0, 2),
    )
    def open(self, progress: Any, idempotency: Any, polls: int) -> None:
        self.mock = mock_service_catalog(
            deterministic=True, progress=progress, idempotency=idempotency, polls=polls
        )
        self.catalog = self.mock.start()
        self.seen: dict[str, tuple[Any, ...]] = {}
        self.alive: set[str] = set()
        self.gone: list[tuple[Place, str]] = []
        self.progress: dict[str, str] = {}
        self.heard: dict[str, None] = {}
        for place in PLACES:
            self.at(place).add_product("shop", versions={"v1": SIZED, "v2": SIZED})
            self.at(place).add_product(
                "stack-set",
                stack_set_accounts=[place.account_id, "333333333333"],
                stack_set_regions=["us-east-1", "eu-west-1"],
            )

    def teardown(self) -> None:
        if hasattr(self, "catalog"):
            complaints = complaints_about_answers(self.catalog)
            self.mock.stop()
            assert [item for item in complaints if not item.endswith(OBSERVED)] == []

    def at(self, place: Place) -> ServiceCatalog:
        return self.catalog.for_account(*place)

    def call(self, place: Place, operation: str, **params: Any) -> dict[str, Any]:
        """Call an operation; what it refuses it refuses as it is documented to."""
        client = client_at(place)
        method = next(
            name for name, known in client.meta.method_to_api_mapping.items() if known == operation
        )
        try:
            answer: dict[str, Any] = getattr(client, method)(**params)
        except ClientError as refused:
            error = refused.response
        else:
            self.heard |= dict.fromkeys(OFFER.findall(repr(answer)))
            return answer
        model = client.meta.service_model.operation_model(operation)
        documented = {shape.name for shape in model.error_shapes} | COMMON_ERRORS
        # These two take a page token or a language, but document no error to refuse it with.
        if operation not in {"DescribeRecord", "TerminateProvisionedProduct"}:
            assert error["Error"]["Code"] in documented
        assert error["ResponseMetadata"]["HTTPStatusCode"] == 400
        return {}

    # ---------------------------------------------------------------------- what makes sense

    @rule(place=places, name=names, version=versions, size=sizes, token=tokens)
    def provision(self, place: Place, name: str, version: str, size: str, token: str) -> None:
        self.call(
            place,
            "ProvisionProduct",
            ProductName="shop",
            ProvisioningArtifactName=version,
            ProvisionedProductName=name,
            ProvisioningParameters=[{"Key": "Size", "Value": size}],
            ProvisionToken=token,
        )

    @rule(place=places, name=names, version=versions, size=sizes, token=tokens)
    def update(self, place: Place, name: str, version: str, size: str, token: str) -> None:
        self.call(
            place,
            "UpdateProvisionedProduct",
            ProvisionedProductName=name,
            ProvisioningArtifactName=version,
            ProvisioningParameters=[{"Key": "Size", "Value": size}],
            UpdateToken=token,
        )

    @rule(place=places, name=names, token=tokens, lenient=st.booleans())
    def terminate(self, place: Place, name: str, token: str, *, lenient: bool) -> None:
        self.call(
            place,
            "TerminateProvisionedProduct",
            ProvisionedProductName=name,
            TerminateToken=token,
            IgnoreErrors=lenient,
        )

    @rule(place=places, name=names, version=versions, size=sizes, token=tokens)
    def plan(self, place: Place, name: str, version: str, size: str, token: str) -> None:
        product = self.at(place).products[0]
        artifacts = {artifact.name: artifact.id for artifact in product.provisioning_artifacts}
        self.call(
            place,
            "CreateProvisionedProductPlan",
            PlanName=f"plan-for-{name}",
            PlanType="CLOUDFORMATION",
            ProductId=product.id,
            ProvisioningArtifactId=artifacts[version],
            ProvisionedProductName=name,
            ProvisioningParameters=[{"Key": "Size", "Value": size}],
            IdempotencyToken=token,
        )

    @rule(place=places, which=st.integers(0, 9), token=tokens)
    def execute(self, place: Place, which: int, token: str) -> None:
        for plan in self.at(place).plans[which : which + 1]:
            self.call(
                place, "ExecuteProvisionedProductPlan", PlanId=plan.id, IdempotencyToken=token
            )

    @rule(place=places, which=st.integers(0, 9), lenient=st.booleans())
    def delete(self, place: Place, which: int, *, lenient: bool) -> None:
        for plan in self.at(place).plans[which : which + 1]:
            self.call(place, "DeleteProvisionedProductPlan", PlanId=plan.id, IgnoreErrors=lenient)

    @rule(place=places, name=names)
    def look(self, place: Place, name: str) -> None:
        self.call(place, "DescribeProvisionedProduct", Name=name)

    @rule(outcome=st.sampled_from(["succeeded", "succeeded", "failed", "stuck"]))
    def decide(self, outcome: Any) -> None:
        self.catalog.configure(outcome=outcome)

    @rule(seconds=st.sampled_from([None, 10, 30]))
    def wait(self, seconds: int | None) -> None:
        self.catalog.advance(seconds)

    # ------------------------------------------------------------------------ administrators

    @rule(place=places, name=names)
    def make_portfolio(self, place: Place, name: str) -> None:
        self.call(place, "CreatePortfolio", DisplayName=name, ProviderName="us")

    @rule(place=places, which=which, other=which, joined=st.booleans())
    def associate(self, place: Place, which: int, other: int, *, joined: bool) -> None:
        catalog = self.at(place)
        for portfolio in catalog.portfolios[which : which + 1]:
            for product in catalog.products[other : other + 1]:
                verb = "AssociateProductWith" if joined else "DisassociateProductFrom"
                pair = {"PortfolioId": portfolio.id, "ProductId": product.id}
                self.call(place, f"{verb}Portfolio", **pair)

    @rule(place=places, which=which, other=places)
    def share(self, place: Place, which: int, other: Place) -> None:
        for portfolio in self.at(place).portfolios[which : which + 1]:
            shared = {"PortfolioId": portfolio.id}
            self.call(place, "CreatePortfolioShare", **shared, AccountId=other.account_id)
            self.call(other, "AcceptPortfolioShare", **shared)

    @rule(place=places, which=which, other=places)
    def unshare(self, place: Place, which: int, other: Place) -> None:
        for portfolio in self.at(place).portfolios[which : which + 1]:
            shared = {"PortfolioId": portfolio.id, "AccountId": other.account_id}
            self.call(place, "DeletePortfolioShare", **shared)

    @rule(place=places, which=which)
    def delete_portfolio(self, place: Place, which: int) -> None:
        """What is in use is refused, and there afterwards."""
        for portfolio in self.at(place).portfolios[which : which + 1]:
            used = bool(portfolio.products or portfolio.principals or portfolio.shares)
            self.call(place, "DeletePortfolio", Id=portfolio.id)
            assert (portfolio in self.at(place).portfolios) == used

    @rule(place=places, which=which)
    def delete_product(self, place: Place, which: int) -> None:
        for product in self.at(place).products[which : which + 1]:
            detail = self.call(place, "DescribeProductAsAdmin", Id=product.id)
            found = self.call(place, "ListPortfoliosForProduct", ProductId=product.id)
            portfolios = found["PortfolioDetails"]
            self.call(place, "DeleteProduct", Id=product.id)
            if portfolios or detail["TagOptions"] or detail["Budgets"]:
                assert product in self.at(place).products

    @rule(access=st.sampled_from(["open", "open", "principals"]))
    def grant(self, access: Any) -> None:
        self.catalog.configure(access=access)

    # ------------------------------------------------------------------------------ anything

    @rule(place=places, operation=st.sampled_from(sorted(OPERATIONS)), data=st.data())
    def anything(self, place: Place, operation: str, data: st.DataObject) -> None:
        shape = client_at(place).meta.service_model.operation_model(operation).input_shape
        self.call(place, operation, **self.made_up(place, shape, "", data))

    def made_up(self, place: Place, shape: Any, name: str, data: st.DataObject) -> Any:
        """A value of a shape: mostly one that means something, in this place or in another."""
        if shape.type_name == "structure":
            members = list(shape.members)
            optional = [member for member in members if member not in shape.required_members]
            some = (
                data.draw(st.lists(st.sampled_from(optional), unique=True, max_size=3))
                if (optional)
                else []
            )
            return {
                member: self.made_up(place, shape.members[member], member, data)
                for member in [*shape.required_members, *some]
            }
        if shape.type_name == "list":
            return [self.made_up(place, shape.member, name, data)]
        if shape.type_name == "map":
            key = self.made_up(place, shape.key, name, data)
            return {key: self.made_up(place, shape.value, name, data)}
        if shape.type_name == "boolean":
            return data.draw(st.booleans())
        if shape.type_name == "integer":
            return data.draw(st.integers(shape.metadata.get("min", 0), 5))
        if shape.enum:
            return data.draw(st.sampled_from(shape.enum))
        return data.draw(st.sampled_from(self.words(place, name)))

    def words(self, place: Place, member: str) -> list[str]:
        catalog = self.at(place)
        if member.endswith("Token"):
            return list(TOKENS)
        if member == "PhysicalId":
            return [
                f"arn:aws:cloudformation:{place.region}:{place.account_id}:stack/web/{n}"
                for n in NAMES[:3]
            ]
        if member == "StackSetAccounts":
            return [place.account_id, "333333333333"]
        if member == "StackSetRegions":
            return ["us-east-1", "eu-west-1"]
        if member == "AcceptLanguage":
            return ["en", "jp", "zh"]
        if member in MEANT:
            return [*(item for item in self.heard if item.startswith(MEANT[member])), "none"]
        if "Id" not in member:
            return [*NAMES, "self", "product", f"arn:aws:iam::{place.account_id}:role/maker"]
        own: list[Any] = [
            *catalog.products,
            *catalog.provisioned_products,
            *catalog.plans,
            *catalog.records[-5:],
        ]
        for product in catalog.products:
            own += [*product.provisioning_artifacts, *product.launch_paths]
        offers = list(self.heard)[-20:]
        return [*(item.id for item in own), *sorted(self.seen)[:5], *offers, "none"]

    # ---------------------------------------------------------------------------- invariants

    @invariant()
    @precondition(lambda self: hasattr(self, "catalog"))
    def ids_keep_their_meaning(self) -> None:
        alive = set()
        for place in PLACES:
            catalog = self.at(place)
            meanings: list[tuple[Any, ...]] = [
                *((item.id, "provisioned", item.name) for item in catalog.provisioned_products),
                *(
                    (item.id, "plan", item.name, item.provisioned_product.id, item.product_id)
                    for item in catalog.plans
                ),
                *(
                    (item.id, item.type, item.provisioned_product.id, item.product_id)
                    for item in catalog.records
                ),
            ]
            for identifier, *meaning in meanings:
                assert self.seen.setdefault(identifier, (place, *meaning)) == (place, *meaning)
                assert identifier in self.alive or (place, identifier) not in self.gone
                alive.add(identifier)
        self.gone += [
            (self.seen[identifier][0], identifier) for identifier in sorted(self.alive - alive)
        ]
        self.alive = alive

    @invariant()
    @precondition(lambda self: hasattr(self, "catalog"))
    def records_move_forward(self) -> None:
        for place in PLACES:
            for record in self.at(place).records:
                before = self.progress.setdefault(record.id, record.status)
                forward = FORWARD[before] < FORWARD[record.status]
                assert forward or before == record.status
                self.progress[record.id] = record.status
        assert self.progress.keys() <= self.alive

    @invariant()
    @precondition(lambda self: hasattr(self, "catalog"))
    def one_plan_and_one_running_record(self) -> None:
        for place in PLACES:
            catalog = self.at(place)
            running = Counter(
                record.provisioned_product.id for record in catalog.records if not ended(record)
            )
            planned = Counter(plan.provisioned_product.id for plan in catalog.plans)
            there = {item.id: item for item in catalog.provisioned_products}
            assert all(count == 1 for count in (*running.values(), *planned.values()))
            assert {*running, *planned} <= there.keys()
            assert len({item.name for item in there.values()}) == len(there)
            for identifier, item in there.items():
                assert (item.status == "UNDER_CHANGE") == (identifier in running)
                if item.status == "PLAN_IN_PROGRESS":
                    assert identifier in planned

    @invariant()
    @precondition(lambda self: hasattr(self, "catalog"))
    def what_is_gone_is_not_found(self) -> None:
        for place, identifier in self.gone[-2:]:
            operation, member = (
                ("DescribeProvisionedProductPlan", "PlanId")
                if identifier.startswith("plan-")
                else ("DescribeProvisionedProduct", "Id")
            )
            assert self.call(place, operation, **{member: identifier}) == {}

    @rule(place=places, size=st.integers(1, 5))
    def lists_and_describes_agree(self, place: Place, size: int) -> None:
        with self.standing_still():
            catalog = self.at(place)
            here: dict[str, Any] = {"place": place, "size": size}
            scanned = self.all_of("ScanProvisionedProducts", "ProvisionedProducts", **here)
            assert [item["Id"] for item in scanned] == [
                item.id for item in catalog.provisioned_products
            ]
            for item in scanned:
                for key in ("Id", "Name"):
                    found = self.call(place, "DescribeProvisionedProduct", **{key: item[key]})
                    assert found["ProvisionedProductDetail"] == item
            orders: list[dict[str, Any]] = [
                {},
                {"SortBy": "name"},
                {"SortBy": "id", "SortOrder": "DESCENDING"},
            ]
            for asked in orders:
                searched = self.all_of(
                    "SearchProvisionedProducts", "ProvisionedProducts", **here, **asked
                )
                total = self.call(place, "SearchProvisionedProducts")["TotalResultsCount"]
                assert total == len(searched) == len(scanned)
                assert {item["Id"] for item in searched} == {item["Id"] for item in scanned}
            records = self.all_of("ListRecordHistory", "RecordDetails", **here)
            assert [item["RecordId"] for item in records] == [
                record.id for record in reversed(catalog.records)
            ]
            for item in records:
                found = self.call(place, "DescribeRecord", Id=item["RecordId"])
                assert found["RecordDetail"] == item
            plans = self.all_of("ListProvisionedProductPlans", "ProvisionedProductPlans", **here)
            assert [item["PlanId"] for item in plans] == [plan.id for plan in catalog.plans]
            for item in plans:
                found = self.call(place, "DescribeProvisionedProductPlan", PlanId=item["PlanId"])
                assert item.items() <= found["ProvisionedProductPlanDetails"].items()

    @rule(place=places, size=st.integers(1, 5))
    def offers_agree(self, place: Place, size: int) -> None:
        """A launch path is there if, and only if, portfolio, product, share and access say so."""
        here: dict[str, Any] = {"place": place, "size": size}
        own = self.all_of("ListPortfolios", "PortfolioDetails", **here)
        assert [item["Id"] for item in own] == [
            portfolio.id
            for portfolio in self.at(place).portfolios
            if portfolio.arn.split(":")[4] == place.account_id
        ]
        shared = {
            item["Id"]: item
            for kind in ("IMPORTED", "AWS_ORGANIZATIONS")
            for item in self.all_of(
                "ListAcceptedPortfolioShares",
                "PortfolioDetails",
                PortfolioShareType=kind,
                **here,
            )
        }
        paths: dict[str, list[str]] = {}
        for portfolio in [*own, *shared.values()]:
            described = self.call(place, "DescribePortfolio", Id=portfolio["Id"])
            assert described["PortfolioDetail"] == portfolio
            constraints = self.all_of(
                "ListConstraintsForPortfolio",
                "ConstraintDetails",
                PortfolioId=portfolio["Id"],
                **here,
            )
            products = self.all_of(
                "SearchProductsAsAdmin", "ProductViewDetails", PortfolioId=portfolio["Id"], **here
            )
            inside = [item["ProductViewSummary"]["ProductId"] for item in products]
            assert {item["ProductId"] for item in constraints} <= {*inside}
            if self.lets_in(place, portfolio["Id"]):
                for product_id in inside:
                    paths.setdefault(product_id, []).append(portfolio["DisplayName"])
        searched = self.all_of("SearchProducts", "ProductViewSummaries", **here)
        assert {item["ProductId"] for item in searched} == paths.keys()
        counted = self.call(place, "SearchProducts")["ProductViewAggregations"]
        for member in ("Owner", "ProductType"):
            assert sum(item["ApproximateCount"] for item in counted[member]) == len(searched)
        for product_id, portfolios in paths.items():
            found = self.all_of(
                "ListLaunchPaths", "LaunchPathSummaries", ProductId=product_id, **here
            )
            assert sorted(item["Name"] for item in found) == sorted(portfolios)

    def lets_in(self, place: Place, portfolio_id: str) -> bool:
        """Whether the one caller of these tests may use a portfolio."""
        if self.catalog.settings.access == "open":
            return True
        listed = self.call(place, "ListPrincipalsForPortfolio", PortfolioId=portfolio_id)
        caller = f"arn:aws:iam::{place.account_id}:user/pytest-sc-plan"
        return caller in {item["PrincipalARN"] for item in listed["Principals"]}

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Nothing moves on in the block, however often it is read."""
        progress = self.catalog.settings.progress
        self.catalog.configure(progress="manual")
        yield
        self.catalog.configure(progress=progress)

    def all_of(
        self, operation: str, member: str, *, place: Place, size: int, **asked: Any
    ) -> list[dict[str, Any]]:
        """What all pages of a listing hold; none but the last is short."""
        found: list[dict[str, Any]] = []
        page: dict[str, Any] = {}
        while not page or "NextPageToken" in page:
            token = {"PageToken": page["NextPageToken"]} if page else {}
            page = self.call(place, operation, PageSize=size, **asked, **token)
            found += page[member]
            assert len(page[member]) == size or "NextPageToken" not in page
        return found


def ended(record: Any) -> bool:
    return FORWARD[record.status] == 3


TestCatalogs = Catalogs.TestCase
TestCatalogs.settings = settings(max_examples=settings().max_examples // 5, stateful_step_count=60)
