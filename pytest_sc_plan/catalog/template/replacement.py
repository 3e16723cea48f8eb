"""Changes of properties that replace a resource.

Source: createOnlyProperties and conditionalCreateOnlyProperties of the schemas in CloudFormation's
registry. ``replacement.txt`` has them, written by tools/update_replacement.py: a type of resource
to a line, then its properties, those that may but need not replace it with a question mark.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


def requires_recreation(resource_type: str, name: str) -> str:
    """Tell whether a change of a property replaces the resource.

    Args:
        resource_type: Such as ``AWS::S3::Bucket``; an unknown type is never replaced.
        name: The property's name.

    Returns:
        ``ALWAYS``, ``CONDITIONALLY`` or ``NEVER``.
    """
    names = _table().get(resource_type, "").split()
    if name in names:
        return "ALWAYS"
    return "CONDITIONALLY" if f"{name}?" in names else "NEVER"


@cache
def _table() -> dict[str, str]:
    lines = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    return {kind: names for kind, _, names in (line.partition(" ") for line in lines)}
