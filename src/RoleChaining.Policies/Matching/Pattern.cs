using System.Text;

namespace RoleChaining.Matching;

/// <summary>A string of a policy with its wildcards and variables. Immutable.</summary>
/// <remarks>
/// Wildcards are kept as two noncharacters, so that a star that comes out of a variable is a star and nothing more:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
/// </remarks>
internal sealed class Pattern
{
    private const char Any = '\uFFFF';
    private const char One = '\uFFFE';

    private readonly string _compiled;
    private readonly string _lower;
    private readonly bool _hasVariables;
    private readonly bool _hasWildcards;

    public Pattern(string text, bool variables, bool wildcards = true)
    {
        Text = text;
        _hasVariables = variables && text.Contains("${", StringComparison.Ordinal);
        _hasWildcards = wildcards;
        _compiled = _hasVariables || !wildcards ? text : text.Replace('*', Any).Replace('?', One);
        _lower = _hasVariables ? "" : LowerCase.Of(_compiled);
    }

    public string Text { get; }

    public bool HasVariables => _hasVariables;

    /// <summary>For actions.</summary>
    public bool MatchesIgnoringCase(string value) => Glob(_lower, LowerCase.Of(value));

    public Truth Matches(string value, IamContext context, bool ignoreCase = false)
    {
        if (!_hasVariables)
        {
            return Glob(ignoreCase ? _lower : _compiled, ignoreCase ? LowerCase.Of(value) : value).ToTruth();
        }

        Truth resolved = TryResolve(context, out string pattern);
        return resolved != Truth.True ? resolved
            : Glob(ignoreCase ? LowerCase.Of(pattern) : pattern, ignoreCase ? LowerCase.Of(value) : value).ToTruth();
    }

    /// <summary>
    /// The ARN operators and nothing else compare part by part: a star does not reach over a colon of the first five. A pattern that is no
    /// ARN is undecidable.
    /// </summary>
    public Truth MatchesArn(string value, IamContext context)
    {
        Truth resolved = TryResolve(context, out string pattern);
        if (resolved != Truth.True)
        {
            return resolved;
        }

        if (pattern is [Any])
        {
            return Truth.True;
        }

        string[] wanted = pattern.Split(':', 6);
        string[] given = value.Split(':', 6);
        if (wanted.Length != 6 || !Glob(wanted[0], "arn"))
        {
            return Truth.Undecidable;
        }

        for (int i = 0; i < 6; i++)
        {
            if (!Glob(wanted[i], given[i]))
            {
                return Truth.False;
            }
        }

        return Truth.True;
    }

    /// <summary>Fills the variables in. False when one of them has no value: then the pattern matches nothing.</summary>
    private Truth TryResolve(IamContext context, out string pattern)
    {
        pattern = _compiled;
        if (!_hasVariables)
        {
            return Truth.True;
        }

        StringBuilder resolved = new();
        for (int i = 0; i < Text.Length; i++)
        {
            int end = Text[i] == '$' && i + 1 < Text.Length && Text[i + 1] == '{' ? Text.IndexOf('}', i) : -1;
            if (end < 0)
            {
                resolved.Append(_hasWildcards ? Compile(Text[i]) : Text[i]);
                continue;
            }

            Truth found = TryFind(Text[(i + 2)..end], context, out string value);
            if (found != Truth.True)
            {
                return found;
            }

            resolved.Append(value);
            i = end;
        }

        pattern = resolved.ToString();
        return Truth.True;
    }

    private static Truth TryFind(string variable, IamContext context, out string value)
    {
        value = variable;
        if (variable is "*" or "?" or "$")
        {
            return Truth.True;
        }

        int comma = variable.IndexOf(',', StringComparison.Ordinal);
        string? fallback = comma < 0 ? null : variable[(comma + 1)..].Trim().Trim('\'');
        IamContextValue found = context.Find((comma < 0 ? variable : variable[..comma]).Trim());
        if (found.IsUnknown)
        {
            return Truth.Unknown;
        }

        // Keys with lists of values are never filled in, not even by their default.
        value = found is { IsPresent: true, IsList: false } ? found.Values[0] : fallback ?? "";
        return (found.IsPresent ? !found.IsList : fallback is not null).ToTruth();
    }

    private static char Compile(char c) => c switch { '*' => Any, '?' => One, _ => c };

    private static bool Glob(string pattern, string value)
    {
        int p = 0, v = 0, star = -1, mark = 0;
        while (v < value.Length)
        {
            if (p < pattern.Length && pattern[p] == Any)
            {
                star = p++;
                mark = v;
            }
            else if (p < pattern.Length && (pattern[p] == One || pattern[p] == value[v]))
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
        {
            p++;
        }

        return p == pattern.Length;
    }
}
