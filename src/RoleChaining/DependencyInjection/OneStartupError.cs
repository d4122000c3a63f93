using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RoleChaining.Text;

namespace RoleChaining.DependencyInjection;

/// <summary>
/// The validation of options at start, with all that is wrong with chains in one exception. An application that validates a chain's options
/// at start itself would else see it in two, wrapped in a third.
/// </summary>
internal sealed class OneStartupError(IStartupValidator validator) : IStartupValidator
{
    /// <summary>Takes the place of the validator that is registered.</summary>
    public static void Decorate(IServiceCollection services)
    {
        ServiceDescriptor known = services.Last(service => service.ServiceType == typeof(IStartupValidator));
        services.Remove(known);
        services.AddTransient<IStartupValidator>(provider => new OneStartupError((IStartupValidator)(
            known.ImplementationInstance
            ?? known.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, known.ImplementationType!))));
    }

    public void Validate()
    {
        try
        {
            validator.Validate();
        }
        catch (AggregateException e) when (OfChains(e).Any())
        {
            OptionsValidationException chains = new(
                nameof(RoleChain),
                typeof(RoleChainOptions),
                ErrorList.Number([.. OfChains(e).SelectMany(error => ErrorList.WithoutNumbers(error.Failures)).Distinct()]));
            Exception[] others = [.. e.InnerExceptions.Except(OfChains(e))];
            throw others.Length == 0 ? chains : new AggregateException([chains, .. others]);
        }
    }

    private static IEnumerable<OptionsValidationException> OfChains(AggregateException e) =>
        e.InnerExceptions.OfType<OptionsValidationException>().Where(error => error.OptionsType == typeof(RoleChainOptions));
}
