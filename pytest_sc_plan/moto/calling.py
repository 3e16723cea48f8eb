"""Calls of moto's CloudFormation to the live fake, in the account and region of a stack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from .. import transports
from ..catalog.scope import Scope
from ..wire.http import Request, Response
from ..wire.service import SERVICE, TARGET_PREFIX
from ..wire.service_model import operation_model
from . import active


def is_answered() -> bool:
    """Tell whether there is a fake for the stack: in moto's server, or live in this process."""
    return active.serving.get() is not None or transports.is_live()


def call(scope: Scope, operation: str, members: Mapping[str, Any]) -> dict[str, Any]:
    """Call an operation.

    Args:
        scope: The account that calls, and the region that it calls.
        operation: The operation.
        members: The members of the request, and any others. Numbers and booleans may be texts, as
            in a template.

    Returns:
        The members of the answer.

    Raises:
        ValidationError: moto's error for a request that fails. Its message is CloudFormation's
            reason. Observed: aws-samples, a guide that lists 'Resource not found. (Service:
            AWSServiceCatalog; Status Code: 400; Error Code: ResourceNotFoundException; ...)'.
    """
    model = operation_model(operation)
    request = _shaped(model.input_shape, members)
    for token in model.idempotent_members:
        request[token] = transports.new_token() or str(uuid4())
    credential = f"{scope.account_id}/20000101/{scope.region}/{SERVICE}/aws4_request"
    headers = {
        "x-amz-target": f"{TARGET_PREFIX}.{operation}",
        "authorization": f"AWS4-HMAC-SHA256 Credential={credential}, Signature=",
    }
    body = json.dumps(request)
    installed = active.serving.get()
    if installed is not None:
        return _answer(installed.handler(Request(headers, body.encode()), lambda *_: None))
    host = f"https://{SERVICE}.{scope.region}.amazonaws.com/"
    return _answer(transports.exchange(headers, body, host))


def _answer(response: Response) -> dict[str, Any]:
    try:
        answered: dict[str, Any] = json.loads(b"" if response.failure else response.body)
    except ValueError:
        # CloudFormation's words where it does not know what happened.
        raise refusal("Internal Failure") from None
    if response.status == HTTPStatus.OK:
        return answered
    raise refusal(
        f"{answered['Message']} (Service: AWSServiceCatalog; Status Code: {response.status}; Error "
        f"Code: {answered['__type']}; Request ID: {response.headers['x-amzn-RequestId']}; "
        "Proxy: null)"
    )


def refusal(reason: str) -> Exception:
    """Make moto's error for a resource that fails, with CloudFormation's reason."""
    from moto.cloudformation.exceptions import ValidationError

    made: Exception = ValidationError(message=reason)
    return made


def is_true(value: object) -> bool:
    """Read a boolean of a template, which may be text."""
    return str(value).lower() == "true"


def _shaped(shape: Any, value: Any) -> Any:
    """Keep of a value what a shape has, in its types; what has another the fake refuses."""
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        members = shape.members.items()
        return {name: _shaped(member, value[name]) for name, member in members if name in value}
    if kind == "list" and isinstance(value, list):
        return [_shaped(shape.member, item) for item in value]
    if kind == "boolean" and isinstance(value, str):
        return is_true(value)
    if kind == "integer" and str(value).isdecimal():
        return int(value)
    if kind == "string" and isinstance(value, (bool, int, float)):
        return str(value).lower()
    return value
