namespace RoleChaining.Reading;

/// <summary>Finds whose account a plan or a template is for, where it does not say so, and in which partition.</summary>
internal sealed class AccountFinder(IamSnapshotBuilder builder, RoleChain? chain, PlannedFile file)
{
    private readonly HashSet<string> _noted = new(StringComparer.Ordinal);

    public string File => file.Name;

    /// <summary>The account that was given with the file.</summary>
    public string? Given => file.AccountId;

    /// <summary>
    /// The partition of what the file makes. A chain is in one partition, and so are its accounts. Without a chain, the ARNs in the file
    /// tell.
    /// </summary>
    public string Partition => field ??= chain?.Hops is [var first, ..] ? first.RoleArn.Partition : FindPartition();

    /// <summary>Adds a note, once.</summary>
    public void Note(string note)
    {
        if (_noted.Add(note))
        {
            builder.Notes.Add($"{File}: {note}");
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

    private string FindPartition()
    {
        if (file.Partitions.Count > 1)
        {
            Note($"its ARNs are of the partitions {string.Join(", ", file.Partitions)}, so what it makes is taken for {FilePartition.Default}.");
        }

        return file.Partitions is [var only] ? only : FilePartition.Default;
    }
}
