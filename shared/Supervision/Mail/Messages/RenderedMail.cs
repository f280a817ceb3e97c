namespace Supervision.Mail.Messages;

/// <summary>A mail ready to send: one subject line, a plain text of at most 72 columns and a self-contained HTML document.</summary>
/// <param name="Subject">One line without control characters, at most <see cref="MailTemplates.SubjectColumns"/> columns.</param>
/// <param name="Text">Lines end with a line feed; a Chinese character counts two columns.</param>
/// <param name="Html">A whole document without remote resources.</param>
public sealed record RenderedMail(string Subject, string Text, string Html);
