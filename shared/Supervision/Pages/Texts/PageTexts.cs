using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Supervision.Pages.Texts;

/// <summary>Every sentence and label of the pages in one language, from one resource file; the same keys in each.</summary>
public sealed class PageTexts
{
    public const string Chinese = "zh-CN";
    public const string English = "en";

    private const string ResourcePrefix = "Supervision.Pages.Texts.texts.";

    private static readonly Dictionary<string, PageTexts> ByLanguage = new(StringComparer.Ordinal)
    {
        [Chinese] = new PageTexts(Chinese),
        [English] = new PageTexts(English),
    };

    private readonly Dictionary<string, string> texts;

    private PageTexts(string language)
    {
        Language = language;
        using var stream = typeof(PageTexts).Assembly.GetManifestResourceStream($"{ResourcePrefix}{language}.json")
            ?? throw new InvalidOperationException($"The texts in {language} are missing from the assembly.");
        texts = JsonSerializer.Deserialize<Dictionary<string, string>>(stream) ?? throw new JsonException("null is no list of texts.");
    }

    public static IReadOnlyList<string> Languages { get; } = [Chinese, English];

    /// <summary>zh-CN or en.</summary>
    public string Language { get; }

    public bool IsChinese => Language == Chinese;

    public IReadOnlyCollection<string> Keys => texts.Keys;

    /// <exception cref="ArgumentException">The pages do not speak this language.</exception>
    public static PageTexts In(string language) =>
        ByLanguage.TryGetValue(language, out var texts)
            ? texts
            : throw new ArgumentException($"There are no texts in '{language}'.", nameof(language));

    public bool Has(string key) => texts.ContainsKey(key);

    /// <exception cref="KeyNotFoundException">There is no such text.</exception>
    public string this[string key] => texts.TryGetValue(key, out var text)
        ? text
        : throw new KeyNotFoundException($"There is no text '{key}' in {Language}.");

    /// <summary>The text with its {placeholders} filled in.</summary>
    public string Fill(string key, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var text = new StringBuilder(this[key]);
        foreach (var (name, value) in values)
        {
            // One pass over the text as it was: a value that itself looks like a placeholder stays as it is.
            text.Replace("{" + name + "}", Mask(value));
        }

        return text.Replace('\u0001', '{').ToString();
    }

    /// <summary>The text for a count: "{key}.one" for 1, else "{key}.other".</summary>
    public string Count(string key, int count) =>
        Fill(key + (count == 1 ? ".one" : ".other"), ("count", count.ToString("N0", CultureInfo.InvariantCulture)));

    private static string Mask(string value) => value.Replace('{', '\u0001');
}
