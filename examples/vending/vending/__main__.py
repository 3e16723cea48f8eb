"""``python -m vending --help``: find products, order environments, and look after them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import boto3

from .catalog import Catalog
from .environments import Environments
from .errors import VendingError
from .orders import Change, Order, Vendor
from .waiting import Patience

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient

client: ServiceCatalogClient = boto3.client(
    "servicecatalog", region_name=os.environ.get("AWS_DEFAULT_REGION", "us-east-1")
)


def main(arguments: Sequence[str] | None = None, *, patience: Patience | None = None) -> int:
    """Do what the command line says; 0 where that worked."""
    given = _parser().parse_args(arguments)
    try:
        _run(given, patience or Patience())
    except VendingError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vending", description="Vends environments.")
    commands = parser.add_subparsers(dest="command", required=True)

    command = commands.add_parser("find", help="products that have a word of a text")
    command.add_argument("text")

    command = commands.add_parser("show", help="the parameters of a product")
    command.add_argument("product")
    command.add_argument("--version", help="the newest where none is given")
    command.add_argument("--path", help="the launch path, where there are several")

    command = commands.add_parser("order", help="a new environment, or a change to one")
    command.add_argument("name")
    command.add_argument("product")
    command.add_argument("parameters", nargs="*", metavar="KEY=VALUE", type=_pair)
    command.add_argument("--version", help="the newest where none is given")
    command.add_argument("--path", help="the launch path, where there are several")

    command = commands.add_parser("list", help="environments, such as those of status:AVAILABLE")
    command.add_argument("query", nargs="*")

    commands.add_parser("broken", help="environments that somebody has to look after")

    for name, what in (
        ("outputs", "what an environment gives out"),
        ("history", "what was asked for an environment"),
        ("repair", "bring an environment back to what it was before a change failed"),
        ("terminate", "terminate an environment"),
    ):
        commands.add_parser(name, help=what).add_argument("name")

    command = commands.add_parser("hand-over", help="make somebody else the owner")
    command.add_argument("name")
    command.add_argument("owner", help="arn:aws:iam::...")

    command = commands.add_parser("adopt", help="take over a stack that was made by hand")
    command.add_argument("name")
    command.add_argument("stack", help="arn:aws:cloudformation:...")
    command.add_argument("product")
    command.add_argument("--version", help="the newest where none is given")
    return parser


def _run(given: argparse.Namespace, patience: Patience) -> None:
    environments = Environments(client, patience)
    if given.command == "find":
        _print(f"{name}  {text}".rstrip() for name, text in Catalog(client).search(given.text))
    elif given.command == "show":
        offer = Catalog(client).offer(given.product, given.version, given.path)
        _print([f"{offer.product} {offer.version}"])
        _print(f"  {parameter}" for parameter in offer.parameters)
    elif given.command == "order":
        order = Order(
            given.name,
            given.product,
            given.version,
            dict(given.parameters),
            given.path,
        )
        receipt = Vendor(client, patience, _print_changes).fulfil(order)
        _print(f"{key}={value}" for key, value in receipt.outputs.items())
    elif given.command == "list":
        _print(environments.search(*given.query))
    elif given.command == "broken":
        _print(environments.broken())
    elif given.command == "outputs":
        _print(f"{key}={value}" for key, value in environments.outputs(given.name).items())
    elif given.command == "history":
        _print(environments.history(given.name))
    elif given.command == "hand-over":
        environments.hand_over(given.name, given.owner)
    elif given.command == "adopt":
        environments.adopt(given.name, given.stack, given.product, given.version)
    elif given.command == "repair":
        repaired = environments.repair(given.name)
        _print([repaired or f"{given.name} never worked and is gone: order it again"])
    else:
        environments.terminate(given.name)


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not KEY=VALUE")
    return key, value


def _print_changes(order: Order, changes: tuple[Change, ...]) -> None:
    _print(f"{order.name}: {change}" for change in changes)


def _print(lines: Iterable[object]) -> None:
    for line in lines:
        print(line)


if __name__ == "__main__":
    sys.exit(main())
