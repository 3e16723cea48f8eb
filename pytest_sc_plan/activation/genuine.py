"""Whether boto3 and botocore are as they were installed.

A session or client that is made while a test has replaced a part of them carries that part along.
Tests replace anything: ``boto3.Session``, the method that makes clients, or the file system.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FunctionType
from typing import Any

from ..transports import covered

LIBRARIES = ("boto3", "botocore")

KNOWN = sys.stdlib_module_names | {
    *LIBRARIES,
    "aiobotocore",
    "awscrt",
    "certifi",
    "dateutil",
    "freezegun",
    "jmespath",
    "moto",
    "pytest_sc_plan",
    "s3transfer",
    "six",
    "urllib3",
}
"""Packages whose functions and classes are found in these libraries, or in the place of theirs.

What freezegun and moto put there, they take away by themselves.
"""


def are_genuine() -> bool:
    """Tell whether nothing in the libraries is a mock, or a function or class of other code."""
    return all(map(_is_genuine, covered(LIBRARIES))) and all(
        _is_genuine(value)
        for name, module in list(sys.modules.items())
        if name.partition(".")[0] in LIBRARIES
        for value in _values(module)
    )


def _values(module: Any) -> Iterator[Any]:
    """Yield what a module has, and what its own classes have."""
    for value in list(vars(module).values()):
        yield value
        if type(value) is type and value.__module__ == module.__name__:
            yield from list(vars(value).values())


def _is_genuine(value: Any) -> bool:
    kind = type(value)
    if kind is FunctionType or kind is type:
        return str(value.__module__).partition(".")[0] in KNOWN
    # pyfakefs puts modules of its own into the place of os and others.
    return not kind.__name__.endswith("Mock") and not kind.__module__.startswith("pyfakefs.")
