namespace RoleChaining.Tool.SignIn;

/// <summary>
/// AWS's sign-in did not give a token, or nobody came for it. The message is for the user of the command, and holds nothing of what was
/// sent or answered.
/// </summary>
internal sealed class SignInException(string message) : Exception(message);
