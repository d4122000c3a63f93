namespace RoleChaining.Simulation;

/// <summary>
/// How many AssumeRole calls the windows ask for when all is well and reads never stop: a refresh at a random moment of the advisory
/// window's first third, and a parent renewed with its child where it is due, or would not live until the child's next one.
/// </summary>
internal static class WindowsAsk
{
    public static int For(Scenario scenario)
    {
        Random random = new(scenario.Seed);
        Held[] shared = [.. scenario.Lifetimes.SkipLast(1).Select(life => new Held(life))];
        Held[] leaves = [.. Enumerable.Range(0, scenario.Spokes).Select(_ => new Held(scenario.Lifetimes[^1]))];
        foreach (Held held in shared.Concat(leaves))
        {
            held.Issue(TimeSpan.Zero, random);
        }

        for (Held next = leaves.MinBy(leaf => leaf.RefreshAt)!; next.RefreshAt < scenario.Length; next = leaves.MinBy(leaf => leaf.RefreshAt)!)
        {
            Renew(next, shared, shared.Length - 1, next.RefreshAt, random);
        }

        return shared.Concat(leaves).Sum(held => held.Calls);
    }

    private static void Renew(Held held, Held[] shared, int parent, TimeSpan now, Random random)
    {
        if (parent >= 0 && shared[parent].MustBeRenewed(now, now + held.Life - held.Window))
        {
            Renew(shared[parent], shared, parent - 1, now, random);
        }

        held.Issue(now, random);
    }

    private sealed class Held(TimeSpan life)
    {
        private TimeSpan _issuedAt;

        public TimeSpan Life => life;

        /// <summary>AWS's table, but never more than half of a life.</summary>
        public TimeSpan Window { get; } = TimeSpan.FromMinutes(Math.Min(life.TotalMinutes / 2, life.TotalMinutes switch { <= 20 => 5, < 90 => 15, _ => 60 }));

        public TimeSpan RefreshAt { get; private set; }

        public int Calls { get; private set; }

        public void Issue(TimeSpan now, Random random)
        {
            Calls++;
            _issuedAt = now;
            RefreshAt = now + life - Window + (Window * random.NextDouble() / 3);
        }

        public bool MustBeRenewed(TimeSpan now, TimeSpan outlive) =>
            now >= RefreshAt || (_issuedAt + life <= outlive && now - _issuedAt >= life / 2);
    }
}
