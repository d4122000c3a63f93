using RoleChaining.Planning;
using RoleChaining.Text;

namespace RoleChaining.Profiles;

/// <summary>
/// What environment and profile say of clients: the environment first, then the profile in use, which is the one that was asked for and
/// not the one before its role. See
/// <see href="https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html">the settings' order</see>.
/// </summary>
internal sealed class ProfileClientSettings
{
    private const string RegionName = "region";
    private const string CaBundleVariable = "AWS_CA_BUNDLE";
    private const string EndpointUrl = "endpoint_url";

    private readonly Profile? _profile;
    private readonly ProfileErrors _errors;

    private ProfileClientSettings(Profile? profile, ProfileFiles files, ProfileErrors errors)
    {
        _profile = profile;
        _errors = errors;
        (Region, RegionPlace) = Find(RegionName, "AWS_REGION", "AWS_DEFAULT_REGION");
        (string? caBundle, string? caBundlePlace) = Find("ca_bundle", CaBundleVariable);
        if (caBundle is not null && !File.Exists(caBundle))
        {
            errors.Add($"{caBundlePlace} is {Quoted.Text(caBundle)}, which is not there; write the path of a PEM file.");
        }

        Client = new StsClientSettings
        {
            Endpoint = FindEndpoint(files),
            UseFipsEndpoint = FindFlag("use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT"),
            UseDualStackEndpoint = FindFlag("use_dualstack_endpoint", "AWS_USE_DUALSTACK_ENDPOINT"),
            CaBundle = caBundle,
            IsComplete = true,
        };
    }

    /// <summary>The certificate authorities to trust where no profile is read; the AWS SDK knows no such setting.</summary>
    public static string? CaBundleOfEnvironment => FindVariable(CaBundleVariable).Value;

    public string? Region { get; }

    /// <summary>The variable, or the line of a file, that gives the region.</summary>
    public string? RegionPlace { get; }

    public StsClientSettings Client { get; }

    /// <param name="profile">The profile in use; null where there is none, so that the environment alone is read.</param>
    /// <param name="files">The files it stands in.</param>
    /// <param name="errors">Gets what is wrong.</param>
    public static ProfileClientSettings Read(Profile? profile, ProfileFiles files, ProfileErrors errors) => new(profile, files, errors);

    private string? FindEndpoint(ProfileFiles files)
    {
        if (FindFlag("ignore_configured_endpoint_urls", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") == true)
        {
            return null;
        }

        (string? url, string? place) = FindVariable("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL");
        if (url is null)
        {
            (url, place) = FindServiceEndpoint(files);
        }

        if (url is null)
        {
            (url, place) = Find(EndpointUrl);
        }

        if (url is not null && EndpointRules.FindEndpointError(url) is { } error)
        {
            _errors.Add($"{place} {error}.");
        }

        return url;
    }

    /// <summary><c>services = NAME</c>, and in <c>[services NAME]</c> an <c>endpoint_url</c> below <c>sts =</c>.</summary>
    private (string? Value, string? Place) FindServiceEndpoint(ProfileFiles files)
    {
        if (_profile is null || !_profile.TryGet("services", out IniProperty? services))
        {
            return default;
        }

        if (files.FindServices(services.Value) is not { } section)
        {
            _errors.Add(
                _profile,
                services,
                $"is {Quoted.Text(services.Value)}, but there is no such section; "
                + $"write [services {Quoted.FirstLine(services.Value)}], or remove this line");
            return default;
        }

        return section.TryGet("sts", out IniProperty? sts) && sts.FindNested(EndpointUrl) is { Length: > 0 } url
            ? (url, $"{section.File}, line {sts.Line}, [{section.Header}]: {EndpointUrl} of sts")
            : default;
    }

    private bool? FindFlag(string property, string variable)
    {
        (string? text, string? place) = Find(property, variable);
        if (text is null || bool.TryParse(text, out bool flag) is var isFlag && !isFlag)
        {
            if (text is not null)
            {
                _errors.Add($"{place} is {Quoted.Text(text)}; write true or false.");
            }

            return null;
        }

        return flag;
    }

    private (string? Value, string? Place) Find(string property, params ReadOnlySpan<string> variables)
    {
        (string? Value, string? Place) found = FindVariable(variables);
        return found.Value is not null ? found
            : _profile is not null && _profile.TryGet(property, out IniProperty? line) && line.Value.Length > 0
                ? (line.Value, ProfileErrors.Place(_profile, line))
            : default;
    }

    private static (string? Value, string? Place) FindVariable(params ReadOnlySpan<string> variables)
    {
        foreach (string variable in variables)
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
            {
                return (value, variable);
            }
        }

        return default;
    }
}
