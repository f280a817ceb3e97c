using Microsoft.Extensions.DependencyInjection;
using Supervision.Mail.Calendar;

namespace Supervision.Mail;

/// <summary>Registers the outbox, its relay, summaries and calendar feeds.</summary>
internal static class MailRegistration
{
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services.AddOptions<OfficeOptions>().BindConfiguration(OfficeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SendingWindowOptions>().BindConfiguration(SendingWindowOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SummaryOptions>().BindConfiguration(SummaryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SendingWindow>().AddSingleton<AddressMail>().AddSingleton<SentMails>().AddSingleton<MailTroubles>();
        services.AddSingleton<CollectDigest>().AddSingleton<SummaryContents>().AddSingleton<WriteSummaries>();
        services.AddSingleton<AcknowledgeLinks>().AddSingleton<CalendarFeeds>();
        services.AddSingleton<MailComposer>().AddSingleton<RelayMail>().AddSingleton<MailQueries>().AddSingleton<ResendMail>();
        return services;
    }
}
