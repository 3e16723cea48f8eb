"""Definitions of service actions: a document of Systems Manager, and how it is run.

Source: the API reference, CreateServiceAction, "Definition". That says neither how strictly one is
checked nor in what words it is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from .constraint_parameters import ROLE_ARN
from .errors import invalid_parameters
from .words import unknown

NEEDED: Final = ("Name", "Version")
"""The members that a definition must have, as Terraform's provider has it."""

LAUNCH_ROLE: Final = "LAUNCH_ROLE"
"""An AssumeRole: the role of the launch constraint."""

TYPES: Final = ("TARGET", "TEXT_VALUE")
"""The types of parameters."""


def check(definition: Mapping[str, str]) -> None:
    """Check a definition.

    Raises:
        ServiceError: InvalidParametersException for one that there can't be.
    """
    for member in NEEDED:
        if member not in definition:
            raise invalid_parameters(f"Definition: {member} is missing.")
    role = definition.get("AssumeRole", LAUNCH_ROLE)
    problem = ROLE_ARN.problem("AssumeRole", role) if role != LAUNCH_ROLE else None
    if problem is not None:
        raise invalid_parameters(f"Definition: {problem}; it may be {LAUNCH_ROLE} too.")
    parameters(definition)


def parameters(definition: Mapping[str, str]) -> dict[str, str]:
    """Read the types of a definition's parameters, by their names.

    Raises:
        ServiceError: InvalidParametersException for Parameters that there can't be.
    """
    try:
        pairs = list(_pairs(json.loads(definition.get("Parameters", "[]"))))
    except json.JSONDecodeError as error:
        raise invalid_parameters(f"Definition: Parameters is not JSON: {error}.") from None
    except ValueError as error:
        raise invalid_parameters(f"Definition: {error}.") from None
    types = dict(pairs)
    if len(types) < len(pairs):
        raise invalid_parameters("Definition: two of Parameters have the same Name.")
    return types


def _pairs(content: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(content, list):
        raise ValueError("Parameters must be a list")
    for number, parameter in enumerate(content):
        name, kind = (
            (parameter.get("Name"), parameter.get("Type"))
            if isinstance(parameter, dict)
            else (None, None)
        )
        if not isinstance(name, str) or not isinstance(kind, str):
            raise ValueError(f"Parameters[{number}] must be an object with a Name and a Type")
        if kind not in TYPES:
            raise ValueError(unknown(f"Parameters[{number}]: unknown Type", kind, TYPES))
        yield name, kind
