using Microsoft.Extensions.DependencyInjection;

namespace Supervision.Operations.Alerts;

/// <summary>Registers operational alerts.</summary>
public static class OperationalAlertsRegistration
{
    public static IServiceCollection AddOperationalAlerts(this IServiceCollection services) => services
        .AddSingleton<OperationalAlertStore>()
        .AddSingleton<RaiseOperationalAlert>()
        .AddSingleton<ClearOperationalAlert>()
        .AddSingleton<AcknowledgeOperationalAlert>();
}
