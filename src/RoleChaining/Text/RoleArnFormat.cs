namespace RoleChaining.Text;

/// <summary>What is wrong with a text that should be a role ARN, and what to write in its place.</summary>
internal static class RoleArnFormat
{
    private const string Shape = "arn:aws:iam::123456789012:role/Name";

    /// <summary>The error and what to do about it, or <see langword="null"/> when the text is a role ARN.</summary>
    public static string? Error(string text)
    {
        if (text.Length == 0)
        {
            return $"it is empty; write {Shape}";
        }

        if (text.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            int position = text.AsSpan().IndexOfAnyExceptInRange('!', '~') + 1;
            return $"character {position} is white space or not ASCII; remove it";
        }

        if (text.Length > AwsLimits.MaxArnLength)
        {
            return $"it has {text.Length} characters, and STS takes {AwsLimits.MaxArnLength} at most";
        }

        return ArnParts.Split(text) is { } arn ? KindError(arn) ?? AccountError(arn) ?? ResourceError(arn.Resource) : SplitError(text);
    }

    private static string SplitError(string text) => text.Split(':') switch
    {
        ["arn", _, "iam", var account, _] when ArnParts.IsAccount(account) => $"a ':' is missing before the account; write {Shape}",
        ["arn", ..] => $"it has too few parts; write {Shape}",
        _ => $"it does not begin with \"arn:\"; write {Shape}",
    };

    private static string? KindError(ArnParts arn) => arn switch
    {
        { Partition: var partition } when !ArnParts.IsPartition(partition) =>
            $"its partition is {Quoted.Text(partition)}; write aws, aws-cn, aws-us-gov or another AWS partition",
        { Service: "sts" } when arn.Resource.Split('/') is ["assumed-role", var role, ..] =>
            $"it is the ARN of a session; write the role's own, arn:{arn.Partition}:iam::{arn.Account}:role/{role}, with the role's path if it "
            + "has one",
        { Service: not "iam" } => $"its service is {Quoted.Text(arn.Service)}; a role's is iam",
        { Region: not "" } => $"it names the region {Quoted.Text(arn.Region)}; IAM ARNs name none: write {Shape}",
        _ => null,
    };

    private static string? AccountError(ArnParts arn) => arn.Account switch
    {
        "" => $"the account is missing; write {Shape}",
        var account when !ArnParts.IsAccount(account) =>
            $"its account is {Quoted.Text(account)}; an account has 12 digits, leading zeros included",
        _ => null,
    };

    private static string? ResourceError(string resource) => resource.Split('/', 2) switch
    {
        ["role", ""] => "the role's name is missing after \"role/\"",
        ["role", ['/', ..]] => "its path is empty; write one '/' after \"role\" when the role has no path",
        ["role", _] => NameError(resource[(resource.LastIndexOf('/') + 1)..]),
        ["user", _] => "it is the ARN of a user; only roles can be assumed",
        ["instance-profile", _] => "it is the ARN of an instance profile; write that of the role in it",
        ["root"] => "it is the ARN of an account; write that of a role in it",
        _ => $"its resource is {Quoted.Text(resource)}; a role's begins with \"role/\"",
    };

    private static string? NameError(string name) => name.Length == 0
        ? "it ends with '/'; the role's name is missing"
        : TextRule.RoleName.Error(name) is { } error ? $"the role's name {error}" : null;
}
