"""Write docs/operations.md: what the fake does with each operation of the service.

Run it as ``python docs/generate_operations.py`` after an operation was added: what it says follows
from the fake's registry, and from botocore's model.
"""

from __future__ import annotations

from pathlib import Path

from pytest_sc_plan.catalog.operations import OPERATIONS
from pytest_sc_plan.wire.service_model import operation_names

PAGE = Path(__file__).with_name("operations.md")

HEADER = """\
# Operations

<!-- Written by docs/generate_operations.py: do not edit. -->

The fake serves {served} of {all} operations of AWS Service Catalog. An operation that only a newer
botocore has goes to moto while its `mock_aws` is active, and otherwise fails at once with an
`UnservedOperationError`; nothing reaches the network. For the rules behind each answer, and where
they are from, see [fidelity.md](fidelity.md) and, for administrators,
[fidelity-administration.md](fidelity-administration.md).

| operation | |
| --- | --- |
"""


def page() -> str:
    """The page as it should be."""
    names = sorted(OPERATIONS.keys() & operation_names())
    header = HEADER.format(all=len(operation_names()), served=len(names))
    return header + "".join(f"| {name} | {_summary(name)} |\n" for name in names)


def _summary(operation: str) -> str:
    return (OPERATIONS[operation].run.__doc__ or "").partition("\n")[0]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
