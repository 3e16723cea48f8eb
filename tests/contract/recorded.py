"""Recorded answers: their members and the form of their values, not their contents.

CLI names the recorded examples in aws/aws-cli, `awscli/examples/servicecatalog`. The year says how
old a recording is: a member that the service got later is a May.
"""

from __future__ import annotations

from typing import Final

from .recorded_shapes import (
    ACCOUNT,
    AGGREGATIONS,
    AVAILABLE,
    BROKEN,
    CHANGE,
    ERRORS,
    FOUND,
    INSTRUCTION,
    LAUNCH,
    NAME,
    PARAMETER,
    PATH,
    PATH_ID,
    PLAN_ID,
    PRODUCT_ID,
    PROVISIONED_ID,
    RECORD,
    RECORD_ID,
    REGION,
    STACK_ARN,
    STACK_OUTPUT,
    SUMMARY,
    SUMMARY_OF_USER,
    TAGS,
    TEMPLATE_URL,
    TERMINATION,
    TEXT,
    TEXTS,
    UPDATE,
    USER_ARN,
    VERSION,
    VERSION_DETAIL,
    VERSION_ID,
    VERSION_OF_USER,
    VIEW,
)
from .recording import Form, May, Recorded

RECORDED: Final = (
    Recorded(
        "CreateProvisionedProductPlan",
        "CLI 2025",
        {
            "PlanName": TEXT,
            "PlanId": PLAN_ID,
            "ProvisionProductId": PROVISIONED_ID,
            "ProvisionedProductName": NAME,
            "ProvisioningArtifactId": VERSION_ID,
        },
    ),
    Recorded(
        "DescribeProvisionedProductPlan",
        "CLI 2025",
        {
            "ProvisionedProductPlanDetails": {
                "CreatedTime": Form.MILLISECONDS,
                "PathId": PATH_ID,
                "ProductId": PRODUCT_ID,
                "PlanName": TEXT,
                "PlanId": PLAN_ID,
                "ProvisionProductId": PROVISIONED_ID,
                "ProvisionProductName": NAME,
                "PlanType": "CLOUDFORMATION",
                "ProvisioningArtifactId": VERSION_ID,
                "Status": "CREATE_SUCCESS",
                "UpdatedTime": Form.MILLISECONDS,
                "Tags": Form.EMPTY,
            },
            "ResourceChanges": May(
                [CHANGE], "documented, and read by awslabs/aws-service-catalog-puppet"
            ),
        },
    ),
    Recorded(
        "ListProvisionedProductPlans",
        "API reference; awslabs/aws-service-catalog-puppet reads ProvisionProductName and PlanId",
        {
            "ProvisionedProductPlans": [
                {
                    "PlanName": TEXT,
                    "PlanId": PLAN_ID,
                    "ProvisionProductId": PROVISIONED_ID,
                    "ProvisionProductName": NAME,
                    "PlanType": "CLOUDFORMATION",
                    "ProvisioningArtifactId": VERSION_ID,
                }
            ]
        },
    ),
    Recorded(
        "ExecuteProvisionedProductPlan",
        "API reference; the record as in CLI 2019, provision-product",
        {"RecordDetail": RECORD},
    ),
    Recorded("DeleteProvisionedProductPlan", "CLI 2025", {}),
    Recorded("ProvisionProduct", "CLI 2019", {"RecordDetail": RECORD}),
    Recorded(
        "UpdateProvisionedProduct",
        "API reference; the record as in CLI 2019, provision-product",
        {"RecordDetail": UPDATE},
    ),
    Recorded("TerminateProvisionedProduct", "CLI 2025", {"RecordDetail": TERMINATION}),
    Recorded(
        "TerminateProvisionedProduct",
        "CLI 2025",
        {"RecordDetail": TERMINATION},
        case="in ERROR",
    ),
    Recorded(
        "ImportAsProvisionedProduct",
        "API reference; the record as in CLI 2019, provision-product",
        {"RecordDetail": RECORD},
    ),
    Recorded(
        "DescribeRecord",
        "hashicorp/terraform-provider-aws reads PathId, RecordTags, RecordErrors and RecordOutputs",
        {
            "RecordDetail": {**RECORD, "Status": "SUCCEEDED", "RecordTags": TAGS},
            "RecordOutputs": [STACK_OUTPUT],
        },
    ),
    Recorded(
        "DescribeRecord",
        "hashicorp/terraform-provider-aws reads Code and Description of RecordErrors",
        {
            "RecordDetail": {**RECORD, "Status": "FAILED", "RecordErrors": ERRORS},
            "RecordOutputs": Form.EMPTY,
        },
        case="FAILED",
    ),
    Recorded(
        "ListRecordHistory",
        "API reference; the record as in CLI 2019, provision-product",
        {"RecordDetails": [{**RECORD, "Status": "SUCCEEDED"}]},
    ),
    Recorded(
        "DescribeProvisionedProduct",
        "CLI 2019",
        {"ProvisionedProductDetail": BROKEN, "CloudWatchDashboards": Form.EMPTY},
        case="in ERROR",
    ),
    Recorded(
        "DescribeProvisionedProduct",
        "m-jonn/aws-catalog-update-product-action 2023",
        {"ProvisionedProductDetail": AVAILABLE, "CloudWatchDashboards": Form.EMPTY},
    ),
    Recorded("ScanProvisionedProducts", "CLI 2019", {"ProvisionedProducts": [BROKEN]}),
    Recorded(
        "SearchProvisionedProducts",
        "CLI 2019",
        {"ProvisionedProducts": [FOUND], "TotalResultsCount": 1},
    ),
    Recorded(
        "SearchProvisionedProducts",
        "aws-ia/terraform-aws-control_tower_account_factory reads Status and "
        "LastSuccessfulProvisioningRecordId, and ends at the page without NextPageToken",
        {
            "ProvisionedProducts": [
                {
                    **FOUND,
                    "Status": "AVAILABLE",
                    "StatusMessage": May(TEXT, "there where something failed"),
                    "LastProvisioningRecordId": RECORD_ID,
                    "LastSuccessfulProvisioningRecordId": RECORD_ID,
                    "PhysicalId": STACK_ARN,
                }
            ],
            "TotalResultsCount": 1,
        },
        case="AVAILABLE",
    ),
    Recorded(
        "GetProvisionedProductOutputs",
        "aws-ia/terraform-aws-control_tower_account_factory reads OutputValue; getmoto/moto pull "
        "request 6672",
        {"Outputs": [STACK_OUTPUT]},
    ),
    Recorded(
        "UpdateProvisionedProductProperties",
        "API reference",
        {
            "ProvisionedProductId": PROVISIONED_ID,
            "ProvisionedProductProperties": {"OWNER": USER_ARN},
            "RecordId": RECORD_ID,
            "Status": "SUCCEEDED",
        },
    ),
    Recorded(
        "ListStackInstancesForProvisionedProduct",
        "API reference",
        {
            "StackInstances": [
                {"Account": ACCOUNT, "Region": REGION, "StackInstanceStatus": "CURRENT"}
            ]
        },
    ),
    Recorded(
        "SearchProducts",
        "CLI",
        {"ProductViewSummaries": [SUMMARY_OF_USER], "ProductViewAggregations": AGGREGATIONS},
    ),
    Recorded(
        "SearchProducts",
        "idealo/terraform-provider-controltower issue 7",
        {
            "ProductViewSummaries": Form.EMPTY,
            "ProductViewAggregations": dict.fromkeys(
                ("Owner", "ProductType", "Vendor"), Form.EMPTY
            ),
        },
        case="without any",
    ),
    Recorded(
        "SearchProductsAsAdmin",
        "CLI 2019",
        {
            "ProductViewDetails": [
                {**VIEW, "ProductViewSummary": {**SUMMARY, "ShortDescription": TEXT}}
            ]
        },
    ),
    Recorded(
        "DescribeProduct",
        "CLI 2024",
        {
            "ProductViewSummary": SUMMARY_OF_USER,
            "ProvisioningArtifacts": [VERSION_OF_USER],
            "Budgets": Form.EMPTY,
            "LaunchPaths": [PATH],
        },
    ),
    Recorded(
        "DescribeProductView",
        "API reference; members as in CLI 2024, describe-product",
        {"ProductViewSummary": SUMMARY_OF_USER, "ProvisioningArtifacts": [VERSION_OF_USER]},
    ),
    Recorded(
        "DescribeProductAsAdmin",
        "CLI 2019",
        {
            "ProductViewDetail": {
                **VIEW,
                "ProductViewSummary": {**SUMMARY, **dict.fromkeys(TEXTS, TEXT)},
            },
            "ProvisioningArtifactSummaries": [
                {
                    **VERSION,
                    "Description": TEXT,
                    "ProvisioningArtifactMetadata": {"SourceProvisioningArtifactId": VERSION_ID},
                }
            ],
            "Tags": TAGS,
            "TagOptions": Form.EMPTY,
            "Budgets": May(Form.EMPTY, "later than the recording: CLI 2024, describe-product"),
        },
    ),
    Recorded(
        "ListProvisioningArtifacts", "CLI 2019", {"ProvisioningArtifactDetails": [VERSION_DETAIL]}
    ),
    Recorded(
        "DescribeProvisioningArtifact",
        "CLI 2019",
        {
            "ProvisioningArtifactDetail": VERSION_DETAIL,
            "Info": TEMPLATE_URL,
            "Status": "AVAILABLE",
        },
    ),
    Recorded(
        "DescribeProvisioningArtifact",
        "m-jonn/aws-catalog-update-product-action 2023",
        {
            "ProvisioningArtifactDetail": {**VERSION_DETAIL, "Guidance": "DEFAULT"},
            "Info": TEMPLATE_URL,
            "Status": "AVAILABLE",
            "ProvisioningArtifactParameters": [
                {**PARAMETER, "DefaultValue": r".*", "Description": TEXT}
            ],
        },
        case="with parameters",
    ),
    Recorded(
        "DescribeProvisioningParameters",
        "CLI 2025",
        {
            "ProvisioningArtifactParameters": [PARAMETER],
            "ConstraintSummaries": [LAUNCH],
            "UsageInstructions": [INSTRUCTION],
            "TagOptions": [{"Key": TEXT, "Values": [TEXT]}],
            "ProvisioningArtifactPreferences": Form.EMPTY,
            "ProvisioningArtifactOutputs": [{"Key": VERSION_ID, "Description": Form.EMPTY}],
            "ProvisioningArtifactOutputKeys": Form.EMPTY,
        },
    ),
    Recorded(
        "DescribeProvisioningParameters",
        "awslabs/virtual-engineering-workbench 2023",
        {
            "ProvisioningArtifactParameters": [
                {
                    **PARAMETER,
                    "DefaultValue": r".*",
                    "Description": TEXT,
                    "ParameterConstraints": {"AllowedValues": [TEXT]},
                }
            ],
            "ConstraintSummaries": [LAUNCH],
            "UsageInstructions": [
                {
                    "Type": (
                        "rules|version|capabilitiesReason|description|metadata|launchAsRole|"
                        "tagUpdateOnProvisionedProduct|capability"
                    ),
                    "Value": TEXT,
                }
            ],
            "TagOptions": Form.EMPTY,
            "ProvisioningArtifactPreferences": Form.EMPTY,
            "ProvisioningArtifactOutputs": [{"Key": VERSION_ID, "Description": r".*"}],
            "ProvisioningArtifactOutputKeys": [{"Key": r"\w+", "Description": TEXT}],
        },
        case="of a rich template",
    ),
    Recorded(
        "ListLaunchPaths",
        "CLI 2025",
        {
            "LaunchPathSummaries": [
                {**PATH, "ConstraintSummaries": [LAUNCH], "Tags": Form.EMPTY},
            ]
        },
    ),
)
