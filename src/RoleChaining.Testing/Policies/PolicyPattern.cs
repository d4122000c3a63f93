using System.Text;

namespace RoleChaining.Testing;

/// <summary>A string of a policy with its wildcards and variables.</summary>
/// <remarks>
/// Wildcards are kept as two noncharacters, so that a star which comes out of a variable stays a star and nothing more:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
/// </remarks>
internal sealed class PolicyPattern
{
    private const char Any = '\uFFFF';
    private const char One = '\uFFFE';

    private readonly string _compiled;
    private readonly bool _variables;

    public PolicyPattern(string text, bool variables, bool wildcards = true)
    {
        Text = text;
        _variables = variables && text.Contains("${", StringComparison.Ordinal);
        _compiled = _variables || !wildcards ? text : text.Replace('*', Any).Replace('?', One);
        Wildcards = wildcards;
    }

    public string Text { get; }

    private bool Wildcards { get; }

    public bool Matches(string value, bool ignoreCase) => Glob(_compiled, value, ignoreCase);

    public bool Matches(string value, RequestContext context, bool ignoreCase = false) =>
        Resolve(context) is { } pattern && Glob(pattern, value, ignoreCase);

    /// <summary>The ARN operators and nothing else compare part by part: a star does not reach over a colon of the first five.</summary>
    public bool MatchesArn(string value, RequestContext context)
    {
        if (Resolve(context) is not { } pattern)
            return false;
        string[] wanted = pattern.Split(':', 6);
        string[] given = value.Split(':', 6);
        if (wanted.Length != 6 || given.Length != 6)
            return false;
        for (int i = 0; i < 6; i++)
        {
            if (!Glob(wanted[i], given[i], ignoreCase: false))
                return false;
        }

        return true;
    }

    /// <summary>The pattern with its variables filled in; null when one of them has no value, which matches nothing.</summary>
    private string? Resolve(RequestContext context)
    {
        if (!_variables)
            return _compiled;
        StringBuilder resolved = new();
        for (int i = 0; i < Text.Length; i++)
        {
            int end = Text[i] == '$' && i + 1 < Text.Length && Text[i + 1] == '{' ? Text.IndexOf('}', i) : -1;
            if (end < 0)
            {
                resolved.Append(Wildcards ? Compile(Text[i]) : Text[i]);
                continue;
            }

            if (Variable(Text[(i + 2)..end], context) is not { } value)
                return null;
            resolved.Append(value);
            i = end;
        }

        return resolved.ToString();
    }

    private static string? Variable(string name, RequestContext context)
    {
        if (name is "*" or "?" or "$")
            return name;
        int comma = name.IndexOf(',', StringComparison.Ordinal);
        string? fallback = comma < 0 ? null : name[(comma + 1)..].Trim().Trim('\'');
        IReadOnlyList<string>? values = context.Find((comma < 0 ? name : name[..comma]).Trim());
        return values is [var single] ? single : fallback;
    }

    private static char Compile(char c) => c switch { '*' => Any, '?' => One, _ => c };

    private static bool Glob(string pattern, string value, bool ignoreCase)
    {
        int p = 0, v = 0, star = -1, mark = 0;
        while (v < value.Length)
        {
            if (p < pattern.Length && pattern[p] == Any)
            {
                star = p++;
                mark = v;
            }
            else if (p < pattern.Length && (pattern[p] == One || Same(pattern[p], value[v], ignoreCase)))
            {
                p++;
                v++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                v = ++mark;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == Any)
            p++;
        return p == pattern.Length;
    }

    private static bool Same(char left, char right, bool ignoreCase) =>
        left == right || (ignoreCase && char.ToUpperInvariant(left) == char.ToUpperInvariant(right));
}
