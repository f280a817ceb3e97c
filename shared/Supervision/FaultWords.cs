using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Supervision;

/// <summary>
/// Why something is refused, in an English sentence with the values it holds under their names: <c>At most {most} files.</c> A sentence in another language
/// is filled with the same values, so that nobody is told less for reading it.
/// </summary>
public sealed partial class FaultWords
{
    /// <summary>Stands between the entries of a list in English.</summary>
    public const string EnglishSeparator = ", ";

    private readonly (string Name, object Value)[] values;

    private FaultWords(string text, (string Name, object Value)[] values)
    {
        Text = text;
        this.values = values;
    }

    /// <summary>The English sentence with its {names}.</summary>
    public string Text { get; }

    /// <param name="text">The sentence with its {names}; a constant, so that no value is in it that other languages lack.</param>
    /// <param name="values">A value for each name: text, numbers, dates, or lists of these.</param>
    /// <exception cref="ArgumentException">The names of the sentence are not those of the values.</exception>
    public static FaultWords Of([ConstantExpected] string text, params (string Name, object Value)[] values) =>
        NamesIn(text).ToHashSet(StringComparer.Ordinal).SetEquals(values.Select(value => value.Name))
            ? new FaultWords(text, values)
            : throw new ArgumentException($"The values are not those of the sentence: {text}", nameof(values));

    /// <summary>The names that a sentence holds.</summary>
    public static IEnumerable<string> NamesIn(string text) => Name().Matches(text).Select(match => match.Groups[1].Value);

    /// <summary>A sentence filled with the values. A name that there is no value for stays as it is.</summary>
    /// <param name="separator">Stands between the entries of a list.</param>
    /// <param name="say">Says a value by its name in other words; null to say it as it is.</param>
    public string Fill(string text, string separator, Func<string, string, string?>? say = null) => Name().Replace(text, match =>
    {
        var name = match.Groups[1].Value;
        return Array.Find(values, value => value.Name == name) is { Value: { } value } ? say?.Invoke(name, Said(value, separator)) ?? Said(value, separator) : match.Value;
    });

    public override string ToString() => Fill(Text, EnglishSeparator);

    private static string Said(object value, string separator) => value switch
    {
        string text => text,
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IEnumerable list => string.Join(separator, list.Cast<object>().Select(entry => Said(entry, separator))),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    [GeneratedRegex(@"\{([a-zA-Z]+)\}")]
    private static partial Regex Name();
}
