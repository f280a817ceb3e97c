using System.ComponentModel.DataAnnotations;

namespace Supervision.Mail.Sending;

/// <summary>How mails are sent, bound to the section <c>Mail</c>.</summary>
public sealed class MailOptions : IValidatableObject
{
    public const string Section = "Mail";

    /// <summary>The sender's address. Default: supervision@example.invalid, good only for the folder; must be set when an SMTP host is.</summary>
    [Required]
    public string From { get; set; } = "supervision@example.invalid";

    /// <summary>The sender's name as shown. Default: 监督预警.</summary>
    [Required, StringLength(100)]
    public string FromName { get; set; } = "监督预警";

    /// <summary>The office's address for answers. Default: null, the sender's.</summary>
    public string? ReplyTo { get; set; }

    /// <summary>The right side of Message-IDs; keep it for ever, repeats are recognised by it. Default: null, the domain of <see cref="From"/>.</summary>
    [RegularExpression(@"[A-Za-z0-9]([A-Za-z0-9\-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)*")]
    public string? MessageIdDomain { get; set; }

    /// <summary>Where mails are written when no SMTP host is set. Default: .local/mail, relative to the working folder.</summary>
    [Required]
    public string FileFolder { get; set; } = Path.Combine(".local", "mail");

    /// <summary>The mail server.</summary>
    public SmtpOptions Smtp { get; set; } = new();

    /// <summary><see cref="ReplyTo"/> or, where it is not set, <see cref="From"/>.</summary>
    public string EffectiveReplyTo => string.IsNullOrWhiteSpace(ReplyTo) ? From : ReplyTo;

    /// <summary><see cref="MessageIdDomain"/> or, where it is not set, the ASCII form of the domain of <see cref="From"/>.</summary>
    public string EffectiveMessageIdDomain =>
        !string.IsNullOrWhiteSpace(MessageIdDomain) ? MessageIdDomain
        : MailAddress.TryNormalize(From, out var from) ? from[(from.LastIndexOf('@') + 1)..]
        : "example.invalid";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!MailAddress.TryNormalize(From, out _))
        {
            yield return new ValidationResult("Mail:From is not a mail address.", [nameof(From)]);
        }

        if (!MailAddress.TryNormalize(EffectiveReplyTo, out _))
        {
            yield return new ValidationResult("Mail:ReplyTo is not a mail address.", [nameof(ReplyTo)]);
        }

        if (Smtp.IsConfigured && From.EndsWith(".invalid", StringComparison.OrdinalIgnoreCase))
        {
            yield return new ValidationResult("Mail:From must be set to the office's address when Mail:Smtp:Host is set.", [nameof(From)]);
        }

        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(Smtp, new ValidationContext(Smtp), faults, validateAllProperties: true);
        foreach (var fault in faults)
        {
            yield return new ValidationResult("Mail:Smtp: " + fault.ErrorMessage, fault.MemberNames);
        }
    }
}
