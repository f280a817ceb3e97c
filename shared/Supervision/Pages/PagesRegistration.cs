using Microsoft.Extensions.DependencyInjection;
using Supervision.Pages.Queries;
using Supervision.Pages.Rendering;

namespace Supervision.Pages;

/// <summary>Registers the web pages.</summary>
public static class PagesRegistration
{
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddSingleton<PageTemplates>();
        services.AddSingleton<StaffPageQuery>().AddSingleton<DepartmentPageQuery>().AddSingleton<DeadlinePageQuery>();
        services.AddSingleton<LawPageQuery>().AddSingleton<ReceiptPageQuery>();
        return services;
    }
}
