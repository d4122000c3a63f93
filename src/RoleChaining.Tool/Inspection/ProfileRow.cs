using System.Globalization;
using RoleChaining.Profiles;
using RoleChaining.Text;
using RoleChaining.Tool.Chains;

namespace RoleChaining.Tool.Inspection;

/// <summary>A profile, where it leads, and the session that is kept of its last hop.</summary>
internal sealed record ProfileRow(string Name, int Hops)
{
    public string? Account { get; private init; }

    public string? Role { get; private init; }

    public string? Region { get; private init; }

    /// <summary>The kind of the first credentials.</summary>
    public string? From { get; private init; }

    public CachedRoleSession? Session { get; private init; }

    /// <summary>The first thing that is wrong with it; <c>explain</c> tells all.</summary>
    public string? Error { get; private init; }

    public static async Task<ProfileRow> ReadAsync(
        string name, ProfileFiles files, KeptSessions kept, CancellationToken cancellationToken)
    {
        ProfileErrors errors = new();
        ProfileChain chain = ProfileChain.Follow(name, files, errors);
        RoleArn? role = chain.Hops is [.., var last] && RoleArn.TryParse(last.Options.RoleArn, out RoleArn? parsed) ? parsed : null;
        return new ProfileRow(name, chain.Hops.Count)
        {
            Account = role?.AccountId ?? Shown(chain.Keys?["sso_account_id"]),
            Role = role?.Name ?? Shown(chain.Keys?["sso_role_name"]),
            Region = files.Find(name)!.TryGet("region", out IniProperty? region) ? Shown(region.Value) : null,
            From = chain.Keys is { } keys ? SourceWords.Kind(keys.Kind) : null,
            Error = errors.All is [var first, ..] ? first : null,
            Session = role is null || errors.Count > 0 || kept.All.Count == 0
                ? null
                : kept.Find(
                    await CacheKeys.OfProfileAsync(name, cancellationToken).ConfigureAwait(false) is [.., var key] ? key : null,
                    name,
                    chain.Hops.Count,
                    role)?.Session,
        };
    }

    private static string? Shown(string? value) => value is null ? null : Quoted.FirstLine(value);

    public string[] Cells(KeptSessions kept) =>
    [
        Name,
        Hops.ToString(CultureInfo.InvariantCulture),
        Account ?? "-",
        Role ?? "-",
        Region ?? "-",
        Error is null ? From ?? "-" : "an error; see role-chain explain",
        Session is null ? Error is null ? "-" : "" : Columns.Time(kept.Left(Session)),
    ];
}
