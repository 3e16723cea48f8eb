"""The region of the environment."""

from __future__ import annotations

import pytest

from pytest_sc_plan import mock_service_catalog

from .live_fake import client

pytestmark = pytest.mark.usefixtures("everything_is_put_back")


def test_the_region_of_the_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as changed:
        changed.setenv("AWS_DEFAULT_REGION", "ap-southeast-2")
        with mock_service_catalog() as catalog:
            assert catalog.settings.region == client().meta.region_name == "ap-southeast-2"


def test_an_outer_fake_that_is_configured_has_its_region_once_it_is_the_inner_no_more() -> None:
    with mock_service_catalog() as outer:
        with mock_service_catalog(region="eu-west-2"):
            outer.configure(region="eu-west-1")
            assert client().meta.region_name == "eu-west-2"
        assert client().meta.region_name == "eu-west-1"


def test_configure_leaves_a_region_alone_that_the_test_chose(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with mock_service_catalog() as catalog, monkeypatch.context() as changed:
        changed.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        catalog.configure(polls=2)
        assert client().meta.region_name == "eu-west-1"
        catalog.configure(region="eu-west-2")
        assert client().meta.region_name == "eu-west-2"
