namespace RoleChaining.Planning;

/// <summary>
/// The rules of a source that is a web identity. What the options leave to the environment is checked as it is there so far. See
/// <see href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html">the API</see>.
/// </summary>
internal static class WebIdentityRules
{
    /// <summary>The part of the options that errors stand in.</summary>
    public const string Part = "WebIdentitySource";

    public static void Check(WebIdentitySourceOptions options, ChainErrors errors)
    {
        ChainErrors own = errors.ForPart(Part);
        if (options.FindRoleArn() is { } role && SessionRules.RoleError(role) is { } error)
        {
            Add(options.RoleArn, nameof(options.RoleArn), WebIdentitySourceOptions.RoleArnVariable, error);
        }

        foreach (string nameError in options.FindSessionName() is { } name ? SessionRules.NameErrors(name) : [])
        {
            Add(options.SessionName, nameof(options.SessionName), WebIdentitySourceOptions.SessionNameVariable, nameError);
        }

        foreach (string durationError in options.Duration is { } duration ? SessionRules.DurationErrors(duration, isChained: false) : [])
        {
            own.Add(nameof(options.Duration), durationError);
        }

        void Add(string? option, string property, string variable, string message)
        {
            if (string.IsNullOrEmpty(option))
            {
                errors.Add(variable, message);
            }
            else
            {
                own.Add(property, message);
            }
        }
    }

    /// <summary>The partition that the chain begins in; null where no role tells it.</summary>
    public static string? FindPartition(WebIdentitySourceOptions? options) =>
        RoleArn.TryParse(options?.FindRoleArn(), out RoleArn? role) ? role.Partition : null;
}
