"""The ways in from this process, and the handlers that answer what comes in.

A way in is a module that patches one library. The library is patched as soon as it is loaded, while
a handler is live. With the last handler all patches are undone.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any, NamedTuple

from ..wire.http import HEADERS, Handler, Request, Response, UnservedOperationError
from ..wire.protocol import is_service_host
from ..wire.service import TARGET_PREFIX

_TARGET = "X-Amz-Target"
_TARGET_START = f"{TARGET_PREFIX}."


class Patch(NamedTuple):
    """An attribute of a class of a library, and how it is replaced.

    Args:
        holder: The class.
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


_lock = threading.RLock()
_handlers: list[Handler] = []
_not_patched: list[WayIn] = []
_patched: list[tuple[Patch, Any, Any]] = []


def start(handler: Handler, ways: Iterable[WayIn]) -> None:
    """Hand Service Catalog requests to a handler; of several, the one started last gets them.

    Args:
        handler: Answers the requests.
        ways: The libraries to patch, if no other handler is live.
    """
    with _lock:
        if not _handlers:
            # A mock that was stopped after the last fake may have brought our patch back.
            _undo()
            _patched.clear()
            for way in ways:
                if way.imports:
                    import_module(way.module)
                _not_patched.append(way)
            _patch_loaded()
        _handlers.append(handler)


def stop(handler: Handler) -> None:
    """Hand no more requests to a handler; with the last one undo all patches."""
    with _lock:
        _handlers.remove(handler)
        if not _handlers:
            _not_patched.clear()
            _undo()


def patch_loaded() -> None:
    """Patch the libraries that were loaded since the last look."""
    if _loaded():
        with _lock:
            # They are looked up again: another thread may have been faster.
            _patch_loaded()


def is_live() -> bool:
    """Tell whether a handler is live."""
    return bool(_handlers)


def is_service_catalog(request: Any) -> bool:
    """Tell whether a handler is live and a request is meant for it.

    Args:
        request: Anything with headers, as botocore and requests prepare it.
    """
    return _text(request.headers.get(_TARGET, "")).startswith(_TARGET_START) and is_live()


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
    return _handlers[-1](Request(known, sent, _host(url)))


def _loaded() -> list[WayIn]:
    # A test may have put a mock in the place of a class.
    return [
        way
        for way in _not_patched
        if isinstance(getattr(sys.modules.get(way.module), way.holder, None), type)
    ]


def _patch_loaded() -> None:
    for way in _loaded():
        _not_patched.remove(way)
        for patch in _patches(way.patches, getattr(sys.modules[way.module], way.holder)):
            original = vars(patch.holder)[patch.attribute]
            replacement = _replacement(patch, original)
            setattr(patch.holder, patch.attribute, replacement)
            _patched.append((patch, original, replacement))


# Each test patches the same libraries again, so that patches and replacements are made once.


@lru_cache(maxsize=64)
def _patches(patches: Callable[[Any], Iterable[Patch]], holder: Any) -> tuple[Patch, ...]:
    return tuple(patches(holder))


@lru_cache(maxsize=64)
def _replacement(patch: Patch, original: Any) -> Any:
    return patch.replace(original)


def _undo() -> None:
    """Undo the patches in reverse order, but for those that another mock covers."""
    covered = []
    while _patched:
        patch, original, replacement = _patched.pop()
        if vars(patch.holder)[patch.attribute] is replacement:
            setattr(patch.holder, patch.attribute, original)
        else:
            covered.append((patch, original, replacement))
    _patched.extend(reversed(covered))


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
