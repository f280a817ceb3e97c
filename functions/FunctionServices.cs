using Microsoft.Extensions.DependencyInjection;
using Supervision.Pages;

namespace Supervision.Functions;

/// <summary>What the function classes need beside the product itself.</summary>
public static class FunctionServices
{
    public static IServiceCollection AddFunctionServices(this IServiceCollection services) =>
        services.AddPages().AddSingleton<PageAnswers>().AddSingleton<StaffPages>().AddSingleton<Authentication>().AddSingleton<Gate>()
            .AddSingleton<UploadStates>().AddSingleton<DeliverPages>();
}
