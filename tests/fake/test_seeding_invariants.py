"""Invariants of seeding: what is accepted can be read back, and what is refused leaves nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pytest_sc_plan import ServiceCatalog, Version, mock_service_catalog

from ..contract.model import complaints_about_answers
from ..helpers import Client, contents

quick = settings(max_examples=settings().max_examples // 2)

TEXTS = st.one_of(
    st.text("abcXYZ019_-.:/=+@ é東", max_size=12),
    st.text(max_size=5),
    st.sampled_from([128, 129, 256, 257]).map(lambda length: "a" * length),
)
SCALARS = st.one_of(TEXTS, st.integers(), st.booleans(), st.floats(allow_nan=False))
ANYTHING = st.one_of(SCALARS, st.none(), st.lists(TEXTS, max_size=2))
KEYED = st.dictionaries(TEXTS, ANYTHING, max_size=3)
PAIRS = st.one_of(
    KEYED,
    st.lists(st.fixed_dictionaries({"Key": TEXTS, "Value": SCALARS}), max_size=3),
    ANYTHING,
)
IDS = st.none() | TEXTS | st.sampled_from(["plan-1", "pp-1", "prod-1", "port-1", "pa-1"])


def as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def as_pairs(given: Any) -> list[dict[str, str]]:
    """Values and keys as the API has them, from whatever was accepted."""
    entries = given.items() if isinstance(given, dict) else [tuple(x.values()) for x in given or ()]
    return [{"Key": key, "Value": as_text(value)} for key, value in entries]


def seeded(catalog: ServiceCatalog, add: Callable[[], Any]) -> Any:
    """Seed something; None where it is refused, which leaves the catalog as it was."""
    before = contents(catalog), catalog.portfolios
    try:
        return add()
    except ValueError:
        assert (contents(catalog), catalog.portfolios) == before
        return None


@quick
@given(name=st.none() | TEXTS, known=IDS, tags=PAIRS, parameters=PAIRS, topics=ANYTHING)
@example(name="plan", known="plan-1", tags={"a": 1}, parameters={"b": True}, topics=[])
def test_a_plan_is_read_back(
    name: Any, known: Any, tags: Any, parameters: Any, topics: Any
) -> None:
    with mock_service_catalog() as catalog:
        client: Client = boto3.client("servicecatalog")
        plan = seeded(
            catalog,
            lambda: catalog.add_plan(
                id=known, name=name, tags=tags, parameters=parameters, notification_arns=topics
            ),
        )
        if plan is None:
            return
        details = client.describe_provisioned_product_plan(PlanId=known or plan.id)[
            "ProvisionedProductPlanDetails"
        ]
        assert details["PlanName"] == (name or plan.name)
        assert details["Tags"] == as_pairs(tags)
        assert details.get("ProvisioningParameters", []) == as_pairs(parameters)
        assert complaints_about_answers(catalog) == []


@quick
@given(name=st.none() | TEXTS, known=IDS, tags=PAIRS, parameters=KEYED, outputs=KEYED)
@example(name="a", known="pp-1", tags={"a": "b"}, parameters={"b": 1}, outputs={"c": 0.5})
def test_a_provisioned_product_is_read_back(
    name: Any, known: Any, tags: Any, parameters: Any, outputs: Any
) -> None:
    with mock_service_catalog() as catalog:
        client: Client = boto3.client("servicecatalog")
        item = seeded(
            catalog,
            lambda: catalog.add_provisioned_product(
                name, id=known, tags=tags, parameters=parameters, outputs=outputs
            ),
        )
        if item is None:
            return
        detail = client.describe_provisioned_product(Name=name or item.name)
        assert detail["ProvisionedProductDetail"]["Id"] == (known or item.id)
        record = client.describe_record(Id=item.last_record_id)
        assert record["RecordDetail"]["RecordTags"] == as_pairs(tags)
        assert [
            {"Key": output["OutputKey"], "Value": output["OutputValue"]}
            for output in record["RecordOutputs"]
        ] == as_pairs(outputs)
        assert item.parameters == {pair["Key"]: pair["Value"] for pair in as_pairs(parameters)}
        assert complaints_about_answers(catalog) == []


@quick
@given(
    name=st.none() | TEXTS,
    known=IDS,
    tags=PAIRS,
    versions=st.lists(st.builds(Version, TEXTS, id=IDS, description=st.none() | TEXTS), max_size=3),
    paths=st.one_of(
        st.integers(-1, 3),
        st.lists(TEXTS, max_size=3),
        st.dictionaries(TEXTS, st.none() | st.just("arn:aws:iam::123456789012:role/a"), max_size=3),
        ANYTHING,
    ),
)
@example(name="a", known="prod-1", tags={"a": "b"}, versions=[Version("1")], paths={"a": None})
def test_a_product_is_read_back(
    name: Any, known: Any, tags: Any, versions: Any, paths: Any
) -> None:
    with mock_service_catalog() as catalog:
        client: Client = boto3.client("servicecatalog")
        product = seeded(
            catalog,
            lambda: catalog.add_product(
                name, id=known, tags=tags, versions=versions, launch_paths=paths
            ),
        )
        if product is None:
            return
        described = client.describe_product_as_admin(Id=known or product.id)
        summary = described["ProductViewDetail"]["ProductViewSummary"]
        assert summary["Name"] == (name or product.name)
        assert described["Tags"] == as_pairs(tags)
        assert [
            (version["Name"], version.get("Description"))
            for version in described["ProvisioningArtifactSummaries"]
        ] == [(version.name, version.description) for version in versions]
        names = [path.name for path in product.launch_paths]
        if not isinstance(paths, int):
            assert names == list(paths)
        assert names == [portfolio.name for portfolio in catalog.portfolios]
        assert complaints_about_answers(catalog) == []
