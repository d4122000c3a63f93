namespace RoleChaining.Paths;

/// <summary>Walks back from a role to all who come to it, shortest first.</summary>
internal sealed class PathFinder(IamSnapshot snapshot)
{
    private readonly CallerFinder _callers = new(snapshot);

    public IEnumerable<RolePath> Find(string to, string? from, int maxHops)
    {
        if (snapshot.FindRole(to) is not { } target)
        {
            yield break;
        }

        List<(IamRole First, Link? Then)> open = [(target, null)];
        for (int length = 1; length <= maxHops && open.Count > 0; length++)
        {
            List<(IamRole First, Link? Then)> next = [];
            foreach ((IamRole first, Link? then) in open)
            {
                foreach (RolePathHop hop in _callers.Find(first))
                {
                    if (hop.Caller == first.Arn || Link.Has(then, hop.Caller))
                    {
                        continue; // a way in a circle is no other way
                    }

                    Link path = new(hop, then);
                    if (from is null || IsFrom(hop.Caller, from))
                    {
                        yield return new RolePath([.. path.Hops()]);
                    }

                    if (snapshot.FindRole(hop.Caller) is { } role)
                    {
                        next.Add((role, path));
                    }
                }
            }

            open = next;
        }
    }

    // An account stands for all of its principals.
    private static bool IsFrom(string caller, string from) => caller == from
        || (from.Length == 12 && from.All(char.IsAsciiDigit) && caller.Split(':') is [_, _, _, _, var account, ..] && account == from);

    /// <summary>A hop and what follows it. Paths share their ends.</summary>
    private sealed record Link(RolePathHop Hop, Link? Then)
    {
        public IEnumerable<RolePathHop> Hops()
        {
            for (Link? link = this; link is not null; link = link.Then)
            {
                yield return link.Hop;
            }
        }

        public static bool Has(Link? link, string role)
        {
            for (; link is not null; link = link.Then)
            {
                if (link.Hop.RoleArn == role)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
