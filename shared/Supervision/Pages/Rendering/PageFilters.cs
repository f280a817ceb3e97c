using System.Globalization;
using System.Net;
using Fluid;
using Fluid.Values;
using Supervision.Calendars;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Pages.Texts;

namespace Supervision.Pages.Rendering;

/// <summary>What page templates can do with values: everything that is said differently in each language.</summary>
internal static class PageFilters
{
    private const string DateForm = "yyyy-MM-dd";
    private const int ShortHash = 12;

    /// <summary>Values that have a text form of their own reach the templates as that text.</summary>
    public static object? Convert(object value) => value switch
    {
        DateOnly date => new StringValue(date.ToString(DateForm, CultureInfo.InvariantCulture)),
        DateTimeOffset instant => new StringValue(instant.ToString("O", CultureInfo.InvariantCulture)),
        Enum code => new StringValue(Wording.NameOf(code)),
        Period period => new StringValue(period.ToString()),
        LawId or DepartmentId or ObligationId or DeadlineId or AlertId or DeliveryId or PersonId => new StringValue(value.ToString()!),
        _ => null,
    };

    public static void Register(FilterCollection filters)
    {
        Add(filters, "t", (input, arguments, wording) => wording.Texts.Fill(
            input.ToStringValue(), [.. arguments.Names.Select(name => (name, arguments[name].ToStringValue()))]));
        Add(filters, "word", (input, arguments, wording) => wording.Texts[$"{arguments.At(0).ToStringValue()}.{input.ToStringValue()}"]);
        Add(filters, "count", (input, arguments, wording) =>
            wording.Texts.Count(arguments.At(0).ToStringValue(), (int)input.ToNumberValue()));
        Add(filters, "day", (input, _, wording) => wording.Day(Date(input)));
        Add(filters, "month", (input, _, wording) => wording.Month(Date(input)));
        Add(filters, "instant", (input, _, wording) => wording.Instant(Instant(input)));
        Add(filters, "utc", (input, _, _) => Instant(input).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        Add(filters, "title", (input, _, wording) => ((Law)input.ToObjectValue()).TitleIn(wording.Texts.Language));
        Add(filters, "article", (input, _, wording) => wording.Article(input.ToStringValue()));
        Add(filters, "provision", (input, arguments, wording) => wording.Provision(input.ToStringValue(), arguments.At(0).ToStringValue()));
        Add(filters, "period", (input, _, wording) => wording.Period(Period.Parse(input.ToStringValue())));
        Add(filters, "trigger", (input, _, wording) => wording.TriggerEvent(input.ToStringValue()));
        Add(filters, "finding", (input, _, wording) => wording.Finding(input.ToStringValue()));
        Add(filters, "size_text", (input, _, _) => Wording.Size((long)input.ToNumberValue()));
        Add(filters, "line", (input, _, _) => Wording.Line(input.ToStringValue()));
        Add(filters, "shorten", (input, _, _) =>
            input.ToStringValue() is { Length: > ShortHash } hash ? hash[..ShortHash] : input.ToStringValue());
        Add(filters, "escape_path", (input, _, _) => Uri.EscapeDataString(input.ToStringValue()));

        // The one filter whose result is HTML; it is made of a date alone.
        filters.AddFilter("time", (input, _, context) => new ValueTask<FluidValue>(input.IsNil()
            ? NilValue.Instance
            : new StringValue(
                $"<time datetime=\"{input.ToStringValue()}\">{WebUtility.HtmlEncode(Of(context).Day(Date(input)))}</time>", encode: false)));
    }

    private static void Add(FilterCollection filters, string name, Func<FluidValue, FilterArguments, Wording, string> filter) =>
        filters.AddFilter(name, (input, arguments, context) =>
            new ValueTask<FluidValue>(new StringValue(filter(input, arguments, Of(context)))));

    private static Wording Of(TemplateContext context) => (Wording)context.AmbientValues[nameof(Wording)];

    private static DateOnly Date(FluidValue input) => DateOnly.ParseExact(input.ToStringValue(), DateForm, CultureInfo.InvariantCulture);

    private static DateTimeOffset Instant(FluidValue input) =>
        DateTimeOffset.ParseExact(input.ToStringValue(), "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
