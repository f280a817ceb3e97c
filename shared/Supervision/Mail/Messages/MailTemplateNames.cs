namespace Supervision.Mail.Messages;

/// <summary>The names of the mails this product sends, as they appear in mail ids and template file names.</summary>
public static class MailTemplateNames
{
    public const string EarlyNotice = "early-notice";
    public const string Reminder = "reminder";
    public const string Overdue = "overdue";
    public const string ExplanationRequired = "explanation-required";
    public const string SupervisionLetter = "supervision-letter";
    public const string StandingCommittee = "standing-committee";
    public const string Resolved = "resolved";
    public const string DeliveryReturned = "delivery-returned";
    public const string ExtensionDecided = "extension-decided";
    public const string DecisionTaken = "decision-taken";
    public const string DecisionAwaited = "decision-awaited";
    public const string Digest = "digest";
    public const string Weekly = "weekly";
    public const string Operational = "operational";

    /// <summary>Every template, in the order in which a deadline meets them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        EarlyNotice, Reminder, Overdue, ExplanationRequired, SupervisionLetter, StandingCommittee,
        Resolved, DeliveryReturned, ExtensionDecided, DecisionTaken, DecisionAwaited, Digest, Weekly, Operational,
    ];
}

/// <summary>The languages in which every template exists.</summary>
public static class MailLanguages
{
    public const string Chinese = "zh-CN";
    public const string English = "en";

    public static IReadOnlyList<string> All { get; } = [Chinese, English];

    /// <summary>The language to use for a person's setting: Chinese unless it asks for English ("en", "en-GB", any case).</summary>
    public static string Nearest(string? language) =>
        language is not null && (language.Equals(English, StringComparison.OrdinalIgnoreCase) || language.StartsWith("en-", StringComparison.OrdinalIgnoreCase))
            ? English
            : Chinese;

    /// <summary>The nearest language if it is one of those offered, else the first of these.</summary>
    /// <param name="offered">The languages of the jurisdiction, the preferred one first.</param>
    public static string Offered(string? language, IReadOnlyList<string> offered) =>
        Nearest(language) is var nearest && offered.Contains(nearest) ? nearest : offered[0];
}
