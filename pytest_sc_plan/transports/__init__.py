"""The ways in from this process, and the handlers that answer what comes in.

A way in is a module that patches one library. The library is patched as soon as it is loaded, while
a handler is live, and again if it is loaded anew, or if a mock that ends takes our patch away. With
the last handler all patches are undone.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from ..wire.http import (
    HEADERS,
    Request,
    Response,
    UnservedOperationError,
    is_on_this_machine,
)
from ..wire.protocol import is_service_host
from ..wire.service import TARGET_PREFIX
from .replacing import Replaced, Replacements

_TARGET = "X-Amz-Target"
_TARGET_START = f"{TARGET_PREFIX}."


class Patch(NamedTuple):
    """An attribute of a class or module of a library, and how it is replaced.

    Args:
        holder: The class or module.
        attribute: The attribute's name.
        replace: Makes the replacement; gets the original. A replacement may still be called when no
            handler is live any more: another library may have kept a reference to it.
    """

    holder: Any
    attribute: str
    replace: Callable[[Any], Any]


class WayIn(NamedTuple):
    """A library through which requests are sent.

    Args:
        module: The name of the module that the patches need.
        holder: The name of a class in it. The library is loaded as soon as it is there.
        patches: Gives the patches; gets that class.
        imports: Whether to import the module. Otherwise it is patched once something else has
            imported it.
    """

    module: str
    holder: str
    patches: Callable[[Any], Iterable[Patch]]
    imports: bool = False


class Tagged(NamedTuple):
    """A resource with the tags that it may be found by.

    Args:
        arn: Its ARN.
        tags: Its tags, values by keys.
        kind: Its kind: ``portfolio`` or ``product``.
    """

    arn: str
    tags: Mapping[str, str]
    kind: str


class Handler(NamedTuple):
    """The part of a live fake that its callers in this process need.

    Args:
        answer: Answers requests to Service Catalog.
        new_token: Makes an idempotency token; gives None where botocore is to make it.
        tagged: Lists the tagged resources of an account and region.
    """

    answer: Callable[[Request], Response]
    new_token: Callable[[], str | None]
    tagged: Callable[[str, str], Sequence[Tagged]]


class ForkedProcessError(RuntimeError):
    """A call in a process that was forked while a fake was live, and that has a copy of it."""


_lock = threading.RLock()
_handlers: list[Handler] = []
_inherited: list[Handler] = []
_ways: list[WayIn] = []
_holders: set[type] = set()
_patched: list[tuple[Patch, Replaced]] = []
_replacements = Replacements()


def start(handler: Handler, ways: Iterable[WayIn]) -> None:
    """Hand Service Catalog requests to a handler; of several, the one started last gets them.

    Args:
        handler: Answers the requests.
        ways: The libraries to patch, if no other handler is live.
    """
    with _lock:
        if not _handlers:
            undo_again()
            for way in ways:
                if way.imports:
                    import_module(way.module)
                _ways.append(way)
            patch_loaded()
        _handlers.append(handler)


def stop(handler: Handler) -> None:
    """Hand no more requests to a handler, if it got any; with the last one undo all patches."""
    with _lock:
        if handler in _handlers:
            _handlers.remove(handler)
        if not _handlers:
            _ways.clear()
            _holders.clear()
            _patched.clear()
            _replacements.undo()


def undo_again() -> None:
    """Undo what a mock has brought back that ended after the last handler was stopped."""
    with _lock:
        _replacements.undo()


def covered(packages: Collection[str]) -> list[Any]:
    """List what our patches of packages stand in for: a test may have put some of it there."""
    return [replaced.original for patch, replaced in _patched if _package(patch.holder) in packages]


def patch_loaded() -> bool:
    """Patch what was loaded since the last look, and what somebody took our patch away from.

    Returns:
        Whether there was anything to patch.
    """
    if not (_loaded() or _taken_away()):
        return False
    with _lock:
        # They are looked up again: another thread may have been faster.
        for way, holder in _loaded():
            for patch in way.patches(holder):
                _patch(patch)
            _holders.add(holder)
        for taken in _taken_away():
            _patched.remove(taken)
            _patch(taken[0])
    return True


def is_live() -> bool:
    """Tell whether a handler is live."""
    return bool(_handlers)


def is_service_catalog(request: Any) -> bool:
    """Tell whether a handler is live and a request is meant for it.

    Args:
        request: Anything with headers, as botocore and requests prepare it.
    """
    return (
        _text(request.headers.get(_TARGET, "")).startswith(_TARGET_START)
        and is_live()
        and not (_is_inherited() and is_on_this_machine(_text(request.url)))
    )


def refuse_stray(request: Any) -> None:
    """Refuse a request to one of the service's own hosts that is no call of its API.

    Args:
        request: Anything with a method and a URL, which ``is_service_catalog()`` does not know.

    Raises:
        UnservedOperationError: It is one, and a handler is live.
    """
    __tracebackhide__ = True
    url = _text(request.url)
    if is_service_host(_host(url)) and is_live():
        # The query of a presigned URL has credentials.
        raise UnservedOperationError(
            f"{request.method} {url.partition('?')[0]} is no call of the Service Catalog API, "
            f"which has a header {_TARGET}, as no presigned URL can: pytest-sc-plan does not "
            "answer it, and nothing reaches the network. Call an operation of a client."
        )


def exchange(headers: Mapping[str, Any], body: bytes | str | None, url: str) -> Response:
    """Get the answer to a Service Catalog request.

    Args:
        headers: Its headers; the names may have any case if the mapping ignores it.
        body: Its body.
        url: Its URL.
    """
    __tracebackhide__ = True
    # Iterating over botocore's headers is slow: each name is an object of its own.
    known = {}
    for name in HEADERS:
        value = headers.get(name)
        if value is not None:
            known[name] = _text(value)
    sent = body if isinstance(body, bytes) else str(body or "").encode()
    if _is_inherited():
        raise ForkedProcessError(
            f"{known['x-amz-target'].partition('.')[2]} was called in a process that was forked "
            "while a fake was live. Nobody would see what its copy of the fake answers: in that "
            "process, call os.environ.update(sc_plan_server.environ) before clients are made."
        )
    return _handlers[-1].answer(Request(known, sent, _host(url)))


def new_token() -> str | None:
    """Make an idempotency token for a call; gives None where botocore is to make it."""
    # Another thread may stop the last handler at any time.
    return next((handler.new_token() for handler in _handlers[-1:]), None)


def tagged(account_id: str, region: str) -> Sequence[Tagged]:
    """List the tagged resources of an account and region; none where no handler is live.

    Args:
        account_id: The account.
        region: The region.
    """
    return next((handler.tagged(account_id, region) for handler in _handlers[-1:]), ())


def _is_inherited() -> bool:
    """Tell whether the handler that gets requests is a copy in a forked process."""
    return bool(_inherited) and _handlers[-1] in _inherited


def _begin_forked_process() -> None:
    global _lock
    # A thread that the process does not have may hold the lock.
    _lock = threading.RLock()
    _inherited[:] = _handlers


# Not on each system are there forks.
getattr(os, "register_at_fork", lambda **_: None)(after_in_child=_begin_forked_process)


def _loaded() -> list[tuple[WayIn, type]]:
    """List the libraries that are there, and are not patched or were loaded anew since."""
    found = [(way, getattr(sys.modules.get(way.module), way.holder, None)) for way in _ways]
    return [
        (way, holder)
        for way, holder in found
        # A test may have put a mock into the place of the library.
        if isinstance(holder, type) and holder not in _holders
    ]


def _taken_away() -> list[tuple[Patch, Replaced]]:
    return [(patch, replaced) for patch, replaced in _patched if replaced.removed]


def _patch(patch: Patch) -> None:
    original = vars(patch.holder)[patch.attribute]
    replaced = _replacements.replace(patch.holder, patch.attribute, patch.replace(original))
    _patched.append((patch, replaced))


def _package(holder: Any) -> str:
    """Give the package that a class is of, or a module."""
    name: str = getattr(holder, "__module__", holder.__name__)
    return name.partition(".")[0]


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
