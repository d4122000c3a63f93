namespace RoleChaining.Testing;

/// <summary>Tells STS's requests from S3's, which come to one address.</summary>
internal static class RequestRouter
{
    /// <summary>A signature says which service it is for; without one, AWS Query requests are recognised by their form.</summary>
    public static bool IsS3(WireRequest request, CredentialScope? scope)
    {
        if (scope is not null)
            return scope.Service == "s3";
        bool form = request.Headers["Content-Type"]?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;
        return !(request.Path == "/" && (form || request.Query.Contains("Action=", StringComparison.Ordinal)));
    }
}
