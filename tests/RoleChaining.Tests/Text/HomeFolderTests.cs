using RoleChaining.Caching;
using RoleChaining.Sources;

namespace RoleChaining.Text;

/// <summary>Files of the current directory are never taken for the user's.</summary>
[Collection(Alone.Name)]
public sealed class HomeFolderTests
{
    [Theory]
    [InlineData("/nonexistent/alice", "/nonexistent/alice")]
    [InlineData("alice", "/")]
    [InlineData(".", "/")]
    public void A_home_that_is_not_there_or_is_not_a_full_path_is_still_not_the_current_directory(string home, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "HOME is a variable of Unix");
        using Variables variables = new();
        variables["HOME"] = home;
        variables["AWS_CONFIG_FILE"] = null;
        Assert.Equal(expected, HomeFolder.Find());
        Assert.Equal(Path.Combine(expected, ".aws", "config"), SharedFilePaths.Config);
        Assert.Equal(Path.Combine(expected, ".aws", "role-chain"), FolderSessionCache.DefaultPath);
    }
}
