namespace RoleChaining.Testing;

/// <summary>A refusal, whose reason AWS's answer does not tell.</summary>
internal sealed class SignInRefusal(string reason) : Exception(reason);
