"""Write docs/operations.md: who answers each operation of the service.

Run it as ``python docs/generate_operations.py`` after an operation was added, or with a new version
of botocore or moto: what it says follows from botocore's model, the fake's registry and moto's
methods.
"""

from __future__ import annotations

from collections import Counter
from importlib.metadata import version
from pathlib import Path

from botocore import xform_name
from moto.servicecatalog.responses import ServiceCatalogResponse

from pytest_sc_plan.catalog.operations import OPERATIONS
from pytest_sc_plan.wire.service_model import operation_names

PAGE = Path(__file__).with_name("operations.md")

SERVED, MOTO, REFUSED = "the fake", "moto", "refused"

HEADER = """\
# Operations

<!-- Written by docs/generate_operations.py: do not edit. -->

Of the {all} operations of AWS Service Catalog, the fake serves {served}. Of the others,
moto {moto} answers {by_moto} while its `mock_aws` is active. The remaining {refused}, and those of
moto while it is not active, fail at once with an `UnservedOperationError`; nothing reaches the
network.

| operation | answered by | |
| --- | --- | --- |
"""


def answered_by(operation: str) -> str:
    """Who answers an operation: the fake, moto, or nobody."""
    if operation in OPERATIONS:
        return SERVED
    return MOTO if xform_name(operation) in vars(ServiceCatalogResponse) else REFUSED


def page() -> str:
    """The page as it should be."""
    operations = sorted(operation_names())
    counts = Counter(map(answered_by, operations))
    header = HEADER.format(
        all=len(operations),
        served=counts[SERVED],
        by_moto=counts[MOTO],
        refused=counts[REFUSED],
        moto=version("moto"),
    )
    return header + "".join(
        f"| {operation} | {answered_by(operation)} | {_summary(operation)} |\n"
        for operation in operations
    )


def _summary(operation: str) -> str:
    if operation not in OPERATIONS:
        return ""
    return (OPERATIONS[operation].run.__doc__ or "").partition("\n")[0]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
