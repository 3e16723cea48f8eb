"""The loader of templates in YAML: CloudFormation's short tags, and dates that are texts.

It is built on libyaml's where PyYAML has that, which is seven times faster than the other.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from .plain import DuplicateKeyError

MERGE: Final = "tag:yaml.org,2002:merge"
TIMESTAMP: Final = "tag:yaml.org,2002:timestamp"


def yaml_loader() -> Any:
    """Get the class of the loader, a SafeLoader."""
    import yaml

    return _loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def _loader(base: Any) -> Any:
    import yaml

    resolvers = {
        first: [entry for entry in entries if entry[0] != TIMESTAMP]
        for first, entries in base.yaml_implicit_resolvers.items()
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

    def flatten_mapping(loader: Any, node: Any) -> None:
        """Merge what a mapping is to have of others, each key once."""
        _require_different(node)
        base.flatten_mapping(loader, node)
        node.value = list({_identity(pair[0]): pair for pair in node.value}.values())

    loader = type(
        "Loader",
        (base,),
        {"yaml_implicit_resolvers": resolvers, "flatten_mapping": flatten_mapping},
    )
    loader.add_multi_constructor("!", construct)  # type: ignore[attr-defined]
    return loader


def _require_different(mapping: Any) -> None:
    seen: set[Any] = set()
    for key, _ in mapping.value:
        identity = _identity(key)
        if identity in seen and key.tag != MERGE:
            raise DuplicateKeyError(key.value, f", in line {key.start_mark.line + 1}")
        seen.add(identity)


def _identity(key: Any) -> Any:
    """Give what two keys of a mapping must not share."""
    return (key.tag, key.value) if isinstance(key.value, str) else id(key)
