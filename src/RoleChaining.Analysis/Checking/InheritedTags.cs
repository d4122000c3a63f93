namespace RoleChaining.Checking;

/// <summary>
/// Where inherited transitive tags stand among the condition keys of a call. AWS does not say, so a decision counts where all readings lead
/// to it.
/// </summary>
/// <param name="ArePassed">Whether they are in <c>aws:RequestTag</c> and <c>aws:TagKeys</c>; null makes these unknown.</param>
/// <param name="AreTransitiveKeys">Whether they are in <c>sts:TransitiveTagKeys</c>; null makes it unknown.</param>
internal readonly record struct InheritedTags(bool? ArePassed, bool? AreTransitiveKeys)
{
    public static readonly InheritedTags Unknown = new(null, null);

    public static IReadOnlyList<InheritedTags> Readings { get; } = [new(false, true), new(false, false), new(true, true), new(true, false)];
}
