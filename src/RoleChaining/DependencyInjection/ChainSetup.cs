using System.Runtime.CompilerServices;

namespace RoleChaining.DependencyInjection;

/// <summary>
/// What belongs to one object of options besides its values: the builder that the application's delegates ran on, the places of the
/// settings in configuration, and what was wrong while they were read. Not thread-safe, as options are not while they are made.
/// </summary>
internal sealed class ChainSetup
{
    private static readonly ConditionalWeakTable<RoleChainOptions, ChainSetup> ByOptions = [];

    private readonly RoleChainOptions _options;
    private readonly Dictionary<string, ChainRegistration> _roles = [];
    private readonly HashSet<(ChainRegistration, ChainRegistration)> _twins = [];

    private ChainSetup(RoleChainOptions options) => _options = options;

    /// <summary>The chain that the options are made for: a chain and a pool may have the same name.</summary>
    public ChainDefinition? Chain { get; set; }

    /// <summary>Changes the options themselves. Null until the delegates have run.</summary>
    public RoleChainBuilder? Builder { get; set; }

    public ErrorPaths Paths { get; } = new();

    public List<string> Errors { get; } = [];

    public static ChainSetup Of(RoleChainOptions options) => ByOptions.GetValue(options, static options => new ChainSetup(options));

    /// <summary>Runs one registration, and sees which roles it adds: two modules of an application may both say the whole chain.</summary>
    public void Run(ChainRegistration registration, string chain, Action add)
    {
        int before = _options.Hops.Count;
        add();
        foreach (string role in _options.Hops.Skip(before).Select(hop => hop?.RoleArn).OfType<string>().Distinct())
        {
            if (!_roles.TryAdd(role, registration) && _roles[role] is var first && first != registration
                && _twins.Add((first, registration)))
            {
                Errors.Add(
                    $"{chain} is registered twice, with hops that overlap: by {first}, and by {registration}. "
                    + $"Both assume {role}, and so the chain would go there twice. Remove one of them, or register the chain with TryAddRoleChain, which leaves one that is there as it is.");
            }
        }
    }

    /// <summary>All errors: what could not be read, and the rules that the chain breaks.</summary>
    public IEnumerable<string> FindErrors(ChainDefinition chain) =>
        Errors.Concat(Builder!.Validate().Select(error => Paths.Describe(error, _options, chain.Description)));
}
