using Supervision.Deliveries;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Pages.Queries;

namespace Supervision.Functions;

/// <summary>What may be delivered for.</summary>
internal sealed record DeliverChoice(Shown<DeadlineRow> Awaited);

/// <summary>The form of a delivery.</summary>
/// <param name="Again">True when it was sent and is shown again: files must be chosen anew.</param>
/// <param name="MostMegabytes">Limit of one request, in words of the page.</param>
/// <param name="MostBytes">The same in bytes, for the script.</param>
/// <param name="MostBytesInParts">Limit of what comes in parts, in bytes.</param>
/// <param name="MostLargeMegabytes">Limit of what comes in parts.</param>
internal sealed record DeliverForm(
    DeliveryKind Kind,
    DepartmentId Department,
    string Once,
    IReadOnlyList<DeadlineChoice> Deadlines,
    IReadOnlyList<DeliverField> Fields,
    IReadOnlyList<DeliverFault> Faults,
    IReadOnlyList<DeliverFault> Warnings,
    string? Message,
    bool Again,
    string MostMegabytes,
    string MostLargeMegabytes,
    long MostBytes,
    long MostBytesInParts,
    int MostFiles,
    string ScriptAddress)
{
    private const string Files = "file";

    public string KindName => Name(Kind);

    public string? FilesFault => FaultOf(Files, Faults);

    public string? DeadlineFault => FaultOf(FormFields.Deadline, Faults);

    public static string Name(DeliveryKind kind) => kind == DeliveryKind.Rule ? "rule" : "report";

    /// <summary>The fields of the kind as they stand in the form.</summary>
    public static IReadOnlyList<DeliverField> FieldsOf(DeliveryKind kind, FormFields typed, IReadOnlyList<DeliverFault> faults)
    {
        return kind == DeliveryKind.Rule
            ? [Text("title", 300, true), Text("number", 100, false), Date("issued", true), Date("published", false), Date("effective", false)]
            : [Text("title", 300, true), Date("periodStart", null), Date("periodEnd", null), Date("documentDate", false)];

        DeliverField Text(string name, int longest, bool required) => new(name, "text", typed[name], required, !required, longest, FaultOf(name, faults));

        // Null: needed or not as the delivery has it; what is missing is said when it was sent.
        DeliverField Date(string name, bool? required) => new(name, "date", typed[name], required is true, required is false, 10, FaultOf(name, faults));
    }

    /// <summary>Faults with the field beside which each belongs; what concerns no field of the form concerns its files.</summary>
    public static IReadOnlyList<DeliverFault> Sorted(DeliveryKind kind, IReadOnlyList<InputFault> faults, string language)
    {
        var own = FieldsOf(kind, new FormFields(), []).Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. faults.Select(fault => new DeliverFault(
                own.Contains(fault.Field) ? fault.Field : fault.Field is "obligation" or "occurrence" or FormFields.Deadline ? FormFields.Deadline : Files,
                fault.Code,
                FaultTexts.Say(fault, language),
                own.Contains(fault.Field) || fault.Field is "files" or "obligation" or "occurrence" ? "" : fault.Field)),
        ];
    }

    private static string? FaultOf(string field, IReadOnlyList<DeliverFault> faults) =>
        faults.Where(fault => fault.Field == field).Select(fault => fault.Text).ToList() is { Count: > 0 } texts ? string.Join(" ", texts) : null;
}

/// <summary>A deadline to choose.</summary>
internal sealed record DeadlineChoice(DeadlineId Id, string LawTitle, string Article, DateOnly Due, string Days, bool Chosen);

/// <param name="Type">text or date.</param>
/// <param name="Required">True where the browser may insist on it.</param>
/// <param name="Optional">True where it may always be left empty.</param>
/// <param name="Fault">What is wrong with it, or null.</param>
internal sealed record DeliverField(string Name, string Type, string Value, bool Required, bool Optional, int Longest, string? Fault);

/// <param name="Field">The field of the form beside which it belongs.</param>
/// <param name="About">What it is about where no field says so: a file, a figure.</param>
internal sealed record DeliverFault(string Field, string Code, string Message, string About)
{
    public string Text => About.Length == 0 ? Message : $"{About}: {Message}";
}
