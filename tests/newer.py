"""A botocore with an operation that is newer than the fake, and a moto that has it.

A plugin: its fixtures are there for all tests, inner runs in the same process included.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import moto
import pytest
from botocore.loaders import Loader

from pytest_sc_plan.wire import protocol, service_model

NEW = "ListNewThings"
NEW_METHOD = "list_new_things"

LIKE = "ListPortfoliosForProduct"
"""The operation whose request and answer the new one has."""


@pytest.fixture
def newer_botocore() -> Iterator[None]:
    """New clients have an operation more, which nobody serves."""
    load = Loader.load_service_model

    def load_newer(
        loader: Loader, service_name: str, type_name: str, api_version: str | None = None
    ) -> Any:
        model = load(loader, service_name, type_name, api_version)
        if (service_name, type_name) != ("servicecatalog", "service-2"):
            return model
        operations = model["operations"]
        return {**model, "operations": {**operations, NEW: {**operations[LIKE], "name": NEW}}}

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Loader, "load_service_model", load_newer)
        forget_models()
        yield
    forget_models()


def forget_models() -> None:
    """Let what was read of botocore's model be read again."""
    for module in (service_model, protocol):
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


@pytest.fixture
def newer_moto(newer_botocore: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """moto has the new operation: it gives the account and the region in which it was called."""
    responses = pytest.importorskip("moto.servicecatalog.responses")

    def list_new_things(response: Any) -> str:
        called = {"Id": response.current_account, "DisplayName": response.region}
        return json.dumps({"PortfolioDetails": [called]})

    monkeypatch.setattr(
        responses.ServiceCatalogResponse, NEW_METHOD, list_new_things, raising=False
    )
    # Whether moto has an operation is read from its files while it is not active.
    package = tmp_path / "newer_moto" / "servicecatalog"
    package.mkdir(parents=True)
    package.joinpath("responses.py").write_text(f"    def {NEW_METHOD}(self): ...\n")
    monkeypatch.setattr(moto.__spec__, "submodule_search_locations", [str(package.parent)])
