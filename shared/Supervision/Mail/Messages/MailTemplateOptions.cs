namespace Supervision.Mail.Messages;

/// <summary>Where the office keeps its own wording, bound to the section <c>Mail</c>.</summary>
public sealed class MailTemplateOptions
{
    public const string Section = "Mail";

    /// <summary>
    /// A folder of <c>{template}.{zh-CN|en}.{subject|html|txt}.liquid</c> files that replace the built-in ones. Default: null, none are replaced.
    /// </summary>
    public string? TemplatesFolder { get; set; }
}
