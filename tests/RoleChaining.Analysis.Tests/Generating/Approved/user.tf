# The policies of a role chain: arn:aws:iam::222222222222:role/teams/Hub-Role -> arn:aws:iam::333333333333:role/Hub.Role -> arn:aws:iam::333333333333:role/2nd
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

provider "aws" {
  alias               = "account_333333333333"
  allowed_account_ids = ["333333333333"]
}

variable "hop_1_external_id" {
  type        = string
  description = "The external id that the hop sends."
  sensitive   = true
}

resource "aws_iam_role" "hub_role" {
  provider             = aws.account_222222222222
  name                 = "Hub-Role"
  path                 = "/teams/"
  max_session_duration = 7200

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "AllowHop"
        Effect = "Allow"
        Principal = {
          AWS = "arn:aws:iam::111111111111:user/people/alice"
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "sts:ExternalId"       = var.hop_1_external_id
            "sts:RoleSessionName"  = "2nd"
            "sts:SourceIdentity"   = "alice"
            "aws:RequestTag/Team"  = "blue"
            "aws:RequestTag/Stage" = ""
            "aws:PrincipalOrgID"   = "o-1"
          }
          "ForAllValues:StringEquals" = {
            "aws:TagKeys"           = ["Team", "Stage"]
            "sts:TransitiveTagKeys" = "Team"
          }
        }
      },
      {
        Sid    = "AllowWhatTheHopPasses"
        Effect = "Allow"
        Principal = {
          AWS = "arn:aws:iam::111111111111:user/people/alice"
        }
        Action = ["sts:TagSession", "sts:SetSourceIdentity"]
      },
    ]
  })
}

resource "aws_iam_role" "hub_role_333333333333" {
  provider = aws.account_333333333333
  name     = "Hub.Role"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "AllowHop"
        Effect = "Allow"
        Principal = {
          AWS = aws_iam_role.hub_role.arn
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "sts:SourceIdentity" = "alice"
            "aws:PrincipalOrgID" = "o-1"
          }
          "ForAllValues:StringEquals" = {
            "aws:TagKeys" = "Team"
          }
        }
      },
      {
        Sid    = "AllowWhatTheHopPasses"
        Effect = "Allow"
        Principal = {
          AWS = aws_iam_role.hub_role.arn
        }
        Action = ["sts:TagSession", "sts:SetSourceIdentity"]
      },
    ]
  })
}

resource "aws_iam_role" "_2nd" {
  provider = aws.account_333333333333
  name     = "2nd"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "AllowHop"
        Effect = "Allow"
        Principal = {
          AWS = aws_iam_role.hub_role_333333333333.arn
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "sts:SourceIdentity" = "alice"
          }
          "ForAllValues:StringEquals" = {
            "aws:TagKeys" = "Team"
          }
        }
      },
      {
        Sid    = "AllowWhatTheHopPasses"
        Effect = "Allow"
        Principal = {
          AWS = aws_iam_role.hub_role_333333333333.arn
        }
        Action = ["sts:TagSession", "sts:SetSourceIdentity"]
      },
    ]
  })
}

resource "aws_iam_user_policy" "source" {
  provider = aws.account_111111111111
  name     = "AssumeHubRole"
  user     = "alice"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "AssumeHubRole"
        Effect   = "Allow"
        Action   = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
        Resource = "arn:aws:iam::222222222222:role/teams/Hub-Role"
      },
    ]
  })
}

resource "aws_iam_role_policy" "hub_role" {
  provider = aws.account_222222222222
  name     = "AssumeHubRole"
  role     = aws_iam_role.hub_role.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "AssumeHubRole"
        Effect   = "Allow"
        Action   = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
        Resource = "arn:aws:iam::333333333333:role/Hub.Role"
      },
    ]
  })
}

resource "aws_iam_role_policy" "hub_role_333333333333" {
  provider = aws.account_333333333333
  name     = "Assume2nd"
  role     = aws_iam_role.hub_role_333333333333.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Assume2nd"
        Effect   = "Allow"
        Action   = "sts:SetSourceIdentity"
        Resource = "arn:aws:iam::333333333333:role/2nd"
      },
    ]
  })
}
