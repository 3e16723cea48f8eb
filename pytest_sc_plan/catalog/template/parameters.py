"""The parameters of a template: their values, and CloudFormation's checks of these.

Source: CloudFormation's template reference, "Parameters". The sentences were observed:

- 'must be one of AllowedValues', 'do not exist in the template': in many public logs
- 'must have values': aws-cli's recorded examples
- 'for a template which does not require them': aws/aws-toolkit-azure-devops issue 75
- 'must match pattern': aws/aws-connected-device-framework issue 183
- 'must contain at least N characters': aws-cloudformation/cloudformation-coverage-roadmap issue 930
- 'must be a number not less than N': openshift/rosa
- 'must be a number.': vatertime/minecraft-spot-pricing issue 14
- 'failed to satisfy constraint': amazon-archives/aws-refarch-magento issue 1
- 'Cannot specify usePreviousValue as true and non empty value': boto/boto3 issue 4426

Those about the most of something are worded alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from .default import takes_any_parameter
from .evaluation import as_text, is_list, split_list

MASK = "****"
"""The text that is shown for the value of a NoEcho parameter."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")

Given = Iterable[Mapping[str, Any]]
"""Parameters as a request has them: Key, Value, UsePreviousValue."""


def parameter_values(
    template: Mapping[str, Any],
    given: Given,
    previous: Mapping[str, str],
) -> dict[str, str]:
    """Resolve the values of a template's parameters: as given, as before, or their defaults.

    A previous value that is not there is none: ``parameter_problem`` says so.

    Args:
        template: The template.
        given: The parameters of a request.
        previous: The values that the provisioned product has, by their names.
    """
    values = {
        name: as_text(declared["Default"])
        for name, declared in template.get("Parameters", {}).items()
        if "Default" in declared
    }
    for parameter in given:
        name = parameter["Key"]
        if not parameter.get("UsePreviousValue"):
            values.update({name: parameter["Value"]} if "Value" in parameter else {})
        elif name in previous:
            values[name] = previous[name]
    return values


def parameter_problem(
    template: Mapping[str, Any],
    given: Given,
    values: Mapping[str, str],
    previous: Mapping[str, str],
) -> str | None:
    """Tell why CloudFormation refuses the parameters of a request; None where it does not.

    Args:
        template: The template.
        given: The parameters of a request.
        values: The values that they resolve to.
        previous: The values that the provisioned product has, by their names.
    """
    return next(_problems(template, given, values, previous), None)


def _problems(
    template: Mapping[str, Any],
    given: Given,
    values: Mapping[str, str],
    previous: Mapping[str, str],
) -> Iterator[str]:
    for parameter in given:
        if not parameter.get("UsePreviousValue"):
            continue
        if parameter.get("Value"):
            yield _NO_PREVIOUS.format(parameter["Key"], "and non empty value for a parameter")
        elif parameter["Key"] not in previous:
            yield _NO_PREVIOUS.format(
                parameter["Key"], "for a parameter key not in the previous template"
            )
    if takes_any_parameter(template):
        return
    declared = template.get("Parameters", {})
    unknown = [parameter["Key"] for parameter in given if parameter["Key"] not in declared]
    if unknown and not declared:
        yield "Parameter values specified for a template which does not require them."
    if unknown:
        yield f"Parameters: [{', '.join(unknown)}] do not exist in the template"
    missing = [name for name in declared if name not in values]
    if missing:
        yield f"Parameters: [{', '.join(missing)}] must have values"
    for name, constraints in declared.items():
        for violation in _violations(constraints, values[name]):
            yield _message(name, constraints, violation)


_NO_PREVIOUS: Final = (
    "Invalid input for parameter key {}. Cannot specify usePreviousValue as true {}"
)


def masked(template: Mapping[str, Any], given: Given) -> list[dict[str, Any]]:
    """Mask the values of NoEcho parameters."""
    hidden = no_echo_parameters(template)
    return [
        {**parameter, "Value": MASK}
        if "Value" in parameter and parameter["Key"] in hidden
        else dict(parameter)
        for parameter in given
    ]


def no_echo_parameters(template: Mapping[str, Any]) -> frozenset[str]:
    """Find the parameters whose values are secrets.

    Source: CloudFormation's template reference, "Parameters", NoEcho.
    """
    declared = template.get("Parameters", {})
    return frozenset(name for name, entry in declared.items() if is_true(entry.get("NoEcho")))


def is_true(value: object) -> bool:
    """Tell whether a template says true, as a boolean or as text."""
    return value is True or str(value).lower() == "true"


def _message(name: str, constraints: Mapping[str, Any], violation: str) -> str:
    described = constraints.get("ConstraintDescription")
    if described is not None:
        return f"Parameter {name} failed to satisfy constraint: {described}"
    return f"Parameter '{name}' {violation}"


def _violations(constraints: Mapping[str, Any], value: str) -> Iterator[str]:
    values = split_list(value) if is_list(constraints) else [value]
    allowed = allowed_values(constraints)
    if allowed is not None and not set(values) <= set(allowed):
        yield "must be one of AllowedValues"
    if "Number" in str(constraints.get("Type")):
        yield from _wrong_numbers(constraints, values)
    else:
        yield from _wrong_texts(constraints, values)


def _wrong_numbers(constraints: Mapping[str, Any], values: Iterable[str]) -> Iterator[str]:
    least, most = constraints.get("MinValue"), constraints.get("MaxValue")
    for value in values:
        if not is_number(value):
            yield "must be a number."
        elif least is not None and float(value) < float(as_text(least)):
            yield f"must be a number not less than {least}"
        elif most is not None and float(value) > float(as_text(most)):
            yield f"must be a number not greater than {most}"


def _wrong_texts(constraints: Mapping[str, Any], values: Iterable[str]) -> Iterator[str]:
    least, most = constraints.get("MinLength"), constraints.get("MaxLength")
    pattern = constraints.get("AllowedPattern")
    for value in values:
        if least is not None and len(value) < float(as_text(least)):
            yield f"must contain at least {least} characters"
        if most is not None and len(value) > float(as_text(most)):
            yield f"must contain at most {most} characters"
        if pattern is not None and not _matches(str(pattern), value):
            yield f"must match pattern {pattern}"


def allowed_values(declared: Mapping[str, Any]) -> list[str] | None:
    """List the AllowedValues of a parameter as texts; None where it has no such list."""
    allowed = declared.get("AllowedValues")
    return [as_text(item) for item in allowed] if isinstance(allowed, list) else None


def is_number(text: str) -> bool:
    """Tell whether a text is a number."""
    return _NUMBER.fullmatch(text) is not None


_CHARACTER_CLASS: Final = re.compile(r"\\.|\[\^?\]?((?:\\.|[^\]\\])*)", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\.", re.DOTALL)
_READ_OTHERWISE: Final = re.compile(r"\[|&&|--|\|\||~~")
"""Parts of a class of characters that Java's patterns read as classes in it, or Python may."""

_LATE_FLAGS: Final = re.compile(r"(?<!^)\(\?[a-zA-Z]+\)")


def _matches(pattern: str, value: str) -> bool:
    """Tell whether a value matches an AllowedPattern, or Python can't tell.

    CloudFormation has Java's patterns. Of those that Python reads otherwise, or warns of, each
    value is accepted.
    """
    classes = (_ESCAPE.sub("", found[1] or "") for found in _CHARACTER_CLASS.finditer(pattern))
    if _LATE_FLAGS.search(pattern) or any(map(_READ_OTHERWISE.search, classes)):
        return True
    try:
        return re.fullmatch(pattern, value) is not None
    except (re.error, OverflowError, RecursionError):
        return True
