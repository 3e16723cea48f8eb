from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from pytest_sc_plan import ServiceCatalog

from .contract.model import complaints_about_answers

pytest_plugins = ["pytester", "tests.newer", "tests.nothing_left"]

# A busy machine is slow, and a generator may be unlucky: neither is a fault of the code.
patient: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
}
# The tests decide what is merged: the same code has the same result in each run. Whoever looks for
# examples that nobody thought of says HYPOTHESIS_PROFILE=search.
settings.register_profile("default", derandomize=True, database=None, **patient)
settings.register_profile("few", settings.get_profile("default"), max_examples=20)
settings.register_profile("search", derandomize=False, max_examples=1000, **patient)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(autouse=True)
def answers_fit_the_service_model(request: pytest.FixtureRequest) -> Iterator[None]:
    """Check that no answer has a member that the service does not have."""
    catalog: ServiceCatalog | None = (
        request.getfixturevalue("sc_plan") if "sc_plan" in request.fixturenames else None
    )
    yield
    if catalog is not None:
        assert complaints_about_answers(catalog) == []
