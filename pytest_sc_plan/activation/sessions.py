"""Sessions and clients that are made once, and carry nothing from one test into another.

Making a boto3 session and a client takes tens of milliseconds, most of it for reading models and
registering handlers. Both are kept between tests, until a test changes anything in them. What is
new after that does not read the models again.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from .genuine import are_genuine
from .snapshot import Snapshot

if TYPE_CHECKING:
    from boto3.session import Session
    from botocore.client import BaseClient

CONFIGURATION = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_DATA_PATH", "HOME")
"""Variables that name the files which a session reads once and keeps."""

LEFT_BY_CLIENTS = frozenset({"_last_client_region_used"})
"""What a client leaves in the session that makes it."""


class _Watch:
    """Whether a test left something behind: a handler, an attribute, or a partly used quota.

    Args:
        events: The emitter of a session or a client.
        roots: What must stay as it is now.
    """

    def __init__(self, events: Any, *roots: Any) -> None:
        self.touched = False
        _watch(self, events)
        self._snapshot = Snapshot(roots)

    @property
    def changed(self) -> bool:
        return self.touched or self._snapshot.differs


@dataclass
class _Kept:
    """A session and its clients, until a test changes the session."""

    key: tuple[Any, ...]
    session: Session
    watch: _Watch
    clients: dict[tuple[Any, ...], tuple[BaseClient, _Watch]]


_kept: list[_Kept] = []
_made: WeakSet[Session] = WeakSet()


class DefaultSession:
    """boto3's default session as a fake found it."""

    def __init__(self) -> None:
        import boto3

        # A test may put something else into the place of the module until this is put back.
        self._boto3 = boto3
        self._found = boto3.DEFAULT_SESSION

    def lend(self) -> None:
        """Make the kept session the default.

        A session that is there already stays, unless a fake around this one has lent it. So does
        what a test put into the place of the class: boto3 makes its default session of that.
        """
        if self._found is None or self._is_ours(self._found):
            kept = _current()
            if kept is not None and type(kept.session) is self._boto3.Session:
                self._boto3.DEFAULT_SESSION = kept.session

    def put_back(self) -> None:
        """Put back the session that was the default."""
        self._boto3.DEFAULT_SESSION = self._found

    def put_back_again(self) -> None:
        """Put it back if another mock that ended later has brought ours back."""
        if self._is_ours(self._boto3.DEFAULT_SESSION):
            self.put_back()

    def _is_ours(self, session: Any) -> bool:
        # A mock may say that it equals anything.
        return any(session is made for made in _made)


def client() -> BaseClient:
    """Make a client of Service Catalog as boto3 does, or give the one of earlier tests."""
    kept = _current()
    if kept is None:
        import boto3

        unkept: BaseClient = boto3.client("servicecatalog")
        return unkept
    key = tuple(sorted(item for item in os.environ.items() if item[0].startswith("AWS_")))
    if key not in kept.clients or kept.clients[key][1].changed:
        made: BaseClient = kept.session.client("servicecatalog")
        if not are_genuine():
            return made
        classes = vars(type(made)), vars(type(made.exceptions))
        kept.clients[key] = (made, _Watch(made.meta.events, made, *classes))
    return kept.clients[key][0]


def _current() -> _Kept | None:
    """Give the kept session; None where a new one would have in it what a test has replaced."""
    from botocore.handlers import BUILTIN_HANDLERS

    key = (*_configuration(), len(BUILTIN_HANDLERS))
    if _kept:
        _forget_clients(_kept[0].session)
    if not _kept or _kept[0].key != key or _kept[0].watch.changed:
        if not are_genuine():
            return None
        session = _new_session()
        if _kept and _kept[0].key == key:
            _hand_on_models(_kept[0].session, session)
        # A session has all its parts once it has made a client.
        session.client("servicecatalog", "us-east-1")
        _forget_clients(session)
        _kept[:] = [_Kept(key, session, _Watch(session.events, session), {})]
    return _kept[0]


def _forget_clients(session: Any) -> None:
    """Bring a session back to where it has made no client: it keeps the region of the last one."""
    for name in LEFT_BY_CLIENTS & vars(session._session).keys():
        setattr(session._session, name, None)


def _hand_on_models(before: Any, session: Any) -> None:
    """Let a session know the models that another one has read, if it finds the same ones."""
    old, new = (each._session.get_component("data_loader") for each in (before, session))
    if old.search_paths == new.search_paths:
        new._cache.update(old._cache)


def _configuration() -> tuple[str | None, ...]:
    return tuple(os.environ.get(name) for name in CONFIGURATION)


def _new_session() -> Session:
    import boto3
    import botocore.session

    class FreshSession(botocore.session.Session):
        """A session that looks for its configuration each time, as a new one would."""

        _read: tuple[str | None, ...] = ()

        @property
        def full_config(self) -> Any:
            if self._read != _configuration():
                self._read = _configuration()
                self._config = None
            return super().full_config

        def _build_profile_map(self) -> Any:
            return self.full_config["profiles"]

        @property
        def profile(self) -> Any:
            self._profile = None
            return super().profile

        def get_credentials(self) -> Any:
            session: Any = self
            return session._create_credential_resolver().load_credentials()

    session = boto3.Session(botocore_session=FreshSession())
    _made.add(session)
    return session


def _watch(watch: _Watch, events: Any) -> None:
    def watched(method: Any) -> Any:
        def register(*args: Any, **kwargs: Any) -> Any:
            watch.touched = True
            return method(*args, **kwargs)

        return register

    for name in ("register", "register_first", "register_last", "unregister"):
        setattr(events, name, watched(getattr(events, name)))
