using RoleChaining.Profiles;

namespace RoleChaining.Tool.Inspection;

/// <summary>A chain's settings, each with where it came from. Secrets are told to be set, and not shown.</summary>
internal sealed class ChainExplanation
{
    public const string ByDefault = "default";

    private const string Hidden = "(set)";

    private readonly FollowedOptions _followed;
    private readonly string _hopOrigin;

    /// <param name="followed">The chain's options, without errors.</param>
    /// <param name="hopOrigin">Where hops come from that no profile describes.</param>
    public ChainExplanation(FollowedOptions followed, string hopOrigin)
    {
        _followed = followed;
        _hopOrigin = hopOrigin;
        Hops = [.. followed.Options.Hops.Select((hop, index) => Explain(hop, index))];

        // After all else has been asked for.
        Unread = [.. followed.ProfileHops.Select(hop => hop.Profile)
            .Append(followed.Keys?.Profile)
            .OfType<Profile>()
            .DistinctBy(profile => profile.Name)
            .SelectMany(profile => profile.Unread.Select(property => new ExplainedSetting(property.Name, null, Place(profile, property))))];
    }

    /// <summary>The settings of each hop, in order.</summary>
    public IReadOnlyList<IReadOnlyList<ExplainedSetting>> Hops { get; }

    /// <summary>What stands in the profiles of the chain and has no effect on it.</summary>
    public IReadOnlyList<ExplainedSetting> Unread { get; }

    private List<ExplainedSetting> Explain(RoleHopOptions hop, int index)
    {
        ProfileHop? profile = index < _followed.ProfileHops.Count ? _followed.ProfileHops[index] : null;
        List<ExplainedSetting> settings = [];
        void Add(string name, string option, string? value, string? otherwise = null, string otherwiseFrom = ByDefault)
        {
            IniProperty? origin = profile?.FindOrigin(option);
            bool isGiven = profile is null ? value is not null && value != otherwise : origin is not null;
            if ((isGiven ? value : otherwise ?? value) is { } shown)
            {
                settings.Add(new(name, shown, origin is not null ? Place(profile!.Profile, origin) : isGiven ? _hopOrigin : otherwiseFrom));
            }
        }

        Add("role_arn", nameof(hop.RoleArn), hop.RoleArn);
        Add(
            "role_session_name",
            nameof(hop.SessionName),
            hop.SessionName,
            Chains.UserSessionName.Find(),
            Chains.UserSessionName.IsGiven ? Chains.UserSessionName.Variable : "the user's name");
        Add("duration_seconds", nameof(hop.Duration), Seconds(hop.Duration), Seconds(RoleChainDefaults.Duration));
        Add("external_id", nameof(hop.ExternalId), hop.ExternalId is null ? null : Hidden);
        Add("source_identity", nameof(hop.SourceIdentity), hop.SourceIdentity);
        Add("session_tags", nameof(hop.Tags), List(hop.Tags.Select(tag => $"{tag.Key}={tag.Value}{(tag.Transitive ? " (transitive)" : "")}")));
        Add("policy", nameof(hop.Policy), hop.Policy is null ? null : Hidden);
        Add("policy_arns", nameof(hop.PolicyArns), List(hop.PolicyArns));
        Add("mfa_serial", nameof(hop.MfaSerialNumber), hop.MfaSerialNumber);
        if (profile?.Profile.TryGet(Chains.MfaArguments.ProcessProperty, out IniProperty? process) == true)
        {
            settings.Add(new(process.Name, Hidden, Place(profile.Profile, process))); // the seed of the codes may stand in it
        }

        Add("region", nameof(hop.Region), hop.Region);
        return settings;
    }

    private static string? Seconds(TimeSpan? time) => time?.TotalSeconds.ToString("0", System.Globalization.CultureInfo.InvariantCulture);

    private static string? List(IEnumerable<string> items) => string.Join(", ", items) is { Length: > 0 } list ? list : null;

    private static string Place(Profile profile, IniProperty property) => $"{property.File}, line {property.Line}, profile \"{profile.Name}\"";
}
