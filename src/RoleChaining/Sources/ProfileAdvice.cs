using System.Net;
using Amazon.Runtime;
using Microsoft.Extensions.Options;
using RoleChaining.Profiles;
using RoleChaining.Text;

namespace RoleChaining.Sources;

/// <summary>What a person must do about a profile that gave no credentials, where waiting does not help.</summary>
internal static class ProfileAdvice
{
    /// <summary>Null for a failure that may pass by itself, or of which nothing more is known.</summary>
    /// <param name="keys">What was read last; null when the files were not understood.</param>
    public static string? For(ProfileCredentialSettings? keys, Exception failure) => (failure, keys?.Kind) switch
    {
        (OptionsValidationException, _) => failure.Message,
        (CredentialProcessException { IsPermanent: true }, _) => failure.Message,
        (InvalidOperationException, ProfileCredentialKind.Environment) =>
            $"{Place(keys, "credential_source")} is Environment, but AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set; set them",
        (ArgumentException, ProfileCredentialKind.Container) =>
            $"{Place(keys, "credential_source")} is EcsContainer, but neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor AWS_CONTAINER_CREDENTIALS_FULL_URI "
            + "is set to what may be asked; run this in a container that has a role, or write Ec2InstanceMetadata or Environment",
        (_, ProfileCredentialKind.Login) when LacksPackage(failure) =>
            $"{Place(keys, "login_session")} needs the package AWSSDK.Signin, which this program does not have; add it, or take "
            + $"{Name(keys)} as it is by a profile of its own, with credential_process = aws configure export-credentials --profile {Name(keys)} --format process",
        (InvalidOperationException, ProfileCredentialKind.Login) =>
            $"{Sentence(failure)}; sign in with: aws login --profile {Name(keys)}",
        (_, ProfileCredentialKind.Sso) when LacksPackage(failure) =>
            $"{Place(keys, "sso_account_id")} needs the packages AWSSDK.SSO and AWSSDK.SSOOIDC; add them to the application",
        (_, ProfileCredentialKind.Sso) when IsSignedOut(failure) =>
            $"{Sentence(failure)}; sign in with: aws sso login --profile {Name(keys)}",
        (AmazonServiceException { StatusCode: HttpStatusCode.Forbidden }, ProfileCredentialKind.Sso) =>
            $"{Sentence(failure)}; {Place(keys, "sso_role_name")} is {Quoted.Text(keys["sso_role_name"]!)}, which the user does not have in account {Quoted.FirstLine(keys["sso_account_id"]!)}",
        _ => null,
    };

    // The SDK tells by these types and no others: a token that is not there or cannot be renewed, and one that the portal refuses.
    private static bool IsSignedOut(Exception failure) =>
        failure is AmazonServiceException service ? service.StatusCode == HttpStatusCode.Unauthorized
        : failure.GetType() == typeof(AmazonClientException)
            && failure.InnerException is null or AmazonServiceException { StatusCode: HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized };

    // One type from code that is compiled when it runs, another from native code.
    private static bool LacksPackage(Exception failure) => failure.Message.Contains("AWSSDK.", StringComparison.Ordinal);

    private static string Place(ProfileCredentialSettings keys, string property) =>
        keys.Profile.TryGet(property, out IniProperty? found)
            ? ProfileErrors.Place(keys.Profile, found)
            : $"profile \"{keys.Profile.Name}\": {property}";

    // As a shell takes it.
    private static string Name(ProfileCredentialSettings keys) =>
        keys.Profile.Name.Contains(' ', StringComparison.Ordinal) ? $"\"{keys.Profile.Name}\"" : keys.Profile.Name;

    private static string Sentence(Exception failure) => failure.Message.TrimEnd('.');
}
