"""Errors for clients in other processes, which can't see an exception of this one."""

from __future__ import annotations

from collections.abc import Callable

from ..wire.http import Response, UnservedOperationError
from ..wire.service import CONTENT_TYPE, error_body

MOTO_SERVER = " In a process of its own, 'python -m pytest_sc_plan moto-server' serves both."
"""The way to what only moto serves, for those who have no test process to put mock_aws into."""


def refusal(status: int, code: str, message: str) -> Response:
    """Make an error that comes from in front of the service.

    Args:
        status: The HTTP status.
        code: The error's code.
        message: Its message.
    """
    return Response(status, {"Content-Type": CONTENT_TYPE}, error_body(code, message))


def over_http(answer: Callable[[], Response]) -> Response:
    """Turn the exceptions that a caller in this process would see into errors.

    Args:
        answer: Gives the answer, or raises UnservedOperationError, or ValueError where a setting, a
            state transition of moto's or the result of a callback is not allowed.
    """
    try:
        return answer()
    except UnservedOperationError as unserved:
        elsewhere = MOTO_SERVER if unserved.moto_has_it else ""
        return refusal(400, "UnknownOperationException", f"{unserved}{elsewhere}")
    except ValueError as wrong:
        return refusal(400, "SettingsError", str(wrong))
