"""Where an operation is registered, and how one is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from ..errors import invalid_parameters
from ..store import Store

Request = dict[str, Any]
Answer = dict[str, Any]

LANGUAGES = ("en", "jp", "zh")


class Token(Enum):
    """What the API reference says of an operation's idempotency token."""

    DIFFERS = "requests that differ only by the token are answered alike: the operation sees to it"
    NAMES = "the token uniquely identifies the request: repeated, it is always answered alike"
    EXPIRES = "the token is valid while its request is carried out: the operation sees to it"


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation that the fake serves.

    Args:
        name: Its name in the API.
        run: What it does: takes the store and the request, returns the answer.
        token: The request's member that makes it idempotent, if it has one.
        token_means: What that token is for.
    """

    name: str
    run: Callable[[Store, Request], Answer]
    token: str | None
    token_means: Token


OPERATIONS: dict[str, Operation] = {}


def operation(
    name: str, *, token: str | None = None, token_means: Token = Token.DIFFERS
) -> Callable[[Callable[[Store, Request], Answer]], Callable[[Store, Request], Answer]]:
    """Register a function as the operation of that name in the API."""

    def register(run: Callable[[Store, Request], Answer]) -> Callable[[Store, Request], Answer]:
        OPERATIONS[name] = Operation(name, run, token, token_means)
        return run

    return register


def answer(store: Store, name: str, request: Request) -> Answer:
    """Answer one request that has passed the constraints of the service model.

    Where a token names one request, that request is given the same answer when it is repeated: with
    ``idempotency`` ``strict`` every token does, else those of which the API reference says so.

    Raises:
        ServiceError: What the service refuses the request with.
    """
    operation = OPERATIONS[name]
    store.lifecycle.settle_all()
    if operation.token is None or not _names_request(store, operation):
        return _run(store, operation, request)
    key = (name, request[operation.token])
    if key in store.answers:
        first_request, first_answer = store.answers[key]
        if first_request != request:
            raise invalid_parameters(
                f"The token {key[1]} was already used with other parameters: a token names one "
                "request. Use a new token, or repeat the request unchanged."
            )
        return first_answer
    result = _run(store, operation, request)
    store.answers[key] = (request, result)
    return result


def _names_request(store: Store, operation: Operation) -> bool:
    if operation.token_means is Token.DIFFERS:
        return store.behavior.idempotency == "strict"
    return operation.token_means is Token.NAMES


def _run(store: Store, operation: Operation, request: Request) -> Answer:
    language = request.get("AcceptLanguage", "en")
    if language not in LANGUAGES:
        raise invalid_parameters(
            f"AcceptLanguage {language} is not supported: use one of {', '.join(LANGUAGES)}."
        )
    return operation.run(store, request)


def present(**members: Any) -> Answer:
    """The members that are set: what is not set is left out of an answer."""
    return {name: value for name, value in members.items() if value is not None}
