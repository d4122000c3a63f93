using RoleChaining.Caching;

namespace RoleChaining.Tool.Inspection;

/// <summary>A hop with all that is known of it before a call.</summary>
/// <param name="Hop">The hop.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Sts">The STS that would be asked; null where only the instance may tell the region.</param>
/// <param name="Key">The key of its session; null where only the source's credentials tell it.</param>
/// <param name="Kept">The session that is kept.</param>
internal sealed record ExplainedHop(
    RoleHop Hop, IReadOnlyList<ExplainedSetting> Settings, Uri? Sts, string? Key, KeptSession? Kept);
