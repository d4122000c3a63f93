# The policies of a role chain: arn:aws:iam::222222222222:role/Hub
# Each account has an alias of the AWS provider. Give each alias its region and its credentials.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  alias               = "account_111111111111"
  allowed_account_ids = ["111111111111"]
}

provider "aws" {
  alias               = "account_222222222222"
  allowed_account_ids = ["222222222222"]
}

resource "aws_iam_role" "hub" {
  provider = aws.account_222222222222
  name     = "Hub"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "AllowHop"
        Effect = "Allow"
        Principal = {
          AWS = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_policy" "source" {
  provider = aws.account_111111111111
  name     = "AssumeHub"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "AssumeHub"
        Effect   = "Allow"
        Action   = "sts:AssumeRole"
        Resource = "arn:aws:iam::222222222222:role/Hub"
      },
    ]
  })
}
