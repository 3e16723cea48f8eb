from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pytest_sc_plan import ServiceCatalog

YAML = """\
AWSTemplateFormatVersion: 2010-09-09
Mappings:
  Accounts:
    123456789012:
      Name: main
Conditions:
  Always: !Equals [a, a]
  Never: !Not [!Condition Always]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
      Name: !Ref AWS::StackName
      Arn: !GetAtt Bucket.Arn
      Other: !GetAtt [Bucket, Arn]
      Text: !Sub "${Bucket}-x"
      Values: !Sub
        - ${Own}
        - Own: !Join ["-", [a, !Ref Bucket]]
      Transformed: !Transform {Name: Include, Parameters: {Location: here}}
  Bucket:
    Type: AWS::S3::Bucket
"""

CONTENT: dict[str, Any] = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Mappings": {"Accounts": {"123456789012": {"Name": "main"}}},
    "Conditions": {
        "Always": {"Fn::Equals": ["a", "a"]},
        "Never": {"Fn::Not": [{"Condition": "Always"}]},
    },
    "Resources": {
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": {"Version": "2012-10-17"},
                "Name": {"Ref": "AWS::StackName"},
                "Arn": {"Fn::GetAtt": ["Bucket", "Arn"]},
                "Other": {"Fn::GetAtt": ["Bucket", "Arn"]},
                "Text": {"Fn::Sub": "${Bucket}-x"},
                "Values": {
                    "Fn::Sub": ["${Own}", {"Own": {"Fn::Join": ["-", ["a", {"Ref": "Bucket"}]]}}]
                },
                "Transformed": {
                    "Fn::Transform": {"Name": "Include", "Parameters": {"Location": "here"}}
                },
            },
        },
        "Bucket": {"Type": "AWS::S3::Bucket"},
    },
}

BUCKET = {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}}


def template_of(sc_plan: ServiceCatalog, template: Any) -> Any:
    product = sc_plan.add_product("x", versions={"v1": template})
    return product.provisioning_artifacts[0].template


def test_yaml_with_short_tags_is_read(sc_plan: ServiceCatalog) -> None:
    assert template_of(sc_plan, YAML) == CONTENT


def test_json_is_read(sc_plan: ServiceCatalog) -> None:
    assert template_of(sc_plan, json.dumps(CONTENT, indent="\t")) == CONTENT


@pytest.mark.parametrize("text", [YAML, json.dumps(CONTENT)])
def test_a_file_is_read(sc_plan: ServiceCatalog, tmp_path: Path, text: str) -> None:
    path = tmp_path / "template"
    path.write_text(text, encoding="utf-8")
    assert template_of(sc_plan, path) == CONTENT


def test_a_dict_is_copied(sc_plan: ServiceCatalog) -> None:
    template: Any = {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "DependsOn": ("A",)}}}
    read = template_of(sc_plan, template)
    template["Resources"].clear()
    assert read == {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "DependsOn": ["A"]}}}


def test_a_dict_without_resources_gets_some(sc_plan: ServiceCatalog) -> None:
    parameters = {"Size": {"Type": "Number"}}
    assert template_of(sc_plan, {"Parameters": parameters}) == {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Parameters": parameters,
        **BUCKET,
    }


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("a: [b", "neither JSON nor YAML: while parsing a flow sequence"),
        ("a: !Ref\n\tb", "neither JSON nor YAML: while scanning"),
        ("templates/bucket.yaml", "not a template but 'templates/bucket.yaml': give the path of a"),
        ("", "not a template but None"),
        ("[1]", "not a template but [1]"),
        (["Resources"], "not a template but ['Resources']"),
        ("Parameters: {}", "it has no Resources"),
        ({"Resources": {}}, "it has no Resources"),
        ({"Resources": ["Bucket"]}, "Resources is not a mapping"),
        ({"Resources": {"Bucket": "AWS::S3::Bucket"}}, "Resources: Bucket is not a mapping"),
        ({"Resources": {"Bucket": {"Properties": {}}}}, "resource Bucket has no Type"),
        (
            {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": []}}},
            "the Properties of resource Bucket are not a mapping",
        ),
        ({**BUCKET, "Parameters": {"Size": "Number"}}, "Parameters: Size is not a mapping"),
        ({**BUCKET, "Outputs": []}, "Outputs is not a mapping"),
        ({"Parameters": {"Size": "Number"}}, "Parameters: Size is not a mapping"),
        (
            {"Resourcs": BUCKET["Resources"]},
            "unknown section 'Resourcs'; did you mean 'Resources'? Allowed: "
            "AWSTemplateFormatVersion, Conditions, "
            "Description, Globals, Hooks, Mappings, Metadata, Outputs, Parameters, Resources, "
            "Rules, Transform",
        ),
        ({**BUCKET, "Anything": {}}, "unknown section 'Anything'; allowed: AWSTemplateFormat"),
    ],
)
def test_an_invalid_template_is_refused_early(
    sc_plan: ServiceCatalog, template: Any, problem: str
) -> None:
    message = "^" + re.escape(f"product 'x', version 'v1': {problem}")
    with pytest.raises(ValueError, match=message):
        template_of(sc_plan, template)
    assert sc_plan.products == []


def test_a_file_that_can_not_be_read_is_named(sc_plan: ServiceCatalog, tmp_path: Path) -> None:
    missing = tmp_path / "missing.yaml"
    with pytest.raises(ValueError, match="No such file") as caught:
        template_of(sc_plan, missing)
    assert str(caught.value).startswith(f"product 'x', version 'v1': {missing} can't be read: ")
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ValueError, match="can't be read: 'utf-8' codec"):
        template_of(sc_plan, binary)
    broken = tmp_path / "broken.yaml"
    broken.write_text("a: [", encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(f"version 'v1': {broken}: neither JSON nor")):
        template_of(sc_plan, broken)
