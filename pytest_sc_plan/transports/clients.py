"""Making a client without asking anybody.

A session looks for credentials when its first client is made: it runs the program of a profile, or
asks the machine's metadata service, which also tells a client that configures itself where it is.
A client of Service Catalog that is made while a fake is live needs neither: it gets what stands in
the environment and in files.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from ..wire.service import SERVICE
from . import Patch, WayIn, is_live, patch_loaded

_PARAMETERS = (
    "region_name",
    "api_version",
    "use_ssl",
    "verify",
    "endpoint_url",
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "config",
)
"""The parameters of ``create_client`` after the service's name, in their order."""

_AT_HAND = ("env", "shared-credentials-file", "config-file", "ec2-credentials-file", "boto-config")
"""The methods of the providers that look at the environment and at files alone."""

_asks_nobody: ContextVar[bool] = ContextVar("sc_plan_asks_nobody", default=False)


def _patches(session_class: Any) -> Iterator[Patch]:
    from botocore.credentials import CredentialResolver

    yield Patch(session_class, "__init__", _looking_for_libraries)
    yield Patch(session_class, "create_client", _creating)
    yield Patch(CredentialResolver, "load_credentials", _loading)


def _async_patches(session_class: Any) -> Iterator[Patch]:
    # aiobotocore has no types of its own.
    from aiobotocore.credentials import AioCredentialResolver  # type: ignore[import-untyped]

    yield Patch(session_class, "_create_client", _creating_async)
    yield Patch(AioCredentialResolver, "load_credentials", _loading_async)


WAY_IN = WayIn("botocore.session", "Session", _patches)
ASYNC_WAY_IN = WayIn("aiobotocore.session", "AioSession", _async_patches)


def _looking_for_libraries(original: Any) -> Any:
    def initialize(session: Any, *args: Any, **kwargs: Any) -> None:
        # A session of aiobotocore is one of botocore's.
        patch_loaded()
        original(session, *args, **kwargs)

    return initialize


def _creating(original: Any) -> Any:
    def create_client(session: Any, service_name: str, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        if service_name != SERVICE or not is_live():
            return original(session, service_name, *args, **kwargs)
        with _asking_nobody(session):
            return original(session, service_name, **_given(session, args, kwargs))

    return create_client


def _creating_async(original: Any) -> Any:
    async def _create_client(session: Any, service_name: str, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        if service_name != SERVICE or not is_live():
            return await original(session, service_name, *args, **kwargs)
        with _asking_nobody(session):
            return await original(session, service_name, **_given(session, args, kwargs))

    return _create_client


@contextmanager
def _asking_nobody(session: Any) -> Iterator[None]:
    """Load credentials from the environment and from files alone; the session keeps none of them.

    It is to find its own ones for other services, and after the test.
    """
    kept = session._credentials
    before = _asks_nobody.set(True)
    try:
        yield
    finally:
        _asks_nobody.reset(before)
        session._credentials = kept


def _given(session: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Give all arguments by name; a client that would ask where it is takes the standard."""
    from botocore.config import Config

    given = {**dict(zip(_PARAMETERS, args, strict=False)), **kwargs}
    configs = [given.get("config"), session.get_default_client_config()]
    modes = [config.defaults_mode for config in configs if config is not None]
    mode = next(filter(None, modes), None) or session.get_config_variable("defaults_mode")
    if mode.lower() == "auto":
        mode_alone: dict[str, Any] = {"defaults_mode": "standard"}
        standard = Config(**mode_alone)
        given["config"] = configs[0].merge(standard) if configs[0] is not None else standard
    return given


def _loading(original: Any) -> Any:
    def load_credentials(resolver: Any) -> Any:
        __tracebackhide__ = True
        if not _asks_nobody.get():
            return original(resolver)
        loaded = (provider.load() for provider in _providers(resolver))
        return next((credentials for credentials in loaded if credentials is not None), None)

    return load_credentials


def _loading_async(original: Any) -> Any:
    async def load_credentials(resolver: Any) -> Any:
        __tracebackhide__ = True
        if not _asks_nobody.get():
            return await original(resolver)
        for provider in _providers(resolver):
            credentials = await provider.load()
            if credentials is not None:
                return credentials
        return None

    return load_credentials


def _providers(resolver: Any) -> Iterator[Any]:
    return (provider for provider in resolver.providers if provider.METHOD in _AT_HAND)
