from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from pytest_sc_plan import ServiceCatalog

from .contract.model import complaints_about_answers

pytest_plugins = ["pytester"]

settings.register_profile("few", max_examples=20)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(autouse=True)
def answers_fit_the_service_model(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test asks the fake, no answer has a member that the service does not have."""
    catalog: ServiceCatalog | None = (
        request.getfixturevalue("sc_plan") if "sc_plan" in request.fixturenames else None
    )
    yield
    if catalog is not None:
        assert complaints_about_answers(catalog) == []
