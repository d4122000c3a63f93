namespace RoleChaining.Drawing;

/// <summary>Pictures of a chain.</summary>
public sealed class DrawingTests
{
    private static readonly RoleChain Chain = new RoleChainBuilder()
        .AssumeRole("arn:aws:iam::222222222222:role/service/Hub", hop =>
        {
            hop.Duration = TimeSpan.FromHours(2);
            hop.ExternalId = "very-secret";
            hop.Tags.Add("team", "alpha", transitive: true);
        })
        .AssumeRole("arn:aws:iam::333333333333:role/Production")
        .BuildChain();

    [Fact]
    public void Mermaid_has_a_box_for_each_account_and_an_arrow_for_each_hop() => Assert.Equal(
        """
        flowchart LR
          subgraph account_111111111111["account 111111111111"]
            source["user/alice"]
          end
          subgraph account_222222222222["account 222222222222"]
            hop1["role/service/Hub"]
          end
          subgraph account_333333333333["account 333333333333"]
            hop2["role/Production"]
          end
          source -->|"hop 1: sts:AssumeRole, sts:TagSession<br/>lasts 02:00:00<br/>passes team (transitive)<br/>external id"| hop1
          hop1 -->|"hop 2: sts:AssumeRole, sts:TagSession<br/>lasts 01:00:00, at most one hour<br/>inherits team"| hop2

        """,
        Chain.ToMermaid("arn:aws:iam::111111111111:user/alice"));

    [Fact]
    public void Dot_has_the_same() => Assert.Equal(
        """
        digraph chain {
          rankdir=LR
          node [shape=box]
          source [label="the source"]
          subgraph cluster_222222222222 {
            label="account 222222222222"
            hop1 [label="role/service/Hub"]
          }
          subgraph cluster_333333333333 {
            label="account 333333333333"
            hop2 [label="role/Production"]
          }
          source -> hop1 [label="hop 1: sts:AssumeRole, sts:TagSession\nlasts 02:00:00\npasses team (transitive)\nexternal id"]
          hop1 -> hop2 [label="hop 2: sts:AssumeRole, sts:TagSession\nlasts 01:00:00, at most one hour\ninherits team"]
        }

        """,
        Chain.ToDot());

    [Fact]
    public void What_a_hop_asks_for_is_told()
    {
        RoleChain chain = new RoleChainBuilder()
            .AssumeRole("arn:aws:iam::222222222222:role/Hub", hop =>
            {
                hop.SourceIdentity = "alice";
                hop.MfaSerialNumber = "arn:aws:iam::111111111111:mfa/alice";
                hop.MfaTokenProvider = _ => Task.FromResult("123456");
                hop.Tags.Add("team", "alpha", transitive: true);
                hop.Tags.Add("stage", "live", transitive: true);
            })
            .AssumeRole("arn:aws:iam::333333333333:role/Production")
            .BuildChain();

        string picture = chain.ToMermaid();

        Assert.Contains("<br/>passes team (transitive), stage (transitive)<br/>source identity alice<br/>MFA\"| hop1", picture, StringComparison.Ordinal);
        Assert.Contains("<br/>inherits team, stage<br/>source identity alice\"| hop2", picture, StringComparison.Ordinal);
        Assert.Contains("\n  source[\"the source\"]\n", picture, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_with_signs_of_its_language_is_no_part_of_a_picture()
    {
        RoleChain chain = new RoleChainBuilder().AssumeRole("""arn:aws:iam::222222222222:role/a"<b>&\c/Hub""").BuildChain();

        Assert.Contains("hop1[\"role/a&quot;&lt;b&gt;&amp;\\c/Hub\"]", chain.ToMermaid(), StringComparison.Ordinal);
        Assert.Contains("""hop1 [label="role/a\"<b>&\\c/Hub"]""", chain.ToDot(), StringComparison.Ordinal);
    }
}
