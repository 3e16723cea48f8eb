"""The shapes that several recorded answers share, and the patterns of their values."""

from __future__ import annotations

from typing import Any, Final

from .recording import Form, May

ACCOUNT: Final = r"\d{12}"
REGION: Final = r"[a-z]{2}-[a-z]+-\d"
NAME: Final = r"[a-zA-Z0-9][a-zA-Z0-9._-]*"
TEXT: Final = r".+"
UUID: Final = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def identifier(prefix: str) -> str:
    return f"{prefix}-[a-z0-9]{{13}}"


RECORD_ID: Final = identifier("rec")
PROVISIONED_ID: Final = identifier("pp")
PRODUCT_ID: Final = identifier("prod")
VIEW_ID: Final = identifier("prodview")
VERSION_ID: Final = identifier("pa")
PATH_ID: Final = identifier("lpv[23]")
PORTFOLIO_ID: Final = identifier("port")
PLAN_ID: Final = identifier("plan")
ROLE_ARN: Final = rf"arn:aws:iam::{ACCOUNT}:role/.+"
USER_ARN: Final = rf"arn:aws:iam::{ACCOUNT}:user/.+"
PRODUCT_ARN: Final = rf"arn:aws:catalog:{REGION}:{ACCOUNT}:product/{PRODUCT_ID}"
PORTFOLIO_ARN: Final = rf"arn:aws:catalog:{REGION}:{ACCOUNT}:portfolio/{PORTFOLIO_ID}"
PROVISIONED_ARN: Final = rf"arn:aws:servicecatalog:{REGION}:{ACCOUNT}:stack/{NAME}/{PROVISIONED_ID}"
STACK_ARN: Final = (
    rf"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/SC-{ACCOUNT}-{PROVISIONED_ID}/{UUID}"
)

GIVEN: Final = "there where the administrator gave one"
WITH_ROLE: Final = "there where the product has a launch role: CLI, terminate-provisioned-product"
LATER: Final = "later than 2019: terraform-provider-aws reads it, and checks that it is set"
NAMES: Final = "documented, later than 2019"

# --------------------------------------------------------------------- records and plans

RECORD: Final[dict[str, Any]] = {
    "RecordId": RECORD_ID,
    "ProvisionedProductName": NAME,
    "Status": "CREATED",
    "CreatedTime": Form.MILLISECONDS,
    "UpdatedTime": Form.MILLISECONDS,
    "ProvisionedProductType": "CFN_STACK",
    "RecordType": "PROVISION_PRODUCT",
    "ProvisionedProductId": PROVISIONED_ID,
    "ProductId": PRODUCT_ID,
    "ProvisioningArtifactId": VERSION_ID,
    "PathId": PATH_ID,
    "RecordErrors": Form.EMPTY,
    "RecordTags": Form.EMPTY,
}
UPDATE: Final = {**RECORD, "RecordType": "UPDATE_PROVISIONED_PRODUCT"}
TERMINATION: Final = {
    **RECORD,
    "RecordType": "TERMINATE_PROVISIONED_PRODUCT",
    "LaunchRoleArn": ROLE_ARN,
}
ERRORS: Final = [{"Code": TEXT, "Description": TEXT}]
TAGS: Final = [{"Key": TEXT, "Value": TEXT}]
STACK_OUTPUT: Final = {
    "OutputKey": "CloudformationStackARN",
    "OutputValue": STACK_ARN,
    "Description": "The ARN of the launched Cloudformation Stack",
}
CHANGE: Final = {
    "Action": "ADD",
    "LogicalResourceId": TEXT,
    "ResourceType": r"AWS::\w+::\w+",
    "PhysicalResourceId": May(TEXT, "documented: of a resource that is there already"),
    "Replacement": May("TRUE|FALSE|CONDITIONAL", "documented: of an action MODIFY"),
    "Scope": May(Form.EMPTY, "documented: of an action MODIFY"),
    "Details": May(Form.EMPTY, "documented: of an action MODIFY"),
}

# -------------------------------------------------------------------- provisioned products

