"""``python -m vending NAME PRODUCT VERSION [KEY=VALUE ...]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from .errors import VendingError
from .provisioning import Change, Order, Provisioner


def main(arguments: Sequence[str] | None = None, *, interval: float = 3.0) -> int:
    """Fulfil the order on the command line; 0 where that worked."""
    parser = argparse.ArgumentParser(prog="vending", description="Order a product.")
    parser.add_argument("name", help="what the provisioned product is called")
    parser.add_argument("product", help="prod-...")
    parser.add_argument("version", help="pa-...")
    parser.add_argument("parameters", nargs="*", metavar="KEY=VALUE", type=_pair)
    parser.add_argument("--token", help="makes it safe to repeat the same order")
    given = parser.parse_args(arguments)
    order = Order(
        given.name, given.product, given.version, dict(given.parameters), token=given.token
    )
    try:
        receipt = Provisioner(interval=interval, show=_print_changes).provision(order)
    except VendingError as error:
        print(f"{order.name}: {error}", file=sys.stderr)
        return 1
    print(f"{order.name}: {receipt.provisioned_product_id} is ready")
    return 0


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not KEY=VALUE")
    return key, value


def _print_changes(order: Order, changes: tuple[Change, ...]) -> None:
    for change in changes:
        print(f"{order.name}: {change}")


if __name__ == "__main__":
    sys.exit(main())
