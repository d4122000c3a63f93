namespace RoleChaining.Testing;

/// <summary>Adds the accounts of a snapshot.</summary>
internal static class SnapshotAccounts
{
    private static readonly Dictionary<string, string> NoTags = [];

    private static readonly IamPolicy DenyAll = PolicySet.ParseOne(
        """{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}""",
        IamPolicyKind.PermissionsBoundary,
        "boundary",
        "an unknown permissions boundary");

    public static List<string> Load(LocalSts sts, IdentityDirectory directory, IamSnapshot snapshot)
    {
        List<string> notes = [.. snapshot.Notes];
        List<LocalRole> roles = [];
        foreach (IamUser user in snapshot.Users)
        {
            Arn arn = Arn.TryParse(user.Arn, out Arn? parsed)
                ? parsed
                : throw new ArgumentException($"'{user.Arn}' is not the ARN of a user.", nameof(snapshot));
            string name = user.Arn[(user.Arn.IndexOf(":user/", StringComparison.Ordinal) + ":user/".Length)..];
            PolicySet policies = PolicySet.Create(user.Policies.Policies);
            LocalUser added = sts.AddUser(user.AccountId, name, null, null, policies, arn.Partition, user.Tags ?? NoTags, isRoot: false);
            added.BoundaryDocument = FindBoundary(user, notes);
            NoteMissing(user.Policies, notes);
        }

        foreach (IamRole role in snapshot.Roles)
        {
            if (role.Trust.Policies is not [var trust])
            {
                notes.Add($"{role.Arn} is left out: {role.Trust.Missing} is not known.");
                continue;
            }

            LocalRole added = sts.AddRole(
                role.Arn, trust, PolicySet.Create(role.Policies.Policies), role.MaxSessionDuration, role.Tags ?? NoTags);
            added.BoundaryDocument = FindBoundary(role, notes);
            NoteMissing(role.Policies, notes);
            roles.Add(added);
        }

        // The accounts of a snapshot need not be all there are, so that a principal which is not among them is no fault.
        foreach (LocalRole role in roles)
        {
            foreach (string principal in directory.FindMissingPrincipals(role.TrustDocument))
            {
                notes.Add($"{role.Arn} trusts {principal}, which is not there.");
            }
        }

        foreach (IamOidcProvider provider in snapshot.OidcProviders)
        {
            sts.AddOidcProvider(provider.AccountId, provider.Issuer, provider.Audiences.Count > 0 ? provider.Audiences : null);
        }

        if (snapshot.OrganizationId is not null || snapshot.HasServiceControl || snapshot.HasResourceControl)
        {
            directory.Organization = snapshot;
        }

        return notes;
    }

    // Nothing is allowed by a boundary that is not known.
    private static IamPolicy? FindBoundary(IamIdentity identity, List<string> notes)
    {
        if (identity.Boundary is not { } boundary)
        {
            return null;
        }

        if (boundary.Policies is [var policy])
        {
            return policy;
        }

        NoteMissing(boundary, notes);
        return DenyAll;
    }

    private static void NoteMissing(IamPolicyLayer layer, List<string> notes)
    {
        if (layer.Missing is { } missing)
        {
            notes.Add($"{layer.Name}: {missing} is not known, so nothing is allowed by it.");
        }
    }
}
