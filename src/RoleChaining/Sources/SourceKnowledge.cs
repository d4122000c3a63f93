using Amazon.Runtime;

namespace RoleChaining.Sources;

/// <summary>What the kind of the given credentials tells before they are read.</summary>
internal static class SourceKnowledge
{
    public static void Apply(AWSCredentials credentials, RoleChainSourceOptions options)
    {
        options.IsTemporary = credentials is SessionAWSCredentials or AssumeRoleAWSCredentials or AssumeRoleWithWebIdentityCredentials
            || credentials is ChainedAWSCredentials { Chain.Hops.Count: > 0 };
        options.InheritedTransitiveTagKeys.Clear();
        options.SourceIdentity = null;
        if (credentials is ChainedAWSCredentials { Chain.Hops: [.., { } last] })
        {
            // The chain goes on where another one ends: what that one passes on is known.
            options.SourceIdentity = last.SourceIdentity ?? last.InheritedSourceIdentity;
            foreach (string key in last.InheritedTagKeys.Concat(last.Tags.Where(tag => tag.Transitive).Select(tag => tag.Key)))
            {
                options.InheritedTransitiveTagKeys.Add(key);
            }
        }
    }
}
