"""Invariants of the changes between any two stacks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_sc_plan.catalog.template.changes import StackChange
from pytest_sc_plan.catalog.template.evaluation import Stack

ARN = "arn:aws:cloudformation:eu-west-1:123456789012:stack/SC/uuid"
names = st.sampled_from(["A", "B", "C", "D"])
property_values = (
    st.integers(0, 2)
    | st.builds(lambda name: {"Ref": name}, names | st.just("P"))
    | st.builds(lambda name: {"Fn::GetAtt": [name, "Arn"]}, names)
)
resources = st.fixed_dictionaries(
    {"Type": st.sampled_from(["AWS::SQS::Queue", "AWS::SNS::Topic"])},
    optional={
        "Properties": st.dictionaries(
            st.sampled_from(["QueueName", "TopicName", "Tags", "DelaySeconds"]), property_values
        ),
        "Condition": st.just("Wanted"),
        "Metadata": property_values,
    },
)
stacks = st.builds(
    lambda found, value: Stack(
        {
            "Parameters": {"P": {"Type": "String"}},
            "Conditions": {"Wanted": {"Fn::Equals": [{"Ref": "P"}, "yes"]}},
            "Resources": found,
        },
        {"P": value},
        ARN,
    ),
    st.dictionaries(names, resources),
    st.sampled_from(["yes", "no"]),
)


@given(stacks)
def test_nothing_changes_between_a_stack_and_itself(stack: Stack) -> None:
    assert StackChange(stack, stack).resource_changes() == []


@given(stacks, stacks)
def test_changes_lead_from_one_stack_to_the_other(standing: Stack, planned: Stack) -> None:
    there = set(standing.resources)
    for change in StackChange(standing, planned).resource_changes():
        logical_id = change["LogicalResourceId"]
        if change["Action"] == "ADD":
            assert logical_id not in there
            there.add(logical_id)
        elif change["Action"] == "REMOVE":
            there.remove(logical_id)
        else:
            assert logical_id in there
            assert change["Scope"] == list(
                dict.fromkeys(item["Target"]["Attribute"] for item in change["Details"])
            )
    assert there == set(planned.resources)


@given(stacks)
def test_a_new_stack_adds_its_resources(stack: Stack) -> None:
    assert [
        change["LogicalResourceId"] for change in StackChange(None, stack).resource_changes()
    ] == list(stack.resources)
