# The policies of a role chain: arn:aws:iam::222222222222:role/Source
# Each account has an alias of the AWS provider. Give each alias its region and its credentials.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  alias               = "account_222222222222"
  allowed_account_ids = ["222222222222"]
}

variable "source_principal_arn" {
  type        = string
  description = "The user or role that begins the chain."
}

variable "hop_1_external_id" {
  type        = string
  description = "The external id that the hop sends."
  sensitive   = true
}

resource "aws_iam_role" "source_222222222222" {
  provider = aws.account_222222222222
  name     = "Source"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "AllowHop"
        Effect = "Allow"
        Principal = {
          AWS = var.source_principal_arn
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "sts:ExternalId" = var.hop_1_external_id
          }
        }
      },
    ]
  })
}

resource "aws_iam_policy" "source" {
  name = "AssumeSource"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "AssumeSource"
        Effect   = "Allow"
        Action   = "sts:AssumeRole"
        Resource = "arn:aws:iam::222222222222:role/Source"
      },
    ]
  })
}
