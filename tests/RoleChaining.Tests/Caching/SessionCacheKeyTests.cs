using RoleChaining.Planning;
using RoleChaining.Sessions;

namespace RoleChaining.Caching;

/// <summary>
/// The key is all that keeps one tenant's session from another. Whatever differs in any hop, in who the source is, or in the STS, makes
/// another key.
/// </summary>
public sealed class SessionCacheKeyTests
{
    private static readonly Action<RoleHopOptions, string>[] Changes =
    [
        (hop, text) => hop.RoleArn = $"arn:aws:iam::222222222222:role/{text}",
        (hop, text) => hop.RoleArn = $"arn:aws:iam::{Math.Abs(text.GetHashCode(StringComparison.Ordinal)) % 1_000_000_000 + 100_000_000_000}:role/{hop.RoleArn!.Split('/')[1]}",
        (hop, text) => hop.SessionName = text,
        (hop, text) => hop.Duration = TimeSpan.FromSeconds(900 + text.Length + text[0]),
        (hop, text) => hop.ExternalId = text,
        (hop, text) => hop.SourceIdentity = text,
        (hop, text) => hop.Policy = text,
        (hop, text) => hop.MfaSerialNumber = text,
        (hop, text) => hop.Region = text,
        (hop, text) => hop.Tags.Add(text, "v"),
        (hop, text) => hop.Tags.Add(text, "v", transitive: true),
        (hop, text) => hop.Tags.Add("k", text),
        (hop, text) => hop.PolicyArns.Add(text),
        (hop, text) => hop.ProvidedContexts.Add(new() { ProviderArn = text, ContextAssertion = "assertion" }),
        (hop, text) => hop.ProvidedContexts.Add(new() { ProviderArn = "arn:aws:iam::aws:contextProvider/IdentityCenter", ContextAssertion = text }),
    ];

    [Fact]
    public void Any_change_of_any_parameter_of_any_hop_or_of_the_source_changes_the_key()
    {
        for (int seed = 0; seed < 5_000; seed++)
        {
            Random random = new(seed);
            List<Action<RoleHopOptions>>[] hops = [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => new List<Action<RoleHopOptions>>())];
            foreach (List<Action<RoleHopOptions>> hop in hops)
            {
                for (int i = random.Next(4); i > 0; i--)
                {
                    hop.Add(Change(random));
                }
            }

            string[] sts = ["eu-west-1", "eu-central-1"];
            string key = Key("AKIAEXAMPLE", sts, hops);
            Assert.Equal(key, Key("AKIAEXAMPLE", sts, hops));
            Assert.Equal(64, key.Length);
            Assert.NotEqual(key, Key("AKIAEXAMPLF", sts, hops));
            Assert.NotEqual(key, Key("AKIAEXAMPLE", ["eu-west-1"], hops));
            Assert.NotEqual(key, Key("AKIAEXAMPLE", ["eu-west-1", null], hops));
            Assert.NotEqual(key, Key("AKIAEXAMPLE", sts, hops[..^1]));

            int changed = random.Next(hops.Length);
            string before = Settings(hops)[changed];
            hops[changed].Add(Change(random));
            Assert.True(before == Settings(hops)[changed] || key != Key("AKIAEXAMPLE", sts, hops), $"seed {seed}: two chains have one key");
        }
    }

    [Fact]
    public void What_stands_in_one_place_cannot_pass_for_what_stands_in_another()
    {
        string[] keys =
        [
            .. Changes.Select(change => Key("s", [], [[hop => change(hop, "x")]])),
            .. Changes.Select(change => Key("s", [], [[], [hop => change(hop, "x")]])),
            .. Changes.Select(change => Key("s", [], [[hop => change(hop, "x")], []])),
            Key("s", [], [[hop => hop.Tags.Add("a", "b"), hop => hop.Tags.Add("c", "d")]]),
            Key("s", [], [[hop => hop.Tags.Add("a", "bcd")]]),
            Key("s", [], [[hop => hop.PolicyArns.Add("ab")]]),
            Key("s", [], [[hop => hop.PolicyArns.Add("a"), hop => hop.PolicyArns.Add("b")]]),
            Key("sx", [], [[]]),
            Key("s", ["x"], [[]]),
            Key("s", [""], [[]]),
            Key("s", [null], [[]]),
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    private static Action<RoleHopOptions> Change(Random random)
    {
        Action<RoleHopOptions, string> change = Changes[random.Next(Changes.Length)];
        string text = new([.. Enumerable.Range(0, 1 + random.Next(6)).Select(_ => (char)('a' + random.Next(3)))]);
        return hop => change(hop, text);
    }

    private static string Key(string source, string?[] sts, IReadOnlyList<Action<RoleHopOptions>>[] hops) =>
        SessionCacheKey.Create(source, sts, Plan(hops));

    private static string[] Settings(IReadOnlyList<Action<RoleHopOptions>>[] hops) =>
        [.. Plan(hops).Select(hop => string.Join('\u0001', new HopIdentity(hop).Settings.ToArray().Select(setting => setting ?? "\u0002")))];

    private static IReadOnlyList<RoleHop> Plan(IReadOnlyList<Action<RoleHopOptions>>[] hops) => new HopPlan("chain").Create(
        [.. hops.Select((changes, i) =>
        {
            RoleHopOptions hop = new() { RoleArn = $"arn:aws:iam::222222222222:role/Role{i}", SessionName = "s" };
            foreach (Action<RoleHopOptions> change in changes)
            {
                change(hop);
            }

            return hop;
        })],
        1,
        new Inheritance(new RoleChainSourceOptions()));
}
