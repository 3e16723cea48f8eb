"""The registry of operations, and the way in which each is answered."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from operator import getitem
from typing import Any

from ..callbacks import OvertakenError
from ..errors import invalid_parameters
from ..idempotency import key_of_members, key_of_token
from ..sharing import synchronize
from ..store import Store

Request = dict[str, Any]
Answer = dict[str, Any]

LANGUAGES = ("en", "jp", "zh")


class Token(Enum):
    """The meaning that the API reference gives to an operation's idempotency token."""

    IGNORED = "requests that differ only by the token get the same answer"
    NAMES_REQUEST = "the token names one request, which gets the same answer for good"
    VALID_WHILE_RUNNING = "the token names one request, as long as that is carried out"


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation that the fake serves.

    Args:
        name: Its name in the API.
        run: Takes the store and the request, returns the answer.
        token: The request's member that makes it idempotent, if it has one.
        token_means: The meaning of that token.
        about: The member of request or answer with the id of the resource that an answer is about,
            with dots where it is inside of another. A repeated request gets the answer again as
            long as that resource is there.
    """

    name: str
    run: Callable[[Store, Request], Answer]
    token: str | None
    token_means: Token
    about: str | None


OPERATIONS: dict[str, Operation] = {}


def operation(
    name: str,
    *,
    token: str | None = None,
    token_means: Token = Token.IGNORED,
    about: str | None = None,
) -> Callable[[Callable[[Store, Request], Answer]], Callable[[Store, Request], Answer]]:
    """Register a function as the operation of that name in the API."""

    def register(run: Callable[[Store, Request], Answer]) -> Callable[[Store, Request], Answer]:
        OPERATIONS[name] = Operation(name, run, token, token_means, about)
        return run

    return register


def answer(store: Store, name: str, request: Request) -> Answer:
    """Answer one request that has passed the constraints of the service model.

    A repeated request gets the answer of the first: by its token where that names a request, which
    with ``idempotency`` ``strict`` each token does, or else by everything but the token.

    Raises:
        ServiceError: The service refuses the request.
    """
    while True:
        # A request that was overtaken is answered as if it had only come now.
        with suppress(OvertakenError):
            return _answer(store, name, request)


def _answer(store: Store, name: str, request: Request) -> Answer:
    operation = OPERATIONS[name]
    store.lifecycle.settle_all()
    synchronize(store)
    _check_language(request)
    # Where the API does not require a token, a request may have none.
    if operation.token is None or operation.token not in request:
        return operation.run(store, request)
    by_members = key_of_members(name, _equal_members(operation, request))
    by_token = key_of_token(name, request[operation.token])
    named = _names_request(store, operation)
    kept = store.answers.get(by_token if named else by_members)
    if kept is not None:
        first_request, first_answer = kept
        if named and first_request != request:
            raise invalid_parameters(
                f"The token {request[operation.token]} was already used with other parameters: a "
                "token names one request. Use a new token, or repeat the request unchanged."
            )
        return first_answer
    answered = operation.run(store, request)
    if named:
        store.answers.keep(by_token, request, answered)
    if operation.about is not None:
        about = _identifier(operation.about, request, answered)
        store.answers.keep(by_members, request, answered, about)
    return answered


def _names_request(store: Store, operation: Operation) -> bool:
    if operation.token_means is Token.IGNORED:
        return store.behavior.idempotency == "strict"
    return operation.token_means is Token.NAMES_REQUEST


def _equal_members(operation: Operation, request: Request) -> Request:
    """Take the members of a request that make another one equal to it."""
    if operation.token_means is not Token.IGNORED:
        return request
    left_out = (operation.token, "AcceptLanguage")
    return {name: value for name, value in request.items() if name not in left_out}


def _identifier(member: str, request: Request, answered: Answer) -> str:
    """Find an identifier in a request, or by its path in the answer."""
    found: Any = request.get(member) or reduce(getitem, member.split("."), answered)
    return str(found)


def _check_language(request: Request) -> None:
    language = request.get("AcceptLanguage", "en")
    if language not in LANGUAGES:
        raise invalid_parameters(
            f"AcceptLanguage {language} is not supported: use one of {', '.join(LANGUAGES)}."
        )


def present(**members: Any) -> Answer:
    """Make an answer of the members that are not None."""
    return {name: value for name, value in members.items() if value is not None}
