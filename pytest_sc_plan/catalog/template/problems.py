"""The reasons for which CloudFormation refuses a template, in its own words.

A template is accepted into the catalog as it is, and refused when a stack is to be made of it. The
sentences were observed:

- 'Unresolved resource dependencies': serverless/serverless issue 4745, terraform-provider-aws
- 'Fn::GetAtt references undefined resource': quickstart-cloud9-ide issue 20
- 'Cannot reference resources in the Conditions block': cfn-lint E1026, and public logs
- 'unresolved condition dependency' in Fn::If: public logs; those of blocks are worded alike
- 'Mapping named': zalando-stups/senza; 'Unable to get mapping for': Elastic Beanstalk's notes
- 'null' values are not allowed: Sparta's changelog
- 'Fn::Select cannot select nonexistent value', 'Circular dependency between resources', 'Every
  Outputs member': public logs
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from typing import Any, Final

from .evaluation import PSEUDO_PARAMETERS, Stack, TemplateError, creation_order
from .functions import function_problem
from .references import attribute_name, condition_names, dependencies, references
from .shapes import format_problems

Template = Mapping[str, Any]

BLOCKS: Final = ("Resources", "Outputs")
"""The sections that may refer to resources."""


FAILING: Final = frozenset({"Fn::FindInMap", "Fn::Select"})
"""The functions that parameters may make fail."""


class TemplateFacts:
    """Facts about a template that hold whatever its parameters, each worked out once.

    Args:
        template: The template.
    """

    def __init__(self, template: Template) -> None:
        self._template = template

    @cached_property
    def _function_names(self) -> frozenset[str]:
        return frozenset(name for name, _ in _functions(self._template))

    @cached_property
    def has_transform(self) -> bool:
        """Whether a transform rewrites the template, so that nothing is known of its result."""
        return "Transform" in self._template or "Fn::Transform" in self._function_names

    @cached_property
    def problem(self) -> str | None:
        """Why CloudFormation refuses the template; None if it does not."""
        return next(_problems(self._template), None)

    @cached_property
    def may_fail(self) -> bool:
        """Whether parameters may make a function fail."""
        return not FAILING.isdisjoint(self._function_names)

    @cached_property
    def has_circle(self) -> bool:
        """Whether resources depend on each other, those with a condition included."""
        try:
            creation_order(self._template["Resources"])
        except TemplateError:
            return True
        return False

    @cached_property
    def is_conditional(self) -> bool:
        """Whether a resource may not be there."""
        return any("Condition" in resource for resource in self._template["Resources"].values())


def stack_problem(stack: Stack, facts: TemplateFacts) -> str | None:
    """Tell why no stack can be made of a template with these parameters; None if one can.

    Args:
        stack: The stack.
        facts: Those of its template, which has no ``problem``.
    """
    if facts.has_circle:
        try:
            stack.creation_order()
        except TemplateError as problem:
            return str(problem)
    if facts.may_fail:
        stack.evaluate(list(stack.resources.values()))
    values = [stack.evaluate(output["Value"]) for output in stack.shown_outputs.values()]
    if stack.problems:
        return stack.problems[0]
    if any(isinstance(value, list) for value in values):
        return (
            "Template format error: The Value field of every Outputs member must evaluate to a "
            "String."
        )
    return next(_absent_resources(stack), None) if facts.is_conditional else None


def _problems(template: Template) -> Iterator[str]:
    for path in _nulls(template):
        yield f"[{path}] 'null' values are not allowed in templates"
    for name, argument in _functions(template):
        problem = function_problem(name, argument)
        if problem is not None:
            yield problem
    yield from format_problems(template)
    for output in template.get("Outputs", {}).values():
        if "Value" not in output:
            yield "Template format error: Every Outputs member must contain a Value object"
    yield from _unknown_mappings(template)
    yield from _wrong_conditions(template)
    for block in BLOCKS:
        yield from _unknown_resources(template, block)


def _nulls(node: Any, path: str = "") -> Iterator[str]:
    """List the paths of the values that are null."""
    if node is None:
        yield path
    entries: Iterable[tuple[Any, Any]] = ()
    if isinstance(node, Mapping):
        entries = node.items()
    elif isinstance(node, list):
        entries = enumerate(node)
    for key, part in entries:
        yield from _nulls(part, f"{path}/{key}")


def _functions(node: Any) -> Iterator[tuple[str, Any]]:
    """List the functions in a part of a template, with their arguments."""
    if isinstance(node, Mapping):
        if len(node) == 1:
            ((name, argument),) = node.items()
            if name == "Ref" or name.lower().startswith("fn::"):
                yield name, argument
        for part in node.values():
            yield from _functions(part)
    elif isinstance(node, list):
        for part in node:
            yield from _functions(part)


def _unknown_mappings(template: Template) -> Iterator[str]:
    for name, argument in _functions(template):
        named = argument[0] if name == "Fn::FindInMap" else None
        if isinstance(named, str) and named not in template.get("Mappings", {}):
            yield (
                f"Template error: Mapping named '{named}' is not present in the 'Mappings' section "
                "of template."
            )


def _wrong_conditions(template: Template) -> Iterator[str]:
    conditions = template.get("Conditions", {})
    unknown = _missing(references(list(conditions.values())), template.get("Parameters", {}))
    if unknown:
        yield (
            f"Template format error: Unresolved dependencies [{', '.join(unknown)}]. Cannot "
            "reference resources in the Conditions block of the template"
        )
    used = {name: list(condition_names(node)) for name, node in conditions.items()}
    yield from _unknown_conditions(chain(*used.values()), conditions, "Conditions")
    try:
        TopologicalSorter(used).prepare()
    except CycleError as error:
        circle = ", ".join(error.args[1][:-1])
        yield f"Template format error: Circular dependency between conditions: [{circle}]"
    for block in BLOCKS:
        parts = template.get(block, {}).values()
        named = [part["Condition"] for part in parts if "Condition" in part]
        yield from _unknown_conditions(named, conditions, block)
        for name, argument in _functions(list(parts)):
            if name == "Fn::If" and argument[0] not in list(conditions):
                yield f"Template error: unresolved condition dependency {argument[0]} in Fn::If"


def _unknown_conditions(names: Iterable[Any], conditions: Template, block: str) -> Iterator[str]:
    for name in names:
        if name not in list(conditions):
            yield (
                f"Template format error: Unresolved condition dependency {name} in the {block} "
                "block of the template"
            )


def _unknown_resources(template: Template, block: str) -> Iterator[str]:
    """List the references of a block to what the template does not have."""
    resources = template["Resources"]
    parts = template.get(block, {}).values()
    for name, argument in _functions(list(parts)):
        if name == "Fn::GetAtt":
            logical_id = attribute_name(argument).partition(".")[0]
            if logical_id not in resources:
                yield (
                    "Template error: instance of Fn::GetAtt references undefined resource "
                    f"{logical_id}"
                )
        elif name == "Fn::Sub":
            for reference in references({name: argument}):
                if "." in reference and reference.partition(".")[0] not in resources:
                    yield (
                        "Template error: instance of Fn::Sub references invalid resource attribute "
                        f"{reference}"
                    )
    missing = _missing(
        (reference for part in parts for reference in dependencies(part)),
        {**resources, **template.get("Parameters", {})},
    )
    if missing:
        yield _unresolved(missing, block)


def _absent_resources(stack: Stack) -> Iterator[str]:
    """List the references to resources that are not there because of a false condition."""
    there = {**stack.resources, **stack.template.get("Parameters", {})}
    for block, parts in (("Resources", stack.resources), ("Outputs", stack.shown_outputs)):
        missing = _missing(references(stack.chosen(list(parts.values()))), there)
        if missing:
            yield _unresolved(missing, block)


def _missing(names: Iterable[str], known: Mapping[str, Any]) -> list[str]:
    """List the resources of references, less those that are known and the pseudo parameters."""
    resources = dict.fromkeys(name.partition(".")[0] for name in names)
    return [name for name in resources if name not in known and name not in PSEUDO_PARAMETERS]


def _unresolved(names: list[str], block: str) -> str:
    return (
        f"Template format error: Unresolved resource dependencies [{', '.join(names)}] in the "
        f"{block} block of the template"
    )
