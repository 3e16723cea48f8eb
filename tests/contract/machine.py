"""The accounts and regions that random sequences of operations are about, and their calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
)

from pytest_sc_plan import ServiceCatalog, mock_service_catalog

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
NAMES = ("alpha", "beta", "gamma", "shop", "v1", "v2", "portfolio-1", "none")
TOKENS = tuple(f"token-{number}" for number in range(12))

places = st.sampled_from(PLACES)
names = st.sampled_from(NAMES[:2])
which = st.integers(0, 5)
OFFER = re.compile(r"\b(?:port|prod|pa|cons|tag|act|copyproduct|share)-[a-z2-7]{13}\b")
"""An id of what administrators make."""
MEANT = {"PortfolioId": "port-", "ProductId": "prod-", "ProvisioningArtifactId": "pa-"}
"""The beginnings of ids, by the members that are meant for them."""


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


class Places(RuleBasedStateMachine):
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