BROKEN: Final[dict[str, Any]] = {
    "Name": NAME,
    "Arn": PROVISIONED_ARN,
    "Type": "CFN_STACK",
    "Id": PROVISIONED_ID,
    "Status": "ERROR",
    "StatusMessage": r"AmazonCloudFormationException  Parameters: \[KeyName\] must have values "
    rf"\(Service: AmazonCloudFormation; .+; Error Code: ValidationError; Request ID: {UUID}\)",
    "CreatedTime": Form.MILLISECONDS,
    "IdempotencyToken": TEXT,
    "LastRecordId": RECORD_ID,
    "ProductId": May(PRODUCT_ID, LATER),
    "ProvisioningArtifactId": May(VERSION_ID, LATER),
    "LastProvisioningRecordId": May(RECORD_ID, LATER),
}
FOUND: Final = {
    **BROKEN,
    "ProductId": PRODUCT_ID,
    "ProvisioningArtifactId": VERSION_ID,
    "UserArn": USER_ARN,
    "UserArnSession": USER_ARN,
    "Tags": [
        {
            "Key": (
                "aws:servicecatalog:(productArn|provisioningPrincipalArn|portfolioArn|"
                "provisioningArtifactIdentifier|provisionedProductArn)|1234"
            ),
            "Value": "|".join(
                (
                    "value-3",
                    PORTFOLIO_ARN,
                    PRODUCT_ARN,
                    PROVISIONED_ARN,
                    USER_ARN,
                    VERSION_ID,
                )
            ),
        }
    ],
    "ProductName": May(TEXT, NAMES),
    "ProvisioningArtifactName": May(TEXT, NAMES),
}
AVAILABLE: Final = {
    "Name": NAME,
    "Arn": PROVISIONED_ARN,
    "Type": "CFN_STACK",
    "Id": PROVISIONED_ID,
    "Status": "AVAILABLE",
    "CreatedTime": Form.MILLISECONDS,
    "IdempotencyToken": TEXT,
    "LastRecordId": RECORD_ID,
    "LastProvisioningRecordId": RECORD_ID,
    "LastSuccessfulProvisioningRecordId": RECORD_ID,
    "ProductId": PRODUCT_ID,
    "ProvisioningArtifactId": VERSION_ID,
    "LaunchRoleArn": ROLE_ARN,
}

# --------------------------------------------------------------------------- products

SUMMARY: Final[dict[str, Any]] = {
    "Id": VIEW_ID,
    "ProductId": PRODUCT_ID,
    "Name": TEXT,
    "Owner": TEXT,
    "Type": "CLOUD_FORMATION_TEMPLATE",
    "HasDefaultPath": False,
}
TEXTS: Final = (
    "ShortDescription",
    "Distributor",
    "SupportEmail",
    "SupportDescription",
    "SupportUrl",
)
SUMMARY_OF_USER: Final = {**SUMMARY, **dict.fromkeys(TEXTS, Form.EMPTY)}
VERSION: Final[dict[str, Any]] = {
    "Id": VERSION_ID,
    "Name": TEXT,
    "Description": May(r".*", GIVEN),
    "CreatedTime": Form.SECONDS,
}
VERSION_OF_USER: Final = {**VERSION, "Guidance": "DEFAULT"}
VERSION_DETAIL: Final = {
    **VERSION,
    "Type": "CLOUD_FORMATION_TEMPLATE",
    "Active": True,
    "Guidance": May("DEFAULT", "later than 2019: m-jonn/aws-catalog-update-product-action"),
}
VIEW: Final = {
    "ProductARN": PRODUCT_ARN,
    "CreatedTime": Form.SECONDS,
    "Status": "CREATED",
}
TEMPLATE_URL: Final = {"TemplateUrl": r"https://\S+\.template"}
PARAMETER: Final = {
    "ParameterKey": TEXT,
    "ParameterType": "String",
    "IsNoEcho": False,
    "ParameterConstraints": {"AllowedValues": Form.EMPTY},
}
PATH: Final = {"Id": PATH_ID, "Name": TEXT}
LAUNCH: Final = {
    "Type": "LAUNCH",
    "Description": May(rf"Launch as {ROLE_ARN}", "recorded in getmoto/moto pull request 6672"),
}
INSTRUCTION: Final = {"Type": TEXT, "Value": TEXT}

AGGREGATIONS: Final = May(
    {
        "Owner": [{"Value": TEXT, "ApproximateCount": 1}],
        "ProductType": [{"Value": TEXT, "ApproximateCount": 1}],
        "Vendor": Form.EMPTY,
    },
    "recorded in idealo/terraform-provider-controltower issue 7, cut from the CLI's example",
)

# ------------------------------------------------------------------------- portfolios

PORTFOLIO: Final = {
    "Id": PORTFOLIO_ID,
    "ARN": PORTFOLIO_ARN,
    "DisplayName": TEXT,
    "ProviderName": TEXT,
    "CreatedTime": Form.MILLISECONDS,
}
