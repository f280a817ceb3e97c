using System.Globalization;
using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Time;
using Supervision.Views;

namespace Supervision.Functions;

/// <summary>Deadlines by department, law, month or standing.</summary>
public sealed class DeadlineListFunctions(DeadlineStore deadlines, ViewStore views, LegislatureClock clock, Gate gate)
{
    /// <summary>
    /// One of <c>department</c>, <c>law</c> and <c>month</c> (yyyy-MM), or none; with <c>standing</c> only what stands so today. A page may
    /// hold fewer rows than asked for; the list goes on while there is a continuation. A department lists its own, joint ones included.
    /// </summary>
    [Function("ListDeadlines")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/deadlines")] HttpRequest request, CancellationToken cancellationToken)
    {
        var department = Asked(request, "department");
        return gate.ForAsync(department is null ? Role.Staff : Role.Anyone, request, department, async _ =>
        {
            var (law, month) = (Asked(request, "law"), Asked(request, "month"));
            if (new[] { department, law, month }.Count(asked => asked is not null) > 1)
            {
                return Problems.Invalid([InputFault.Of("list-one", "law", "Give one of department, law and month.")]);
            }

            Standing? standing = null;
            if (Asked(request, "standing") is { } text)
            {
                if (!StandingNames.TryParse(text, out var parsed))
                {
                    return Problems.Invalid([InputFault.Of("standing-unknown", "standing", "One of {known}.", ("known", StandingNames.All))]);
                }

                standing = parsed;
            }

            var (continuation, size) = request.Page();
            var today = clock.Today;
            if (department is not null)
            {
                var (states, after) = await deadlines.PageOwedAsync(DepartmentId.Parse(department), continuation, size, cancellationToken);
                return Answers.Page(
                    [.. states.Select(state => (State: state, Standing: Standings.Of(state, today)))
                        .Where(row => standing is null || row.Standing == standing).Select(row => new Listed<DeadlineState>(row.State, row.Standing))],
                    after);
            }

            DateOnly first = default;
            if (month is not null && !DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out first))
            {
                return Problems.Invalid([InputFault.Of("month-invalid", "month", "yyyy-MM.")]);
            }

            var list = law is not null ? ViewNames.Law(LawId.Parse(law)) : month is not null ? ViewNames.Due(first) : ViewNames.Awaited;
            var (contents, next) = law is null && month is null && standing is { } named
                ? await views.PageAsync(StandingLists.Of(named, today), continuation, size, cancellationToken)
                : await views.PageAsync(list, continuation, size, cancellationToken);
            return Answers.Page(
                [.. contents.Select(Json.Read<DeadlineSummary>).Select(summary => (Summary: summary, Standing: Standings.Of(summary, today)))
                    .Where(row => standing is null || row.Standing == standing).Select(row => new Listed<DeadlineSummary>(row.Summary, row.Standing))],
                next);
        });
    }

    private static string? Asked(HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 } value ? value : null;
}
