using System.Buffers;
using System.Text;

namespace RoleChaining.Reading;

/// <summary>Words that the files which are read here have, and others seldom. They tell such a file where it cannot be parsed.</summary>
internal static class FormMarks
{
    private static readonly SearchValues<string> Marks = SearchValues.Create(
        [
            "Statement", // a policy, in any form
            "DetailList",
            "PolicyDocument",
            "PolicyVersionList",
            "PolicySummary",
            "MasterAccountId",
            "JoinedMethod", // an account of AWS Organizations
            "AWS::",
            "aws_iam_",
            "aws_organizations_",
            "format_version",
            "terraform_version",
        ],
        StringComparison.Ordinal);

    public static bool AreIn(byte[] utf8) => Encoding.UTF8.GetString(utf8).AsSpan().ContainsAny(Marks);
}
