using Microsoft.Extensions.DependencyInjection;

namespace Supervision.Gathering;

/// <summary>Registers gathering.</summary>
public static class GatheringRegistration
{
    public static IServiceCollection AddGathering(this IServiceCollection services)
    {
        services.AddOptions<GatherOptions>().BindConfiguration(GatherOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<SourceStore>().AddSingleton<ItemLedger>().AddSingleton<TakeItem>()
            .AddSingleton<GatherFeed>().AddSingleton<GatherDrop>().AddSingleton<GatherReports>();
    }
}
