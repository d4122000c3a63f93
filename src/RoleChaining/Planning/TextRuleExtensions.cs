using RoleChaining.Text;

namespace RoleChaining.Planning;

internal static class TextRuleExtensions
{
    /// <summary>Adds every error of a value. A secret value is not repeated.</summary>
    public static void Check(this TextRule rule, string value, string property, ChainErrors errors, bool secret = false)
    {
        foreach (string error in rule.FindErrors(value, secret))
        {
            errors.Add(property, error);
        }
    }
}
