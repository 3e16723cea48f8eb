"""Clients of real accounts: no request is made for credentials, and no program is run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..programs import run_program

PROFILES = """
[profile static]
aws_access_key_id = 111122223333
aws_secret_access_key = secret
[profile automatic]
aws_access_key_id = 111122223333
aws_secret_access_key = secret
defaults_mode = auto
[profile sso]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = Role
[profile token]
sso_session = session
[sso-session session]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
[profile role]
role_arn = arn:aws:iam::123456789012:role/Role
source_profile = static
[profile web]
role_arn = arn:aws:iam::123456789012:role/Role
web_identity_token_file = {home}/web-token
[profile process]
credential_process = {home}/credentials
[profile machine]
role_arn = arn:aws:iam::123456789012:role/Role
credential_source = Ec2InstanceMetadata
"""

PROGRAM = """
import asyncio, boto3, os, socket, sys
import botocore.session
from botocore.config import Config
from botocore.credentials import RefreshableCredentials
from datetime import datetime, timezone
from pytest_sc_plan import mock_service_catalog

del os.environ["AWS_EC2_METADATA_DISABLED"]
os.environ["AWS_METADATA_SERVICE_TIMEOUT"] = os.environ["AWS_METADATA_SERVICE_NUM_ATTEMPTS"] = "1"

def refuse_all_but_loopback(original, address_of):
    def refuse(*args, **kwargs):
        address = address_of(args)
        if not address.startswith(("127.", "::1", "localhost")):
            seen.append(address)
            raise OSError(f"{address} is not to be reached")
        return original(*args, **kwargs)
    return refuse

seen = []
socket.getaddrinfo = refuse_all_but_loopback(socket.getaddrinfo, lambda args: args[0])
for name in ("connect", "connect_ex"):
    setattr(socket.socket, name,
        refuse_all_but_loopback(getattr(socket.socket, name), lambda args: args[1][0]))

PROFILES = ["static", "automatic", "sso", "role", "web", "process", "machine"]
OWN_SIGNER = Config(signature_version="bearer")
here = {"region_name": "eu-west-1"}

def client(session, **more):
    return session.client("servicecatalog", **here, **more)

def expired(made=RefreshableCredentials):
    return made("222233334444", "secret", "token", datetime(2020, 1, 1, tzinfo=timezone.utc),
        refresh, "sso")

def refresh():
    seen.append("refreshed")
    raise OSError

def expired_client():
    session = botocore.session.get_session()
    session._credentials = expired()
    return session.create_client("servicecatalog", **here)

def run(what, made):
    seen.clear()
    before = len(runs())
    with mock_service_catalog() as catalog:
        made().list_provisioned_product_plans()
        (call,) = catalog.calls
    print(what, call.account_id, seen, len(runs()) - before)

def runs():
    try:
        return open(f"{os.environ['HOME']}/runs").readlines()
    except FileNotFoundError:
        return []

"""

BEFORE = (
    PROGRAM
    + """
made = {"expired": expired_client()}
for profile in PROFILES[:-1]:
    made[profile] = client(boto3.Session(profile_name=profile))
made["bearer"] = client(boto3.Session(profile_name="token"), config=OWN_SIGNER)
for what, one in made.items():
    run(what, lambda: one)
"""
)

DURING = (
    PROGRAM
    + """
run("expired", expired_client)
for profile in PROFILES:
    run(profile, lambda: client(boto3.Session(profile_name=profile)))
    boto3.setup_default_session(profile_name=profile)
    run(profile, lambda: client(boto3))
run("bearer", lambda: client(boto3.Session(profile_name="token"), config=OWN_SIGNER))
boto3.setup_default_session()
run("configured", lambda: client(boto3, config=Config(defaults_mode="auto")))
"""
)

WAITING = (
    PROGRAM
    + """
import aiobotocore.session
from aiobotocore.config import AioConfig
from aiobotocore.credentials import AioRefreshableCredentials

class Waiting:
    def __init__(self, session, **more):
        self.client = session.create_client("servicecatalog", **here, **more)
    def list_provisioned_product_plans(self):
        async def call():
            async with self.client as client:
                await client.list_provisioned_product_plans()
        asyncio.run(call())

def session(profile):
    return aiobotocore.session.AioSession(profile=profile)

made = aiobotocore.session.AioSession()
made._credentials = expired(AioRefreshableCredentials)
run("expired", lambda: Waiting(made))
for profile in PROFILES:
    run(profile, lambda: Waiting(session(profile)))
async def enter(profile):
    return await session(profile).create_client("servicecatalog", **here).__aenter__()
class Entered:
    def __init__(self, profile):
        self.client = asyncio.run(enter(profile))
    def list_provisioned_product_plans(self):
        asyncio.run(self.client.list_provisioned_product_plans())
for profile in PROFILES[:-1]:
    one = Entered(profile)
    run(profile, lambda: one)
run("bearer", lambda: Waiting(session("token"), config=AioConfig(signature_version="bearer")))
run("configured", lambda: Waiting(session("static"), config=AioConfig(defaults_mode="auto")))
"""
)

OWN = {"expired": "222233334444", "static": "111122223333", "automatic": "111122223333"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of somebody who has credentials of all kinds, none of them new."""
    (tmp_path / ".aws/sso/cache").mkdir(parents=True)
    (tmp_path / ".aws/config").write_text(PROFILES.format(home=tmp_path))
    token = {"accessToken": "token", "expiresAt": "2999-01-01T00:00:00Z"}
    expired = {**token, "expiresAt": "2020-01-01T00:00:00Z", "refreshToken": "again"}
    # The names are hashes of the address and of the session's name.
    for name, content in (
        ("e8be5486177c5b5392bd9aa76563515b29358e6e", token),
        ("fcbdc4c271c889825d8338d2d8f10b6e5e95c171", expired),
    ):
        (tmp_path / f".aws/sso/cache/{name}.json").write_text(json.dumps(content))
    (tmp_path / "web-token").write_text("token")
    keys = {"Version": 1, "AccessKeyId": "555566667777", "SecretAccessKey": "secret"}
    keys |= {"SessionToken": "token", "Expiration": "2020-01-01T00:00:00Z"}
    program = tmp_path / "credentials"
    program.write_text(f"#!/bin/sh\necho run >> {tmp_path}/runs\necho '{json.dumps(keys)}'\n")
    program.chmod(0o755)
    return tmp_path


def lines(*profiles: str, **accounts: str) -> list[str]:
    known = {**OWN, **accounts}
    return [f"{profile} {known.get(profile, '123456789012')} [] 0" for profile in profiles]


def test_clients_made_before_sign_with_what_they_have(home: Path) -> None:
    profiles = ("expired", "static", "automatic", "sso", "role", "web", "process", "bearer")
    expected = lines(*profiles, process="555566667777")
    assert run_program(BEFORE, home) == expected


def test_clients_made_in_a_test_get_what_is_at_hand(home: Path) -> None:
    profiles = ("static", "automatic", "sso", "role", "web", "process", "machine")
    twice = [profile for profile in profiles for _ in range(2)]
    assert run_program(DURING, home) == lines("expired", *twice, "bearer", "configured")


def test_clients_of_aiobotocore_do_neither(home: Path) -> None:
    pytest.importorskip("aiobotocore")
    profiles = ("static", "automatic", "sso", "role", "web", "process")
    assert run_program(WAITING, home) == [
        *lines("expired", *profiles, "machine"),
        *lines(*profiles, process="555566667777"),
        *lines("bearer", "configured", configured="111122223333"),
    ]
