using System.Diagnostics.CodeAnalysis;
using RoleChaining.Reading;

namespace RoleChaining;

/// <summary>
/// An IAM policy document, read once. Immutable and thread-safe. See the
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">grammar of policies</see>.
/// </summary>
public sealed class IamPolicy
{
    internal IamPolicy(
        string name,
        string text,
        IamPolicyKind kind,
        string? version,
        IReadOnlyList<IamStatement> statements,
        IReadOnlyList<IamPolicyIssue> warnings)
        =>
        (Name, Text, Kind, Version, Statements, Warnings) = (name, text, kind, version, statements, warnings);

    /// <summary>How explanations call the policy: a file, an ARN or a description.</summary>
    public string Name { get; }

    /// <summary>The text that was read.</summary>
    public string Text { get; }

    /// <summary>Where the policy stands.</summary>
    public IamPolicyKind Kind { get; }

    /// <summary><c>2012-10-17</c> or <c>2008-10-17</c>; <see langword="null"/> where there is none, which means 2008-10-17.</summary>
    public string? Version { get; }

    /// <summary>The statements, in the order of the text.</summary>
    public IReadOnlyList<IamStatement> Statements { get; }

    /// <summary>What AWS takes, but hardly does what was meant.</summary>
    public IReadOnlyList<IamPolicyIssue> Warnings { get; }

    /// <summary>Reads a policy.</summary>
    /// <param name="text">JSON, or JSON with percent escapes as IAM's own API returns it.</param>
    /// <param name="kind">Where the policy stands.</param>
    /// <param name="name">How explanations call it; by default its kind.</param>
    /// <exception cref="IamPolicyException">AWS would refuse the text. Every error is in the message, with its line and column.</exception>
    public static IamPolicy Parse(string text, IamPolicyKind kind, string? name = null) =>
        TryParse(text, kind, name, out IamPolicy? policy, out IReadOnlyList<IamPolicyIssue> issues)
            ? policy
            : throw new IamPolicyException(issues);

    /// <summary>Reads a policy.</summary>
    /// <param name="text">JSON, or JSON with percent escapes as IAM's own API returns it.</param>
    /// <param name="kind">Where the policy stands.</param>
    /// <param name="name">How explanations call it; by default its kind.</param>
    /// <param name="policy">The policy, if AWS would take it.</param>
    /// <param name="issues">Errors and warnings, in the order of the text.</param>
    /// <returns>Whether AWS would take it.</returns>
    public static bool TryParse(
        string text, IamPolicyKind kind, string? name, [NotNullWhen(true)] out IamPolicy? policy, out IReadOnlyList<IamPolicyIssue> issues)
    {
        ArgumentNullException.ThrowIfNull(text);
        PolicyIssues found = new();
        policy = new PolicyReader(kind, found).Read(PercentEncoding.Decode(text), name ?? kind.ToString());
        issues = found.Sorted();
        return policy is not null;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
