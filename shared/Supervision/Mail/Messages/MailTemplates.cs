using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Fluid;
using Fluid.Values;
using Microsoft.Extensions.FileProviders;

namespace Supervision.Mail.Messages;

/// <summary>
/// Renders the mails from Liquid templates: those of the product, each replaceable by a file of the office. Thread-safe; templates are read once.
/// </summary>
public sealed partial class MailTemplates
{
    /// <summary>The greatest width of a subject in columns, a Chinese character counting two.</summary>
    public const int SubjectColumns = 150;

    /// <summary>The greatest width of a line of plain text in columns; only an address without blanks may be longer.</summary>
    public const int TextColumns = 72;

    // What the parts of one mail hand to their layout.
    private static readonly string[] LayoutVariables = ["content", "tone", "headline", "subline"];

    // Chinese stays readable in the source of the mail and a third of the size; the characters of HTML are still escaped.
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly Dictionary<string, IFluidTemplate> templates = new(StringComparer.Ordinal);
    private readonly TemplateOptions options = new()
    {
        // Unknown names are refused by TemplateChecker when a template is read; at run time "strict" would refuse known but absent values too.
        StrictVariables = false,
        StrictFilters = true,
        MaxSteps = 20_000,
        MaxRecursion = 20,
        CultureInfo = CultureInfo.InvariantCulture,
        FileProvider = new NullFileProvider(),
        // No member of any product type is visible to a template: it sees only the named values of MailVariables.
        MemberAccessStrategy = new DefaultMemberAccessStrategy(),
    };

    /// <summary>Reads the built-in templates and, over them, those in the folder.</summary>
    /// <exception cref="MailTemplateException">Some template cannot be used; the message names each fault with file and line.</exception>
    public MailTemplates(string? overridesFolder = null)
    {
        options.Filters.AddFilter("lines", (input, _, _) => new ValueTask<FluidValue>(Lines(input)));

        var faults = new List<MailTemplateFault>();
        var files = TemplateFile.AllNames.ToDictionary(name => name, TemplateFile.BuiltIn, StringComparer.Ordinal);
        var own = string.IsNullOrWhiteSpace(overridesFolder) ? [] : TemplateFile.Overrides(overridesFolder, faults).ToList();
        foreach (var file in own)
        {
            files[file.Name] = file;
        }

        var parser = new FluidParser();
        foreach (var file in files.Values)
        {
            Parse(parser, file, faults);
        }

        if (faults.Count == 0)
        {
            faults.AddRange(own.SelectMany(Try));
        }

        if (faults.Count > 0)
        {
            throw new MailTemplateException(faults);
        }
    }

    /// <summary>The names a template may use, in alphabetical order; for documentation and for messages.</summary>
    public static IReadOnlyList<string> VariableNames { get; } =
        [.. MailVariables.From(MailTemplateNames.Overdue, MailLanguages.English, MailSamples.Minimal, MailVariables.Limits.Body).Keys.Order(StringComparer.Ordinal)];

    /// <summary>Renders one mail.</summary>
    /// <param name="template">One of <see cref="MailTemplateNames"/>.</param>
    /// <param name="language">zh-CN or en (<see cref="MailLanguages"/>).</param>
    /// <param name="model">What the mail says.</param>
    /// <exception cref="ArgumentException">The template or language is unknown, or the model lacks the part this template is about.</exception>
    public RenderedMail Render(string template, string language, MailModel model)
    {
        if (!MailTemplateNames.All.Contains(template))
        {
            throw new ArgumentException($"There is no mail template '{template}'.", nameof(template));
        }

        if (!MailLanguages.All.Contains(language))
        {
            throw new ArgumentException($"There are no mails in the language '{language}'.", nameof(language));
        }

        if (Missing(template, model) is { } missing)
        {
            throw new ArgumentException($"The template '{template}' needs the model's {missing}.", nameof(model));
        }

        var subject = Part($"{template}.{language}.subject", Context(template, language, model, MailVariables.Limits.Subject), NullEncoder.Default);
        var text = WithLayout(template, language, "txt", model, NullEncoder.Default);
        var html = WithLayout(template, language, "html", model, Html);
        return new RenderedMail(
            CleanText.OneLine(subject, SubjectColumns),
            Columns.Wrap(EmptyLines().Replace(text.Trim('\n', ' '), "\n\n"), TextColumns) + "\n",
            EmptyLines().Replace(html.Trim(), "\n") + "\n");
    }

