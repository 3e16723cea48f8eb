"""Templates as tests give them: a dict, text in JSON or YAML, or the path of a file of either.

PyYAML, which moto and responses bring, reads the YAML: CloudFormation's short tags and its dates
that are texts are all that is added to it. It is imported where there is YAML to read. moto does
the same, but behind its CloudFormation extra, and loses what is inside some tags; what is read here
is what cfn-lint reads.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ..words import unknown
from .default import DEFAULT_TEMPLATE

Template = Mapping[str, Any] | str | os.PathLike[str]
"""A template: its content, its text, or where its text is."""

TOP_LEVEL = (
    "AWSTemplateFormatVersion",
    "Conditions",
    "Description",
    "Globals",
    "Hooks",
    "Mappings",
    "Metadata",
    "Outputs",
    "Parameters",
    "Resources",
    "Rules",
    "Transform",
)
"""All that a template may consist of. Sources: CloudFormation's user guide, "Template sections" and
"Hooks"; Globals: AWS SAM's specification."""
SECTIONS = ("Parameters", "Mappings", "Conditions", "Resources", "Outputs", "Rules")
ENTRIES = ("Parameters", "Mappings", "Resources", "Outputs", "Rules")
"""Sections whose entries are mappings themselves."""


def load(template: Template, where: str) -> dict[str, Any]:
    """Load and check a template. A dict without Resources gets some that are made up.

    Args:
        template: The template.
        where: Whose it is, for messages.

    Raises:
        ValueError: It can't be read, or isn't a template; the message says why.
    """
    if isinstance(template, os.PathLike):
        path = Path(template)
        where = f"{where}: {path}"
        try:
            template = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(f"{where} can't be read: {error}") from None
    content = _plain(_parse(template, where) if isinstance(template, str) else template)
    if isinstance(template, Mapping) and "Resources" not in template:
        # A test that gives but the Parameters wants to know nothing about resources.
        content = {**DEFAULT_TEMPLATE, **content}
    problem = _problem(content)
    if problem is not None:
        raise ValueError(f"{where}: {problem}")
    return dict(content)


def _parse(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        pass
    import yaml

    try:
        return yaml.load(text, _loader())  # noqa: S506 - it is a SafeLoader
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"{where}: neither JSON nor YAML: {reason}") from None


@cache
def _loader() -> Any:
    """Make a SafeLoader that knows CloudFormation's short tags and reads dates as text."""
    import yaml

    resolvers = {
        first: [entry for entry in entries if entry[0] != "tag:yaml.org,2002:timestamp"]
        for first, entries in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct(loader: Any, name: str, node: Any) -> dict[str, Any]:
        if isinstance(node, yaml.ScalarNode):
            argument = loader.construct_scalar(node)
        elif isinstance(node, yaml.SequenceNode):
            argument = loader.construct_sequence(node, deep=True)
        else:
            argument = loader.construct_mapping(node, deep=True)
        if name == "GetAtt" and isinstance(argument, str):
            argument = argument.split(".", 1)
        return {name if name in {"Ref", "Condition"} else f"Fn::{name}": argument}

    loader = type("Loader", (yaml.SafeLoader,), {"yaml_implicit_resolvers": resolvers})
    loader.add_multi_constructor("!", construct)  # type: ignore[attr-defined]
    return loader


def _plain(node: Any) -> Any:
    """Copy a node with keys that are text, since YAML reads account ids as numbers."""
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, (list, tuple)):
        return [_plain(item) for item in node]
    return node


def _problem(content: Any) -> str | None:
    """Tell why something is no template; None where it is one."""
    if isinstance(content, str):
        return f"not a template but {content[:40]!r}: give the path of a file as a pathlib.Path"
    if not isinstance(content, dict):
        return f"not a template but {content!r}"
    for section in content:
        if section not in TOP_LEVEL:
            return unknown("unknown section", section, TOP_LEVEL)
    for section in SECTIONS:
        entries = content.get(section, {})
        if not isinstance(entries, dict):
            return f"{section} is not a mapping"
        for name, entry in entries.items():
            if section in ENTRIES and not isinstance(entry, dict):
                return f"{section}: {name} is not a mapping"
    if not content.get("Resources"):
        return "it has no Resources"
    for name, resource in content["Resources"].items():
        if not isinstance(resource.get("Type"), str):
            return f"resource {name} has no Type"
        if not isinstance(resource.get("Properties", {}), dict):
            return f"the Properties of resource {name} are not a mapping"
    return None
