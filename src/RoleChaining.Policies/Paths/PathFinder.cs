using RoleChaining.Matching;

namespace RoleChaining.Paths;

/// <summary>Walks back from a role to all who come to it, shortest first.</summary>
/// <param name="snapshot">What is known.</param>
/// <param name="from">Who begins; null for whoever can.</param>
internal sealed class PathFinder(IamSnapshot snapshot, string? from)
{
    private readonly CallerFinder _callers = new(snapshot, from is null ? null : Candidate.Find(snapshot, from));

    public IEnumerable<RolePath> Find(string to, int maxHops)
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
                    if (IsFrom(hop.Caller))
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

    // Whom an unknown trust policy lets in may be anybody. One who is asked for by ARN was decided by itself.
    private bool IsFrom(string caller) => from is null || caller == from || (_callers.Asked is null && (caller == "?" || IsOfAccount(caller)));

    // An account stands for all of its principals. Of one that is in no file, they may be everybody.
    private bool IsOfAccount(string caller) => PolicyArn.IsAccountId(from!)
        && (caller == "*" ? !_callers.Knows(from!) : caller.Split(':') is [_, _, _, _, var account, ..] && account == from);

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
