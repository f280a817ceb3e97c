using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Obligations;
using Supervision.Pages.Queries;
using Supervision.Pages.Rendering;

namespace Supervision.Functions;

/// <summary>The pages on which somebody of a department delivers: what to deliver for, then the form.</summary>
public sealed class DeliverPages(DepartmentPageQuery departments, OwedDeadlines owed, IOptions<DeliveryOptions> options, Gate gate)
{
    public Task<IResult> ChooseAsync(PageRequest page, CancellationToken cancellationToken) => ForDepartmentAsync(page, async (department, caller) =>
        await departments.ListAwaitedAsync(department, page.Wording, cancellationToken) is { } awaited
            ? page.Page("deliver", page.Texts["deliver.title"], new DeliverChoice(awaited), caller)
            : Problems.NotFound("department"));

    public Task<IResult> ShowAsync(PageRequest page, string kind, CancellationToken cancellationToken) => ForDepartmentAsync(page, async (department, caller) =>
    {
        var fields = new FormFields();
        fields.Add(FormFields.Deadline, page.Request.Query[FormFields.Deadline].ToString());
        return KindOf(kind) is { } known
            ? await FormAsync(page, StatusCodes.Status200OK, new FormState(known, department, fields), caller, cancellationToken)
            : Problems.NotFound("not");
    });

    /// <summary>report or rule, else null.</summary>
    internal static DeliveryKind? KindOf(string kind) => kind switch
    {
        "report" => DeliveryKind.Report,
        "rule" => DeliveryKind.Rule,
        _ => null,
    };

    /// <summary>Where the delivery goes: to the department whose deadline was chosen, when this one has taken over its duty; else to itself.</summary>
    internal async Task<DepartmentId> HomeAsync(DepartmentId department, FormFields fields, CancellationToken cancellationToken) =>
        DeadlineId.TryParse(fields[FormFields.Deadline], out var deadline) && await owed.DeliversAsync(department, deadline, cancellationToken)
            ? deadline.Home
            : department;

    /// <summary>The form, with what was typed and what is wrong with it.</summary>
    internal async Task<IResult> FormAsync(PageRequest page, int status, FormState state, Caller caller, CancellationToken cancellationToken)
    {
        if (await departments.ListAwaitedAsync(state.Department, page.Wording, cancellationToken) is not { } awaited)
        {
            return Problems.NotFound("department");
        }

        var chosen = state.Fields[FormFields.Deadline];
        var faults = DeliverForm.Sorted(state.Kind, state.Faults, page.Texts.Language);
        var form = new DeliverForm(
            state.Kind,
            state.Department,
            state.Once ?? Guid.NewGuid().ToString("N"),
            [
                .. awaited.Rows.Where(row => (row.Kind == ObligationKind.ImplementingRule) == (state.Kind == DeliveryKind.Rule))
                    .Select(row => new DeadlineChoice(row.Id, row.LawTitle, row.Article, row.Due, row.Days, row.Id.Value == chosen)),
            ],
            DeliverForm.FieldsOf(state.Kind, state.Fields, faults),
            faults,
            [.. state.Warnings.Select(warning => new DeliverFault("", warning.Code, FaultTexts.Say(warning, page.Texts.Language), warning.Field))],
            state.Message,
            status != StatusCodes.Status200OK,
            (options.Value.MostBytes / 1_000_000).ToString(CultureInfo.InvariantCulture),
            (options.Value.MostBytesInParts / 1_000_000).ToString(CultureInfo.InvariantCulture),
            options.Value.MostBytes,
            options.Value.MostBytesInParts,
            options.Value.MostFiles,
            PageAssets.Deliver.Address);
        return page.WithScript().Page(status, "deliver-form", page.Texts[$"deliver.{DeliverForm.Name(state.Kind)}.title"], form, caller);
    }

    private async Task<IResult> ForDepartmentAsync(PageRequest page, Func<DepartmentId, Caller, Task<IResult>> act) =>
        page.Show(await gate.ForAsync(Role.Department, page.Request, caller =>
            caller.Department is { } department ? act(department, caller) : Task.FromResult(Problems.Of(StatusCodes.Status403Forbidden, "forbidden"))));
}

/// <summary>What a form to be shown is made of.</summary>
internal sealed record FormState(DeliveryKind Kind, DepartmentId Department, FormFields Fields)
{
    /// <summary>The token under which it is received once, however often it is sent; null for a fresh one.</summary>
    public string? Once { get; init; }

    public IReadOnlyList<InputFault> Faults { get; init; } = [];

    public IReadOnlyList<InputFault> Warnings { get; init; } = [];

    /// <summary>Key of a text that says why nothing was received, or null.</summary>
    public string? Message { get; init; }
}