    private static string? Missing(string template, MailModel model) => template switch
    {
        MailTemplateNames.Operational => model.Incident is null ? nameof(MailModel.Incident) : null,
        MailTemplateNames.Digest or MailTemplateNames.Weekly => model.Digest is null ? nameof(MailModel.Digest) : null,
        _ when model.Deadline is null => nameof(MailModel.Deadline),
        MailTemplateNames.Resolved when model.Resolution is null => nameof(MailModel.Resolution),
        MailTemplateNames.DeliveryReturned when model.Return is null => nameof(MailModel.Return),
        MailTemplateNames.ExtensionDecided when model.Extension is null => nameof(MailModel.Extension),
        MailTemplateNames.DecisionTaken or MailTemplateNames.DecisionAwaited when model.Decision is null => nameof(MailModel.Decision),
        _ => null,
    };

    private string WithLayout(string template, string language, string format, MailModel model, TextEncoder encoder)
    {
        var context = Context(template, language, model, MailVariables.Limits.Body);
        var content = Part($"{template}.{language}.{format}", context, encoder);
        context.SetValue("content", new StringValue(content.Trim('\n'), encode: false));
        return Part($"layout.{language}.{format}", context, encoder);
    }

    // Not isolated: what a template assigns is there for its layout.
    private string Part(string name, TemplateContext context, TextEncoder encoder) =>
        templates[name + ".liquid"].Render(context, encoder, isolateContext: false);

    private TemplateContext Context(string template, string language, MailModel model, MailVariables.Limits limits)
    {
        var context = new TemplateContext(options);
        foreach (var name in LayoutVariables)
        {
            context.SetValue(name, NilValue.Instance);
        }

        foreach (var (name, value) in MailVariables.From(template, language, model, limits))
        {
            context.SetValue(name, value is null ? NilValue.Instance : FluidValue.Create(value, options));
        }

        return context;
    }

    private void Parse(FluidParser parser, TemplateFile file, List<MailTemplateFault> faults)
    {
        if (!parser.TryParse(file.Text, out var template, out var error))
        {
            var place = ErrorPlace().Match(error);
            var line = place.Success ? int.Parse(place.Groups["line"].Value, CultureInfo.InvariantCulture) : 1;
            var column = place.Success ? int.Parse(place.Groups["column"].Value, CultureInfo.InvariantCulture) : 1;
            faults.Add(new MailTemplateFault(file.Origin, line, column, place.Success ? error[..place.Index].Trim() + "." : error));
            return;
        }

        var known = VariableNames.Concat(LayoutVariables).ToHashSet(StringComparer.Ordinal);
        faults.AddRange(TemplateChecker.Check(file, template, known, options.Filters));
        templates[file.Name] = template;
    }

    // A file that parses may still fail or loop when run, with whatever exception a filter throws; the samples reach the main branches.
    private IEnumerable<MailTemplateFault> Try(TemplateFile file)
    {
        var parts = file.Name.Split('.');
        var names = parts[0] == "layout" ? MailTemplateNames.All : [parts[0]];
        foreach (var name in names)
        {
            foreach (var role in Enum.GetValues<MailRole>())
            {
                string? message = null;
                try
                {
                    if (Render(name, parts[1], MailSamples.Full with { Role = role }).Subject.Length == 0)
                    {
                        message = "The subject comes out empty.";
                    }
                }
                catch (Exception fault) when (fault is not OutOfMemoryException)
                {
                    message = fault.Message;
                }

                if (message is not null)
                {
                    yield return new MailTemplateFault(file.Origin, 1, 1, $"Rendering {name} for a sample fails: {message}");
                    yield break;
                }
            }
        }
    }

    private static ArrayValue Lines(FluidValue input) =>
        new([.. input.ToStringValue().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(FluidValue (line) => StringValue.Create(line))]);

    [GeneratedRegex(@"\n(?:[ \t]*\n){2,}|\n[ \t]+\n")]
    private static partial Regex EmptyLines();

    [GeneratedRegex(@"\s+at \((?<line>\d+):(?<column>\d+)\)")]
    private static partial Regex ErrorPlace();
}
