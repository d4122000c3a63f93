using RoleChaining.Profiles;

namespace RoleChaining.Tool.Inspection;

/// <summary>What a chain begins with, in words.</summary>
internal static class SourceWords
{
    public static string Kind(ProfileCredentialKind kind) => kind switch
    {
        ProfileCredentialKind.Static => "keys",
        ProfileCredentialKind.WebIdentity => "web identity",
        ProfileCredentialKind.Sso => "sso",
        ProfileCredentialKind.Login => "aws login",
        ProfileCredentialKind.Process => "process",
        ProfileCredentialKind.InstanceMetadata => "instance",
        ProfileCredentialKind.Environment => "environment",
        _ => "container",
    };
}
