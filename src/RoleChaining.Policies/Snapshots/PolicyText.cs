namespace RoleChaining.Snapshots;

/// <summary>A policy that is read when it is first needed: of fifty thousand roles, a question is about a few.</summary>
internal sealed class PolicyText(IamDocument document, IamPolicyKind kind, string name)
{
    private bool _isRead;
    private IamPolicy? _policy;
    private string? _missing = document.Missing;

    public string Name => name;

    /// <summary>Why there is no policy. Known after <see cref="Read"/>.</summary>
    public string? Missing => _missing;

    /// <summary>The policy, or <see langword="null"/>. Two threads may both read it, with the same result.</summary>
    public IamPolicy? Read()
    {
        if (!Volatile.Read(ref _isRead))
        {
            if (document.Text is { } text && !IamPolicy.TryParse(text, kind, name, out _policy, out IReadOnlyList<IamPolicyIssue> issues))
            {
                _missing = $"a valid form of {name} ({issues.First(issue => issue.IsError)})";
            }

            _missing ??= _policy is null ? name : null;
            Volatile.Write(ref _isRead, true);
        }

        return _policy;
    }
}
