# Each resource and data source of Service Catalog in the AWS provider, one portfolio around them.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "testing"
  secret_key                  = "testing"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
}

variable "edition" {
  description = "Is in all that can be changed in place."
  type        = string
}

variable "role_arn" {
  type = string
}

variable "template_url" {
  type = string
}

resource "aws_servicecatalog_organizations_access" "this" {
  enabled = true
}

resource "aws_servicecatalog_portfolio" "this" {
  name          = "messaging"
  description   = "Queues, ${var.edition} edition"
  provider_name = "platform"
  tags          = { edition = var.edition }
}

resource "aws_servicecatalog_product" "this" {
  name        = "queue"
  owner       = "platform"
  description = "A queue, ${var.edition} edition"
  type        = "CLOUD_FORMATION_TEMPLATE"
  tags        = { edition = var.edition }

  provisioning_artifact_parameters {
    name         = "v1"
    type         = "CLOUD_FORMATION_TEMPLATE"
    template_url = var.template_url
  }
}

resource "aws_servicecatalog_provisioning_artifact" "this" {
  product_id   = aws_servicecatalog_product.this.id
  name         = "v2"
  description  = "The ${var.edition} edition"
  type         = "CLOUD_FORMATION_TEMPLATE"
  template_url = var.template_url
}

resource "aws_servicecatalog_product_portfolio_association" "this" {
  portfolio_id = aws_servicecatalog_portfolio.this.id
  product_id   = aws_servicecatalog_product.this.id
}

resource "aws_servicecatalog_principal_portfolio_association" "this" {
  portfolio_id  = aws_servicecatalog_portfolio.this.id
  principal_arn = var.role_arn
}

resource "aws_servicecatalog_constraint" "this" {
  # The two have to be associated first, and may be parted only without a constraint.
  portfolio_id = aws_servicecatalog_product_portfolio_association.this.portfolio_id
  product_id   = aws_servicecatalog_product_portfolio_association.this.product_id
  description  = "The ${var.edition} edition"
  type         = "LAUNCH"
  parameters   = jsonencode({ RoleArn = var.role_arn })
}

resource "aws_servicecatalog_portfolio_share" "this" {
  portfolio_id = aws_servicecatalog_portfolio.this.id
  principal_id = "111111111111"
  type         = "ACCOUNT"
}

resource "aws_servicecatalog_tag_option" "this" {
  key   = "edition"
  value = var.edition
}

resource "aws_servicecatalog_tag_option_resource_association" "this" {
  resource_id   = aws_servicecatalog_portfolio.this.id
  tag_option_id = aws_servicecatalog_tag_option.this.id
}

resource "aws_servicecatalog_budget_resource_association" "this" {
  budget_name = "messaging"
  resource_id = aws_servicecatalog_portfolio.this.id
}

resource "aws_servicecatalog_service_action" "this" {
  name        = "restart"
  description = "Restarts, ${var.edition} edition"

  definition {
    name    = "AWS-RestartEC2Instance"
    version = "1"
  }
}

resource "aws_servicecatalog_provisioned_product" "this" {
  name                       = "orders"
  product_id                 = aws_servicecatalog_constraint.this.product_id
  provisioning_artifact_name = "v1"

  provisioning_parameters {
    key   = "Edition"
    value = var.edition
  }
}

data "aws_servicecatalog_portfolio" "this" {
  id = aws_servicecatalog_portfolio.this.id
}

data "aws_servicecatalog_product" "this" {
  id = aws_servicecatalog_product.this.id
}

data "aws_servicecatalog_provisioning_artifacts" "this" {
  product_id = aws_servicecatalog_provisioning_artifact.this.product_id
}

data "aws_servicecatalog_constraint" "this" {
  id = aws_servicecatalog_constraint.this.id
}

data "aws_servicecatalog_portfolio_constraints" "this" {
  portfolio_id = aws_servicecatalog_constraint.this.portfolio_id
}

data "aws_servicecatalog_launch_paths" "this" {
  product_id = aws_servicecatalog_constraint.this.product_id
}

output "portfolio" {
  value = data.aws_servicecatalog_portfolio.this.description
}

output "product" {
  value = data.aws_servicecatalog_product.this.description
}

output "versions" {
  value = sort(data.aws_servicecatalog_provisioning_artifacts.this.provisioning_artifact_details[*].name)
}

output "constraint" {
  value = data.aws_servicecatalog_constraint.this.description
}

output "constraints" {
  value = data.aws_servicecatalog_portfolio_constraints.this.details[*].type
}

output "launch_paths" {
  value = data.aws_servicecatalog_launch_paths.this.summaries[*].name
}

output "status" {
  value = aws_servicecatalog_provisioned_product.this.status
}
