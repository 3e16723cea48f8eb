"""The ways in from this process, and the handlers that answer what comes in.

A way in is a module that patches one library. The library is patched as soon as it is loaded, while
a handler is live. With the last handler all patches are undone.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any, NamedTuple

from ..wire.http import HEADERS, Handler, Request, Response, is_on_this_machine
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


class ForkedProcessError(RuntimeError):
    """A call in a process that was forked while a fake was live, and that has a copy of it."""


_lock = threading.RLock()
_handlers: list[Handler] = []
_inherited: list[Handler] = []
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


def is_service_catalog(request: Any) -> bool:
    """Tell whether a handler is live and a request is meant for it.

    Args:
        request: Anything with headers, as botocore and requests prepare it.
    """
    return (
        _text(request.headers.get(_TARGET, "")).startswith(_TARGET_START)
        and bool(_handlers)
        and not (_is_inherited() and is_on_this_machine(_text(request.url)))
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
    host = url.partition("://")[2].partition("/")[0]
    if _is_inherited():
        raise ForkedProcessError(
            f"{known['x-amz-target'].partition('.')[2]} was called in a process that was forked "
            "while a fake was live. Nobody would see what its copy of the fake answers: in that "
            "process, call os.environ.update(sc_plan_server.environ) before clients are made."
        )
    return _handlers[-1](Request(known, sent, host))


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


def _loaded() -> list[WayIn]:
    return [way for way in _not_patched if hasattr(sys.modules.get(way.module), way.holder)]


def _patch_loaded() -> None:
    for way in _loaded():
        _not_patched.remove(way)
        for patch in _patches(way.patches, getattr(sys.modules[way.module], way.holder)):
            original = vars(patch.holder)[patch.attribute]
            replacement = _replacement(patch, original)
            setattr(patch.holder, patch.attribute, replacement)
            _patched.append((patch, original, replacement))


# Each test patches the same libraries again, so that patches and replacements are made once.


@lru_cache(maxsize=16)
def _patches(patches: Callable[[Any], Iterable[Patch]], holder: Any) -> tuple[Patch, ...]:
    return tuple(patches(holder))


@lru_cache(maxsize=16)
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


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
