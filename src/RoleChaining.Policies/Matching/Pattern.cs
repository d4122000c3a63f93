using System.Text;

namespace RoleChaining.Matching;

/// <summary>A string of a policy with its wildcards and variables. Immutable.</summary>
/// <remarks>
/// Wildcards are kept as noncharacters, so that a star that comes out of a variable is a star and nothing more:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
/// In the first five parts of a resource's ARN they stay within their part, save for a star at its end:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
/// </remarks>
internal sealed class Pattern
{
    private const char Any = '\uFFFF';
    private const char One = '\uFFFE';
    private const char AnyInPart = '\uFDD0';
    private const char OneInPart = '\uFDD1';
    private const int PartsBeforeResource = 5;

    private readonly string _compiled;
    private readonly string _lower;
    private readonly bool _hasVariables;

    public Pattern(string text, bool variables, bool wildcards = true, bool isResource = false)
    {
        Text = text;
        _hasVariables = variables && text.Contains("${", StringComparison.Ordinal);
        _compiled = wildcards ? Compile(text, _hasVariables, isResource && text.StartsWith("arn:", StringComparison.Ordinal)) : text;
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
            int end = FindVariableEnd(Text, i);
            if (end < 0)
            {
                resolved.Append(_compiled[i]);
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

    /// <summary>The position of the brace that closes a variable which begins here; negative where none does.</summary>
    private static int FindVariableEnd(string text, int start) =>
        text[start] == '$' && start + 1 < text.Length && text[start + 1] == '{' ? text.IndexOf('}', start) : -1;

    // As long as the text: what is in a variable stays as it is.
    private static string Compile(string text, bool variables, bool isArn)
    {
        char[] compiled = text.ToCharArray();
        int part = isArn ? 0 : PartsBeforeResource;
        for (int i = 0; i < text.Length; i++)
        {
            int end = variables ? FindVariableEnd(text, i) : -1;
            if (end >= 0)
            {
                i = end;
                continue;
            }

            bool staysInPart = part < PartsBeforeResource;
            bool isLast = i + 1 == text.Length || text[i + 1] == ':';
            compiled[i] = text[i] switch
            {
                '*' => staysInPart && !isLast ? AnyInPart : Any,
                '?' => staysInPart ? OneInPart : One,
                char c => c,
            };
            part += text[i] == ':' ? 1 : 0;
        }

        return new string(compiled);
    }

    // The last star of each kind is enough to go back to: what is before it matched as early as it could.
    private static bool Glob(string pattern, string value)
    {
        int p = 0, v = 0, star = -1, mark = 0, partStar = -1, partMark = 0;
        while (v < value.Length)
        {
            if (p < pattern.Length && pattern[p] == Any)
            {
                star = p++;
                mark = v;
                partStar = -1;
            }
            else if (p < pattern.Length && pattern[p] == AnyInPart)
            {
                partStar = p++;
                partMark = v;
            }
            else if (p < pattern.Length
                && (pattern[p] == One || pattern[p] == value[v] || (pattern[p] == OneInPart && value[v] != ':')))
            {
                p++;
                v++;
            }
            else if (partStar >= 0 && value[partMark] != ':')
            {
                p = partStar + 1;
                v = ++partMark;
            }
            else if (star >= 0)
            {
                p = star + 1;
                v = ++mark;
                partStar = -1;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] is Any or AnyInPart)
        {
            p++;
        }

        return p == pattern.Length;
    }
}
