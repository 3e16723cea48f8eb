"""Templates evaluated with the values of their parameters.

Source: CloudFormation's template reference, "Intrinsic function reference", "Conditions",
"Mappings" and "Pseudo parameters". Attributes and physical ids of resources are made up. A
function whose value can't be known, such as another stack's export, stays as the template has it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from graphlib import CycleError, TopologicalSorter
from ipaddress import ip_network
from itertools import islice
from typing import Any, Final

from .references import SUBSTITUTE, attribute_name, dependencies, substitution

CIDR_COUNT: Final = 256
"""The most blocks that ``Fn::Cidr`` makes."""

NO_VALUE: Final = object()
"""The value of ``AWS::NoValue``: a property that has it is left out."""


class TemplateError(Exception):
    """The error for a template of which no stack can be made; the message is CloudFormation's."""


@dataclass(frozen=True)
class Stack:
    """A template with values for its parameters.

    Args:
        template: The template.
        parameters: The values of its parameters, by their names.
        arn: The ARN of the stack that is made of it.
    """

    template: Mapping[str, Any]
    parameters: Mapping[str, str]
    arn: str
    problems: list[str] = field(default_factory=list, init=False, compare=False)
    _decided: dict[str, bool] = field(default_factory=dict, init=False, compare=False)

    def evaluate(self, node: Any) -> Any:
        """Resolve the functions in a part of the template.

        One that CloudFormation refuses stays as it is, and is told in ``problems``.
        """
        if isinstance(node, list):
            items = [self.evaluate(item) for item in node]
            return [item for item in items if item is not NO_VALUE]
        if not isinstance(node, Mapping):
            return node
        if len(node) == 1:
            ((name, argument),) = node.items()
            if name in FUNCTIONS:
                try:
                    return FUNCTIONS[name](self, argument)
                except TemplateError as problem:
                    self.problems.append(str(problem))
                except (LookupError, TypeError, ValueError, AttributeError):
                    pass
        values = {key: self.evaluate(value) for key, value in node.items()}
        return {key: value for key, value in values.items() if value is not NO_VALUE}

    def holds(self, node: Any) -> bool:
        """Tell whether a condition is true."""
        return as_text(self.evaluate(node)) == "true"

    def decide(self, name: str) -> bool:
        """Tell whether the condition of a name is true.

        Raises:
            LookupError: The template has no such condition.
        """
        if name not in self._decided:
            node = self.template["Conditions"][name]
            # Where it depends on itself, it is false in there.
            self._decided[name] = False
            self._decided[name] = self.holds(node)
        return self._decided[name]

    @cached_property
    def resources(self) -> dict[str, Mapping[str, Any]]:
        """The resources whose condition is true, by their logical ids."""
        return self._conditional("Resources")

    @property
    def shown_outputs(self) -> dict[str, Mapping[str, Any]]:
        """The Outputs that have a value and whose condition is true, by their keys."""
        shown = self._conditional("Outputs")
        return {key: output for key, output in shown.items() if "Value" in output}

    def _conditional(self, section: str) -> dict[str, Mapping[str, Any]]:
        conditions = self.template.get("Conditions", {})

        def is_there(condition: Any) -> bool:
            known = isinstance(condition, str) and condition in conditions
            return not known or self.decide(condition)

        return {
            name: entry
            for name, entry in self.template.get(section, {}).items()
            if is_there(entry.get("Condition"))
        }

    def chosen(self, node: Any) -> Any:
        """Reduce each Fn::If in a part of the template to the branch that is chosen."""
        if isinstance(node, list):
            return [self.chosen(item) for item in node]
        if not isinstance(node, Mapping):
            return node
        if list(node) == ["Fn::If"]:
            return self.chosen(_branch(self, node["Fn::If"]))
        return {key: self.chosen(value) for key, value in node.items()}

    def creation_order(self) -> list[str]:
        """Order the logical ids of the resources: each comes after those that it depends on.

        Raises:
            TemplateError: Some of them depend on each other.
        """
        return creation_order(self.resources)

    def outputs(self) -> list[dict[str, str]]:
        """Make the outputs of the template's Outputs."""
        outputs = []
        for key, output in self.shown_outputs.items():
            described = {"OutputKey": key, "OutputValue": as_text(self.evaluate(output["Value"]))}
            if "Description" in output:
                described["Description"] = str(output["Description"])
            outputs.append(described)
        return outputs

    def physical_id(self, logical_id: str) -> str:
        """Make up the physical id of a resource, always the same for the same stack.

        Raises:
            LookupError: The template has no such resource.
        """
        resource_type = self.template["Resources"][logical_id]["Type"]
        seed = f"{self.arn} {logical_id}".encode(errors="surrogatepass")
        digest = hashlib.sha256(seed).hexdigest()[:12].upper()
        identifier = f"{pseudo_parameters(self.arn)['AWS::StackName']}-{logical_id}-{digest}"
        return identifier.lower() if resource_type.startswith("AWS::S3::") else identifier


