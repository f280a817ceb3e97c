using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Supervision.Mail.Messages;

/// <summary>Registers the mail templates; a broken override of the office stops the start.</summary>
public static class MailMessagesRegistration
{
    /// <summary>Adds <see cref="MailTemplates"/> and checks <c>Mail:TemplatesFolder</c> at start.</summary>
    public static IServiceCollection AddMailMessages(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MailTemplateOptions>().Bind(configuration.GetSection(MailTemplateOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MailTemplateOptions>, Validation>();
        services.AddSingleton(provider => new MailTemplates(provider.GetRequiredService<IOptions<MailTemplateOptions>>().Value.TemplatesFolder));
        return services;
    }

    private sealed class Validation : IValidateOptions<MailTemplateOptions>
    {
        public ValidateOptionsResult Validate(string? name, MailTemplateOptions options)
        {
            try
            {
                _ = new MailTemplates(options.TemplatesFolder);
                return ValidateOptionsResult.Success;
            }
            catch (MailTemplateException broken)
            {
                return ValidateOptionsResult.Fail(broken.Faults.Select(fault => fault.ToString()));
            }
        }
    }
}
