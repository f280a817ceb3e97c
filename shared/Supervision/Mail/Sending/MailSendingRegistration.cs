using System.ComponentModel.DataAnnotations;
using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Supervision.Mail.Messages;

namespace Supervision.Mail.Sending;

/// <summary>Registers the sending of mail: over SMTP where a host is set, into a folder where none is.</summary>
public static class MailSendingRegistration
{
    /// <summary>Adds <see cref="IMailTransport"/>, <see cref="MailOptions"/> and the templates; wrong settings stop the start.</summary>
    public static IServiceCollection AddMailSending(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMailMessages(configuration);
        services.AddOptions<MailOptions>().Bind(configuration.GetSection(MailOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MailOptions>, Validation>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IMailTransport>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<MailOptions>>();
            if (!options.Value.Smtp.IsConfigured)
            {
                return new FileMailTransport(options);
            }

            var identity = provider.GetService<TokenCredential>()
                ?? (string.IsNullOrEmpty(options.Value.Smtp.OAuthScope) ? null : new DefaultAzureCredential());
            return new SmtpMailTransport(
                options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SmtpMailTransport>>(), identity);
        });
        return services;
    }

    private sealed class Validation : IValidateOptions<MailOptions>
    {
        public ValidateOptionsResult Validate(string? name, MailOptions options)
        {
            var faults = new List<ValidationResult>();
            return Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(faults.Select(fault => fault.ErrorMessage ?? "A mail setting is wrong."));
        }
    }
}
