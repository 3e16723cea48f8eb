"""The parts that the operations of administrators share: lists, tags, limits, what is in use."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Sized
from typing import Any, Final, TypeVar

from ..errors import invalid_parameters, limit_exceeded, resource_in_use
from ..store import Store
from .registry import Answer, Request, present

TAGS: Final = 20
"""The number of tags that a portfolio or a product may have. Source: CreatePortfolio, Tags."""

T = TypeVar("T")


def listed(
    store: Store,
    request: Request,
    items: Sequence[T] | Callable[[int], Iterator[tuple[int, T]]],
    show: Callable[[T], Any],
    *,
    member: str,
    listing: str,
    next_page: str = "NextPageToken",
) -> Answer:
    """Answer with a page of a list, or of a table.

    Args:
        store: The store.
        request: Its ``PageSize`` and ``PageToken`` say which page.
        items: All items; or a function that gives those after a number, each with its own.
        show: Makes of an item what the API shows.
        member: The member of the answer that the page is in.
        listing: A name of the listing: its tokens are refused by all others.
        next_page: The member of the answer with the token of the next page.
    """
    pager = store.pager
    page, following = (
        pager.page(items, request, listing=listing)
        if callable(items)
        else pager.page_of_list(items, request, listing=listing)
    )
    return present(**{member: [show(item) for item in page], next_page: following})


def given_tags(request: Request) -> dict[str, str]:
    """Take the Tags of a new resource."""
    return changed_tags({}, request.get("Tags", []), [])


def changed_tags(
    tags: Mapping[str, str], added: Iterable[Mapping[str, str]], removed: Collection[str]
) -> dict[str, str]:
    """Remove tags, add others, and give new values to those that are there.

    Raises:
        ServiceError: InvalidParametersException for a key that comes twice, or too many tags.
    """
    keys = [tag["Key"] for tag in added]
    for number, key in enumerate(keys):
        if key in keys[:number]:
            raise invalid_parameters(f"Tag {key} is given more than once.")
    left = {key: value for key, value in tags.items() if key not in removed}
    changed = {**left, **{tag["Key"]: tag["Value"] for tag in added}}
    if len(changed) > TAGS:
        raise invalid_parameters(f"A resource has at most {TAGS} tags, not {len(changed)}.")
    return changed


def update(resource: object, request: Request, fields: Mapping[str, str]) -> None:
    """Change those fields of a resource that a request has members for.

    Args:
        resource: The resource.
        request: The request.
        fields: The names of the fields, by those of the members.
    """
    for member, name in fields.items():
        if member in request:
            setattr(resource, name, request[member])


def require_room(there: Sized, limit: int, what: str) -> None:
    """Refuse one more of something. Source: the administrator guide, "Default service quotas".

    Args:
        there: Those that there are.
        limit: How many there may be.
        what: What there may be that many of, in the plural.
    """
    if len(there) >= limit:
        raise limit_exceeded(f"There are {limit} {what} already, which is the limit.")


def require_unused(named: str, users: Mapping[str, Sized]) -> None:
    """Refuse to delete what is in use.

    Observed: aws-cloudformation/cloudformation-coverage-roadmap issue 2430 has the sentence for
    principals of a portfolio.

    Args:
        named: The resource, such as ``Portfolio port-...``.
        users: What it may be in use by, by the words for them.
    """
    for words, there in users.items():
        if len(there):
            raise resource_in_use(f"{named} still has associated {words}")
