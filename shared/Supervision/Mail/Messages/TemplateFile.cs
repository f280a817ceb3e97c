using System.Text;

namespace Supervision.Mail.Messages;

/// <summary>The text of one template file, built in or the office's own.</summary>
/// <param name="Name">Its name, e.g. <c>overdue.zh-CN.html.liquid</c>.</param>
/// <param name="Origin">How a fault names it: the path of an override.</param>
internal sealed record TemplateFile(string Name, string Origin, string Text)
{
    private const string ResourcePrefix = "Supervision.Mail.Messages.Templates.";

    // Mails must stay under 100 KB; a template near that size is a mistake.
    private const int MaxBytes = 64 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Every file name there must be: three parts of each template and two layouts, in each language.</summary>
    public static IReadOnlyList<string> AllNames { get; } =
    [
        .. from language in MailLanguages.All
           from name in (string[])
           [
               .. MailTemplateNames.All.SelectMany(template => (string[])[$"{template}.{language}.subject", $"{template}.{language}.html", $"{template}.{language}.txt"]),
               $"layout.{language}.html",
               $"layout.{language}.txt",
           ]
           select name + ".liquid",
    ];

    public static TemplateFile BuiltIn(string name)
    {
        using var stream = typeof(TemplateFile).Assembly.GetManifestResourceStream(ResourcePrefix + name)
            ?? throw new InvalidOperationException($"The template {name} is missing from the assembly.");
        using var reader = new StreamReader(stream, StrictUtf8);
        return new TemplateFile(name, name, reader.ReadToEnd().ReplaceLineEndings("\n"));
    }

    /// <summary>The office's own files in a folder; a folder, name or text that cannot be used is added to the faults.</summary>
    public static IEnumerable<TemplateFile> Overrides(string folder, List<MailTemplateFault> faults)
    {
        if (!Directory.Exists(folder))
        {
            faults.Add(new MailTemplateFault(folder, 1, 1, "The folder Mail:TemplatesFolder does not exist."));
            return [];
        }

        var files = new List<TemplateFile>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.liquid").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            if (!AllNames.Contains(name))
            {
                faults.Add(new MailTemplateFault(path, 1, 1, "No mail has a template of this name."));
                continue;
            }

            try
            {
                var bytes = File.ReadAllBytes(path);
                if (bytes.Length > MaxBytes)
                {
                    faults.Add(new MailTemplateFault(path, 1, 1, $"The template is over {MaxBytes / 1024} KB."));
                    continue;
                }

                files.Add(new TemplateFile(name, path, StrictUtf8.GetString(bytes).TrimStart('\uFEFF').ReplaceLineEndings("\n")));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or DecoderFallbackException)
            {
                faults.Add(new MailTemplateFault(path, 1, 1, fault is DecoderFallbackException ? "The template is not UTF-8." : fault.Message));
            }
        }

        return files;
    }

    /// <summary>The line and column, from 1, of the first tag that mentions a word; (1, 1) if none does.</summary>
    public (int Line, int Column) Locate(string word)
    {
        for (var at = Text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = Text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var open = Math.Max(Text.LastIndexOf("{{", at, StringComparison.Ordinal), Text.LastIndexOf("{%", at, StringComparison.Ordinal));
            var close = Math.Max(Text.LastIndexOf("}}", at, StringComparison.Ordinal), Text.LastIndexOf("%}", at, StringComparison.Ordinal));
            if (open > close && !IsWordAt(at - 1) && !IsWordAt(at + word.Length))
            {
                return (Text.AsSpan(0, at).Count('\n') + 1, at - Text.LastIndexOf('\n', at));
            }
        }

        return (1, 1);
    }

    private bool IsWordAt(int index) => index >= 0 && index < Text.Length && (char.IsLetterOrDigit(Text[index]) || Text[index] is '_' or '-');
}
