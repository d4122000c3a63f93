using CsCheck;
using RoleChaining.Planning;
using RoleChaining.Sessions;

namespace RoleChaining.Caching;

/// <summary>Two chains have one key exactly where all that they send is the same. Few values, so that many pairs are the same.</summary>
public sealed class SessionCacheKeyPropertyTests
{
    private static readonly Gen<string> Word = Gen.String[Gen.Char["ab"], 1, 2];

    private static readonly Gen<string?> Option = Gen.OneOf(Gen.Const((string?)null), Word.Select(word => (string?)word));

    private static readonly Gen<Hop> AnyHop = Gen.Select(
        Word,
        Option,
        Option,
        Option,
        Gen.Dictionary(Word, Gen.Select(Word, Gen.Bool))[0, 2],
        Word.HashSet[0, 2],
        Gen.Int[0, 1],
        (role, externalId, sourceIdentity, policy, tags, policyArns, hours) => new Hop(role, externalId, sourceIdentity, policy, tags, policyArns, hours));

    private static readonly Gen<Hop[]> Chain = AnyHop.Array[1, 2];

    [Fact]
    public void Two_chains_have_one_key_exactly_where_they_send_the_same() => Gen.Select(Chain, Chain, Gen.Bool).Sample(
        (one, other, isCopy) =>
        {
            other = isCopy ? [.. one.Select(hop => hop.Turned())] : other;
            Assert.Equal(Describe(one) == Describe(other), Key(one) == Key(other));
        },
        iter: 20_000);

    [Fact]
    public void Source_and_place_are_part_of_the_key() => Gen.Select(Chain, Word, Word, Option, Option).Sample(
        (chain, source, otherSource, place, otherPlace) => Assert.Equal(
            (source, place) == (otherSource, otherPlace),
            SessionCacheKey.Create(source, [place], Plan(chain)) == SessionCacheKey.Create(otherSource, [otherPlace], Plan(chain))));

    private static string Describe(Hop[] chain) => string.Join(
        '\n',
        chain.Select(hop => string.Join(
            '|',
            [
                hop.Role, hop.ExternalId ?? "-", hop.SourceIdentity ?? "-", hop.Policy ?? "-", $"{hop.Hours}",
                string.Join(';', hop.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)),
                string.Join(';', hop.PolicyArns.Order(StringComparer.Ordinal)),
            ])));

    private static string Key(Hop[] chain) => SessionCacheKey.Create("source", [], Plan(chain));

    private static IReadOnlyList<RoleHop> Plan(Hop[] chain) => new HopPlan("chain").Create(
        [.. chain.Select(hop => hop.Options())], 1, new Inheritance(new RoleChainSourceOptions()));

    internal sealed record Hop(
        string Role,
        string? ExternalId,
        string? SourceIdentity,
        string? Policy,
        IReadOnlyDictionary<string, (string Value, bool Transitive)> Tags,
        IReadOnlyCollection<string> PolicyArns,
        int Hours)
    {
        /// <summary>The same hop with its lists the other way round.</summary>
        public Hop Turned() => this with { Tags = Tags.Reverse().ToDictionary(), PolicyArns = [.. PolicyArns.Reverse()] };

        public RoleHopOptions Options()
        {
            RoleHopOptions hop = new()
            {
                RoleArn = $"arn:aws:iam::222222222222:role/{Role}",
                SessionName = "session",
                ExternalId = ExternalId,
                SourceIdentity = SourceIdentity,
                Policy = Policy,
                Duration = Hours == 0 ? null : TimeSpan.FromHours(Hours),
            };
            foreach ((string key, (string value, bool transitive)) in Tags)
            {
                hop.Tags.Add(key, value, transitive);
            }

            foreach (string arn in PolicyArns)
            {
                hop.PolicyArns.Add(arn);
            }

            return hop;
        }
    }
}
