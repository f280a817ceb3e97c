namespace Supervision.Mail;

/// <summary>Which summaries are sent, bound to <c>Mail:Summaries</c>.</summary>
public sealed class SummaryOptions
{
    public const string Section = "Mail:Summaries";

    /// <summary>A daily digest to every officer in charge, on days of sending. Default true.</summary>
    public bool Daily { get; set; } = true;

    /// <summary>A weekly summary to every department and to the head of the committee office, on the first day of sending. Default true.</summary>
    public bool Weekly { get; set; } = true;
}
