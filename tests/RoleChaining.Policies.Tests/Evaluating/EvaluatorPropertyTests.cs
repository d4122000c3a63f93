using System.Text.Json;
using CsCheck;

namespace RoleChaining.Evaluating;

/// <summary>What holds for all policies, whatever they say.</summary>
public sealed class EvaluatorPropertyTests
{
    private static readonly Gen<string> Action = Gen.OneOf("s3:GetObject", "s3:Get*", "s3:*", "*", "s3:PutObject", "sts:AssumeRole");

    private static readonly Gen<string> Resource = Gen.OneOf("*", Call.Bucket, "arn:aws:s3:::bucket/*", "arn:aws:s3:::other/*");

    private static readonly Gen<(string Operator, string Key, string Value)?> Condition = Gen.OneOf(
        Gen.Const(((string, string, string)?)null),
        Gen.Select(
            Gen.OneOf("StringEquals", "StringNotEquals", "StringLike", "StringNotLikeIfExists", "ForAllValues:StringEquals", "ForAnyValue:StringEquals", "Null", "Bool"),
            Gen.OneOf("aws:PrincipalTag/team", "aws:TagKeys", "aws:Missing"),
            Gen.OneOf("a", "b", "a*", "true", "false"),
            (name, key, value) => ((string, string, string)?)(name, key, value)));

    private static readonly Gen<Dictionary<string, object>> Statement = Gen.Select(
        Gen.OneOf("Allow", "Deny"), Gen.Bool, Action, Gen.Bool, Resource, Condition, CreateStatement);

    private static readonly Gen<Dictionary<string, object>[]> Statements = Statement.Array[0, 4];

    private static readonly Gen<IamContext> Context = Gen.Select(
        Gen.OneOf("a", "b"), Gen.OneOf("a", "b").HashSet[1, 2], (team, keys) => (IamContext)new IamContextValues
        {
            ["aws:PrincipalTag/team"] = IamContextValue.Of(team),
            ["aws:TagKeys"] = IamContextValue.OfList([.. keys]),
        });

    [Fact]
    public void The_order_of_statements_decides_nothing() => Gen.Select(Statements, Context).Sample((statements, context) =>
        Assert.Equal(Decide(statements, context), Decide([.. statements.Reverse()], context)));

    [Fact]
    public void One_more_Deny_allows_nothing_and_one_more_Allow_denies_nothing() => Gen.Select(Statements, Statement, Context).Sample((statements, one, context) =>
    {
        IamOutcome before = Decide(statements, context);
        IamOutcome after = Decide([.. statements, one], context);
        Assert.True(before == after || after == ((string)one["Effect"] == "Allow" ? IamOutcome.Allowed : IamOutcome.Denied));
    });

    [Fact]
    public void A_Deny_of_everything_denies_and_nothing_allows_nothing() => Gen.Select(Statements, Context).Sample((statements, context) =>
    {
        Dictionary<string, object> deny = CreateStatement("Deny", false, "*", false, "*", null);
        Assert.Equal(IamOutcome.Denied, Decide([.. statements, deny], context));
        Assert.Equal(IamOutcome.Denied, Decide([.. statements.Where(statement => (string)statement["Effect"] == "Deny")], context));
    });

    /// <summary>A session has what both the role's policies and the session's allow, and never more.</summary>
    [Fact]
    public void A_session_policy_and_a_boundary_only_take_away() => Gen.Select(Statements, Statements, Context).Sample((holds, limits, context) =>
    {
        IamOutcome alone = Decide(holds, context);
        Assert.Equal(
            alone == IamOutcome.Allowed && Decide(limits, context) == IamOutcome.Allowed,
            New(holds, context, limits, null).Decide().IsAllowed);
        Assert.Equal(
            alone == IamOutcome.Allowed && Decide(limits, context) == IamOutcome.Allowed,
            New(holds, context, null, limits).Decide().IsAllowed);
    });

    [Fact]
    public void What_is_not_known_never_turns_an_outcome_round() => Gen.Select(Statements, Context).Sample((statements, context) =>
    {
        IamOutcome unsure = Decide(statements, new IamContextValues(unknown: true));
        Assert.True(unsure == IamOutcome.Unknown || unsure == Decide(statements, context));
    });

    private static IamOutcome Decide(Dictionary<string, object>[] statements, IamContext context) => New(statements, context, null, null).Decide().Outcome;

    private static Call New(
        Dictionary<string, object>[] holds, IamContext context, Dictionary<string, object>[]? session, Dictionary<string, object>[]? boundary) => new()
    {
        Caller = Call.CallerSession,
        Action = "s3:GetObject",
        Resource = Call.Bucket,
        Identity = Write(holds),
        Session = session is null ? null : Write(session),
        Boundary = boundary is null ? null : Write(boundary),
        Context = context,
    };

    private static string Write(Dictionary<string, object>[] statements) =>
        JsonSerializer.Serialize(new Dictionary<string, object> { ["Version"] = "2012-10-17", ["Statement"] = statements });

    private static Dictionary<string, object> CreateStatement(
        string effect, bool notAction, string action, bool notResource, string resource, (string Operator, string Key, string Value)? condition)
    {
        Dictionary<string, object> statement = new()
        {
            ["Effect"] = effect,
            [notAction ? "NotAction" : "Action"] = action,
            [notResource ? "NotResource" : "Resource"] = resource,
        };
        if (condition is { } given)
        {
            statement["Condition"] = new Dictionary<string, object> { [given.Operator] = new Dictionary<string, string> { [given.Key] = given.Value } };
        }

        return statement;
    }
}
