using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Supervision.Functions;
using Supervision.LocalHost;

namespace Supervision.Tests.Infra;

/// <summary>One option: the name of its app setting, its type in words, its default and the first part of its doc comment.</summary>
internal sealed record OptionRow(string Name, string Type, string Default, string Meaning);

/// <summary>Every option that an options class of the product or of the embedded host binds, from the program and its doc comments.</summary>
internal static partial class OptionsTable
{
    public static IReadOnlyList<OptionRow> Read() =>
    [
        .. Of(typeof(SupervisionRegistration).Assembly).Concat(Of(typeof(LocalHostOptions).Assembly)).Concat(Schedules())
            .OrderBy(row => row.Name, StringComparer.Ordinal),
    ];

    private static IEnumerable<OptionRow> Of(Assembly assembly)
    {
        var docs = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, member => member);
        return assembly.GetTypes()
            .Select(type => (Type: type, Section: type.GetField("Section", BindingFlags.Public | BindingFlags.Static)))
            .Where(found => found.Section is { IsLiteral: true } section && section.FieldType == typeof(string))
            .SelectMany(found => Bound(
                ((string)found.Section!.GetRawConstantValue()!).Replace(":", "__", StringComparison.Ordinal), Activator.CreateInstance(found.Type)!, docs));
    }

    private static IEnumerable<OptionRow> Bound(string prefix, object options, IReadOnlyDictionary<string, XElement> docs)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true }))
        {
            var name = $"{prefix}__{property.Name}";
            if (property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal))
            {
                foreach (var inner in Bound(name, property.GetValue(options)!, docs))
                {
                    yield return inner;
                }

                continue;
            }

            var key = $"P:{property.DeclaringType!.FullName}.{property.Name}";
            Assert.True(docs.ContainsKey(key), $"{key} has no doc comment.");
            yield return new OptionRow(name, TypeOf(property), DefaultOf(property.GetValue(options)), MeaningOf(docs[key]));
        }
    }

    private static IEnumerable<OptionRow> Schedules()
    {
        var defaults = Functions.Commands.LocalRuntime.Defaults;
        return LocalFunctionsHost.Describe(typeof(FunctionServices).Assembly).Where(function => function.Kind == FunctionKind.Timer)
            .Select(function => (function.Name, Setting: function.Schedule!.Trim('%')))
            .GroupBy(timer => timer.Setting, timer => timer.Name, StringComparer.Ordinal)
            .Select(timers => new OptionRow(
                timers.Key.Replace(":", "__", StringComparison.Ordinal),
                "schedule",
                $"`{defaults[timers.Key]}`",
                $"When {string.Join(" and ", timers.Order(StringComparer.Ordinal))} {(timers.Count() == 1 ? "runs" : "run")}: six fields with seconds, UTC."));
    }

    private static string TypeOf(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type.IsEnum ? string.Join(" / ", Enum.GetNames(type))
            : type == typeof(bool) ? "true / false"
            : type == typeof(TimeSpan) ? "duration"
            : type == typeof(Uri) ? "address"
            : type == typeof(string) ? "text"
            : type == typeof(TimeOnly) ? "time of day"
            : typeof(System.Collections.IDictionary).IsAssignableFrom(type) ? "named entries"
            : "number";
    }

    private static string DefaultOf(object? value) => value switch
    {
        null or "" or System.Collections.IDictionary { Count: 0 } => "–",
        bool flag => flag ? "`true`" : "`false`",
        TimeSpan span => $"`{span.ToString("c", CultureInfo.InvariantCulture)}`",
        IFormattable number => $"`{number.ToString(null, CultureInfo.InvariantCulture)}`",
        _ => $"`{value.ToString()!.Replace('\\', '/')}`",
    };

    /// <summary>The default has a column of its own.</summary>
    private static string MeaningOf(XElement member)
    {
        var summary = member.Element("summary")!;
        foreach (var reference in summary.Descendants("see").ToList())
        {
            reference.ReplaceWith(reference.Attribute("cref")?.Value.Split('.')[^1] ?? reference.Value);
        }

        var text = Space.Replace(summary.Value, " ").Trim();
        return Defaults.Replace(text, "").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space { get; }

    [GeneratedRegex(@" ?\bDefault:? [^.]*(?:\.[a-z0-9][^.]*)*\.(?= |$)")]
    private static partial Regex Defaults { get; }
}
