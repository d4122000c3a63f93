namespace RoleChaining.Reading;

/// <summary>Finds whose account a plan or a template is for, where it does not say so.</summary>
internal sealed class AccountFinder(IamSnapshotBuilder builder, RoleChain? chain, string file, string? accountId)
{
    private readonly HashSet<string> _noted = new(StringComparer.Ordinal);

    public string File => file;

    /// <summary>The account that was given with the file.</summary>
    public string? Given => accountId;

    /// <summary>Adds a note, once.</summary>
    public void Note(string note)
    {
        if (_noted.Add(note))
        {
            builder.Notes.Add($"{file}: {note}");
        }
    }

    /// <summary>The role of the chain with this name, if there is exactly one. A note says that it was taken.</summary>
    public RoleArn? FindInChain(string name)
    {
        RoleArn[] roles = [.. (chain?.Hops ?? []).Select(hop => hop.RoleArn).Where(arn => arn.Name == name).Distinct()];
        if (roles is not [var only])
        {
            return null;
        }

        Note($"the role {name} is taken for {only}, the only role of the chain with this name; write ACCOUNT=FILE to say whose it is.");
        return only;
    }
}
