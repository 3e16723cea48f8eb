"""The fake served over HTTP, with what clients of other processes have to know."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .mocking import FAKE_CREDENTIALS
from .transports import signature
from .transports.server import READ_TIMEOUT, Server, Steer

if TYPE_CHECKING:
    from .backend import ServiceCatalog
    from .transports.http import Request, Response


class PlanServer:
    """An HTTP endpoint that serves a fake; the fixture ``sc_plan_server`` gives one.

    Args:
        catalog: The fake.
        host: The address to listen at.
        port: The port to listen at; 0 for any that is free.
        read_timeout: Seconds for a whole request to arrive, before its connection is closed.
        verify_signature: Whether requests must be signed with the fake credentials; may be changed
            at any time.
        steer: What answers requests that are not for the service; it gives None for those that are.

    Raises:
        OSError: The address can't be listened at.
    """

    def __init__(
        self,
        catalog: ServiceCatalog,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        read_timeout: float = READ_TIMEOUT,
        verify_signature: bool = False,
        steer: Steer = lambda *_: None,
    ) -> None:
        self.catalog = catalog
        self.verify_signature = verify_signature
        self._server = Server(
            self._answer, steer=steer, host=host, port=port, read_timeout=read_timeout
        )

    @property
    def url(self) -> str:
        """Where it listens: what an SDK calls its endpoint URL."""
        return self._server.url

    @property
    def environ(self) -> dict[str, str]:
        """Variables that point the AWS CLI and any AWS SDK of a subprocess here.

        Add them to the subprocess's environment: ``env={**os.environ, **sc_plan_server.environ}``.
        """
        return environ(self.url, self.catalog.settings.region)

    def start(self) -> None:
        """Answer requests, on threads of its own."""
        self._server.start()

    def stop(self) -> None:
        """End all connections and threads, and close the sockets."""
        self._server.stop()

    def _answer(self, request: Request) -> Response:
        refused = signature.refused(request) if self.verify_signature else None
        return refused or self.catalog.handle(request)

    def __repr__(self) -> str:
        return f"<PlanServer {self.url}>"


def environ(url: str, region: str) -> dict[str, str]:
    """Variables that point the AWS CLI and any AWS SDK at an endpoint, and nowhere else.

    Args:
        url: The endpoint.
        region: The region that they are to use.
    """
    return {
        **FAKE_CREDENTIALS,
        # SDKs do not agree on one.
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ENDPOINT_URL_SERVICE_CATALOG": url,
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
        # No profile of a real account, no look at the network, and no proxy in between.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        **{name: _with_loopback(name) for name in ("NO_PROXY", "no_proxy")},
    }


def _with_loopback(name: str) -> str:
    return ",".join(filter(None, [os.environ.get(name), "127.0.0.1"]))
