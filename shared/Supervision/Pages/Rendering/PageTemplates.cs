using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fluid;
using Fluid.Values;
using Microsoft.Extensions.FileProviders;
using Supervision.Pages.Texts;

namespace Supervision.Pages.Rendering;

/// <summary>
/// Renders pages from the Liquid templates of the product. Every value is escaped for HTML. Thread-safe; templates are read once.
/// </summary>
public sealed class PageTemplates
{
    private const string Folder = "Supervision.Pages.Templates";

    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    private static readonly string[] Names = ["layout", "sign-in", "staff", "department", "deadline", "law", "laws", "receipt", "error", "acknowledge", "mail", "paper", "api", "guide", "officers", "review", "version", "sweeps", "deliver", "deliver-form"];

    private readonly TemplateOptions options = new()
    {
        StrictFilters = true,
        MaxSteps = 200_000,
        MaxRecursion = 20,
        CultureInfo = CultureInfo.InvariantCulture,
        FileProvider = new EmbeddedFileProvider(typeof(PageTemplates).Assembly, Folder),
        MemberAccessStrategy = new RecordMembers(),
    };

    private readonly Dictionary<string, IFluidTemplate> templates = new(StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">A template of the product is broken.</exception>
    public PageTemplates()
    {
        options.ValueConverters.Add(PageFilters.Convert!);
        PageFilters.Register(options.Filters);
        var parser = new FluidParser();
        foreach (var name in Names)
        {
            using var reader = new StreamReader(options.FileProvider.GetFileInfo(name + ".liquid").CreateReadStream());
            templates[name] = parser.TryParse(reader.ReadToEnd(), out var template, out var error)
                ? template
                : throw new InvalidOperationException($"{name}.liquid: {error}");
        }
    }

    /// <summary>Renders a page with its frame.</summary>
    /// <param name="name">Name of the template.</param>
    /// <param name="model">What the page says; templates see it as <c>page</c>.</param>
    /// <param name="frame">What every page says; templates see it as <c>frame</c>.</param>
    public string Render(string name, object model, PageFrame frame, Wording wording)
    {
        var context = new TemplateContext(options);
        context.AmbientValues[nameof(Wording)] = wording;
        context.SetValue("page", FluidValue.Create(model, options));
        context.SetValue("frame", FluidValue.Create(frame, options));
        context.SetValue("lang", new StringValue(wording.Texts.Language));
        context.SetValue("zone", new StringValue(wording.Zone));
        var content = templates[name].Render(context, Html, isolateContext: false);
        context.SetValue("content", new StringValue(content, encode: false));
        return templates["layout"].Render(context, Html, isolateContext: false);
    }
}
