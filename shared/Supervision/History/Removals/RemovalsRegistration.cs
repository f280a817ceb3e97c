using Microsoft.Extensions.DependencyInjection;

namespace Supervision.History.Removals;

/// <summary>Registers the removal of contents by decision.</summary>
public static class RemovalsRegistration
{
    public static IServiceCollection AddRemovals(this IServiceCollection services) => services
        .AddSingleton<RemovalStore>()
        .AddSingleton<ProposeRemoval>()
        .AddSingleton<DecideRemoval>()
        .AddSingleton<CarryOutRemoval>();
}
