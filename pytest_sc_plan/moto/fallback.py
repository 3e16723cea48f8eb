"""moto as the fallback for operations that the fake does not serve."""

from __future__ import annotations

from inspect import unwrap

from ..wire.http import Request, Response
from ..wire.service import CONTENT_TYPE
from . import active

UNKNOWN_SERVICE = b"Not yet implemented"
"""The answer of a moto that has no Service Catalog at all, as the oldest that we support."""

ACCOUNT = "x-moto-account-id"
"""The header by which moto is told the account."""


def ask_moto(request: Request, account_id: str, region: str) -> Response | None:
    """Ask moto for its answer to a Service Catalog request, wherever that was sent.

    Args:
        request: The request.
        account_id: The account that moto is to take for the caller's.
        region: The region that moto is to take for the one that was meant.

    Returns:
        The answer; None where moto is not active in this process, or does not have the operation.
    """
    __tracebackhide__ = True
    stubber = active.stubber()
    if stubber is None:
        return None
    from botocore.awsrequest import AWSPreparedRequest
    from botocore.compat import HTTPHeaders

    headers = HTTPHeaders()
    # moto tells the protocol by the content type, which is no header that a fake looks at.
    for name, value in {
        **request.headers,
        "Content-Type": CONTENT_TYPE,
        ACCOUNT: account_id,
    }.items():
        headers[name] = value
    url = f"https://servicecatalog.{region}.amazonaws.com/"
    prepared = AWSPreparedRequest("POST", url, headers, request.body, stream_output=False)
    try:
        # Our own replacement would leave the request alone.
        answered = unwrap(type(stubber).__call__)(stubber, "before-send", prepared)
    except NotImplementedError:
        return None
    if answered is None or answered.content == UNKNOWN_SERVICE:
        return None
    return Response(answered.status_code, answered.headers, answered.content)
