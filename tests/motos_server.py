"""moto's server in this process."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from moto.server import ThreadedMotoServer


@contextmanager
def serving() -> Iterator[str]:
    """The URL of a server of moto, in this process and on any port that is free."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    assert server._server is not None
    host, port = server._server.server_address[:2]
    try:
        yield f"http://{host!s}:{port}"
    finally:
        urllib.request.urlopen(f"http://{host!s}:{port}/moto-api/reset", data=b"").close()
        server.stop()
