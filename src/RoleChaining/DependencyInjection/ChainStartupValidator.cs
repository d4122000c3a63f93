using Microsoft.Extensions.Options;
using RoleChaining.Text;

namespace RoleChaining.DependencyInjection;

/// <summary>Builds what was registered when the host starts, so that what is wrong stops it: all of it in one exception.</summary>
internal sealed class ChainStartupValidator(
    ChainDefinitions definitions, ChainFactory chains, ClientFactory clients) : IValidateOptions<ChainStartup>
{
    public ValidateOptionsResult Validate(string? name, ChainStartup options)
    {
        List<string> errors = [];
        foreach (ChainDefinition chain in definitions.All)
        {
            Collect(() => chains.Get(chain), errors);
            foreach (ClientDefinition client in chain.Clients.Values)
            {
                Collect(() => clients.Config(chain, client), errors);
            }
        }

        foreach (PoolDefinition pool in definitions.Pools.Where(pool => pool.HasRivalTenants))
        {
            errors.Add(pool.RivalTenants);
        }

        // Thrown and not returned: the options' type says what is wrong, and ours is internal.
        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : throw new OptionsValidationException(nameof(RoleChain), typeof(RoleChainOptions), ErrorList.Number(errors));
    }

    private static void Collect(Action build, List<string> errors)
    {
        try
        {
            build();
        }
        catch (OptionsValidationException e)
        {
            errors.AddRange(ErrorList.WithoutNumbers(e.Failures));
        }
    }
}