def creation_order(resources: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Order the logical ids of resources: each comes after those that it depends on.

    Raises:
        TemplateError: Some of them depend on each other.
    """
    graph = {
        name: {reference.partition(".")[0] for reference in dependencies(resource)}
        for name, resource in resources.items()
    }
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise TemplateError(
            f"Circular dependency between resources: [{', '.join(error.args[1][:-1])}]"
        ) from None
    return [name for name in order if name in resources]


def stack_arn_output(arn: str) -> dict[str, str]:
    """Make the output that each provisioned product has beside those of its template.

    Source: a recorded DescribeRecord has it before the template's own.
    """
    return {
        "OutputKey": "CloudformationStackARN",
        "OutputValue": arn,
        "Description": "The ARN of the launched Cloudformation Stack",
    }


PSEUDO_PARAMETERS: Final = frozenset(
    f"AWS::{name}"
    for name in (
        "AccountId",
        "NoValue",
        "NotificationARNs",
        "Partition",
        "Region",
        "StackId",
        "StackName",
        "URLSuffix",
    )
)
"""The names that a template may refer to without having them."""


@lru_cache(maxsize=64)
def pseudo_parameters(arn: str) -> Mapping[str, Any]:
    """Make the values of the pseudo parameters of a stack, by their names."""
    _, partition, _, region, account_id, resource = arn.split(":", 5)
    return {
        "AWS::AccountId": account_id,
        "AWS::NoValue": NO_VALUE,
        "AWS::NotificationARNs": [],
        "AWS::Partition": partition,
        "AWS::Region": region,
        "AWS::StackId": arn,
        "AWS::StackName": re.split("[/:]", resource)[1],
        "AWS::URLSuffix": "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com",
    }


def as_text(value: Any) -> str:
    """Write a value as CloudFormation does in a text."""
    if value is NO_VALUE:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(as_text(item) for item in value)
    if isinstance(value, Mapping):
        return json.dumps(value)
    return str(value)


def _ref(stack: Stack, name: str) -> Any:
    declared = stack.template.get("Parameters", {})
    if name in declared:
        value = stack.parameters[name]
        return split_list(value) if is_list(declared[name]) else value
    pseudo = pseudo_parameters(stack.arn)
    return pseudo[name] if name in pseudo else stack.physical_id(name)


def is_list(declared: Mapping[str, Any]) -> bool:
    """Tell whether a parameter is a list, by its declaration in the template."""
    kind = str(declared.get("Type", "String"))
    return "CommaDelimitedList" in kind or "List<" in kind


def split_list(value: str) -> list[str]:
    """Split the value of a list parameter."""
    return [item.strip() for item in value.split(",")]


def _get_att(stack: Stack, argument: Any) -> str:
    logical_id, _, attribute = attribute_name(argument).partition(".")
    physical_id = stack.physical_id(logical_id)
    if attribute != "Arn":
        return f"{physical_id}.{attribute}"
    service = stack.template["Resources"][logical_id]["Type"].split("::")[1].lower()
    _, partition, _, region, account_id, _ = stack.arn.split(":", 5)
    where = ":" if service == "s3" else f"{region}:{account_id}"
    return f"arn:{partition}:{service}:{where}:{physical_id}"


def _sub(stack: Stack, argument: Any) -> str:
    text, values = substitution(argument)

    def value(match: re.Match[str]) -> str:
        literal, name = match[1], match[2].strip()
        if literal:
            return f"${{{name}}}"
        if name in values:
            return as_text(stack.evaluate(values[name]))
        return as_text(_get_att(stack, name) if "." in name else _ref(stack, name))

    return SUBSTITUTE.sub(value, text)


def _if(stack: Stack, argument: Any) -> Any:
    return stack.evaluate(_branch(stack, argument))


def _branch(stack: Stack, argument: Any) -> Any:
    name, then, otherwise = argument
    return then if stack.decide(name) else otherwise


def _find_in_map(stack: Stack, argument: Any) -> Any:
    name, *keys = (stack.evaluate(part) for part in argument[:3])
    if not all(isinstance(key, (str, int)) for key in keys):
        raise TypeError(f"{keys!r} are not known")
    first, second = map(as_text, keys)
    found = stack.template["Mappings"][name].get(first, {}).get(second)
    if found is not None:
        return found
    if len(argument) == 4:
        return stack.evaluate(argument[3]["DefaultValue"])
    raise TemplateError(f"Template error: Unable to get mapping for {name}::{first}::{second}")


def _join(stack: Stack, argument: Any) -> str:
    delimiter, items = argument
    return str(delimiter).join(as_text(item) for item in _items(stack, items))


def _items(stack: Stack, node: Any) -> list[Any]:
    items = stack.evaluate(node)
    if not isinstance(items, list):
        raise TypeError(f"{items!r} is not a list")
    return items


def _select(stack: Stack, argument: Any) -> Any:
    items = _items(stack, argument[1])
    index = int(stack.evaluate(argument[0]))
    if not 0 <= index < len(items):
        raise TemplateError(
            f"Template error: Fn::Select cannot select nonexistent value at index {index}"
        )
    return items[index]


def _split(stack: Stack, argument: Any) -> list[str]:
    delimiter, text = argument
    return as_text(stack.evaluate(text)).split(delimiter)


def _base64(stack: Stack, argument: Any) -> str:
    return base64.b64encode(as_text(stack.evaluate(argument)).encode()).decode()


def _get_azs(stack: Stack, argument: Any) -> list[str]:
    region = stack.evaluate(argument) or pseudo_parameters(stack.arn)["AWS::Region"]
    return [f"{region}{zone}" for zone in "abc"]


def _cidr(stack: Stack, argument: Any) -> list[str]:
    block, count, bits = (as_text(stack.evaluate(part)) for part in argument)
    network = ip_network(block, strict=False)
    subnets = network.subnets(new_prefix=network.max_prefixlen - int(bits))
    found = [str(subnet) for subnet in islice(subnets, min(int(count), CIDR_COUNT))]
    if not 1 <= len(found) == int(count):
        raise ValueError(f"{block} has no {count} such blocks")
    return found


def _to_json_string(stack: Stack, argument: Any) -> str:
    return json.dumps(stack.evaluate(argument), separators=(",", ":"))


def _equals(stack: Stack, argument: Any) -> bool:
    one, other = stack.evaluate(argument)
    return as_text(one) == as_text(other)


def _contains(stack: Stack, argument: Any) -> bool:
    items, item = argument
    return as_text(stack.evaluate(item)) in map(as_text, _items(stack, items))


def _each_member_equals(stack: Stack, argument: Any) -> bool:
    items, item = argument
    return {as_text(member) for member in _items(stack, items)} <= {as_text(stack.evaluate(item))}


def _each_member_in(stack: Stack, argument: Any) -> bool:
    members, items = (_items(stack, part) for part in argument)
    return set(map(as_text, members)) <= set(map(as_text, items))


FUNCTIONS: Final[Mapping[str, Callable[[Stack, Any], Any]]] = {
    "Condition": lambda stack, name: stack.decide(name),
    "Fn::And": lambda stack, argument: all(stack.holds(part) for part in argument),
    "Fn::Base64": _base64,
    "Fn::Cidr": _cidr,
    "Fn::Contains": _contains,
    "Fn::EachMemberEquals": _each_member_equals,
    "Fn::EachMemberIn": _each_member_in,
    "Fn::Equals": _equals,
    "Fn::FindInMap": _find_in_map,
    "Fn::GetAZs": _get_azs,
    "Fn::GetAtt": _get_att,
    "Fn::If": _if,
    "Fn::Join": _join,
    "Fn::Length": lambda stack, argument: len(_items(stack, argument)),
    "Fn::Not": lambda stack, argument: not stack.holds(argument[0]),
    "Fn::Or": lambda stack, argument: any(stack.holds(part) for part in argument),
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Sub": _sub,
    "Fn::ToJsonString": _to_json_string,
    "Ref": _ref,
}
