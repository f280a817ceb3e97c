using System.Globalization;
using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Views;

namespace Supervision.Functions;

/// <summary>Laws, what they oblige to, and the officers' word on it.</summary>
public sealed class LawFunctions(LawStore laws, ImportLaw import, ConfirmObligation confirm, ViewStore views, Gate gate)
{
    private const int MostTitle = 300;
    private const int MostTextBytes = 25_000_000;

    [Function("ImportLaw")]
    public Task<IResult> ImportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/laws")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer, request, async caller =>
        {
            var name = request.Query["file"].ToString() is { Length: > 0 } file ? file : "law.txt";
            var content = await request.BytesAsync(MostTextBytes, cancellationToken);
            var titleEn = request.Query["titleEn"].ToString() is { Length: > 0 and <= MostTitle } title ? title : null;
            var effective = request.Query["amendmentEffective"].ToString();
            DateOnly? given = DateOnly.TryParseExact(effective, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
            if (effective.Length > 0 && given is null)
            {
                return Problems.Invalid([InputFault.Of("date-missing", "amendmentEffective", "Give a date such as 2026-03-31.")]);
            }

            var committee = request.Query["committee"].ToString() is { Length: > 0 } asked ? asked : null;
            return await import.ExecuteAsync(name, content, cancellationToken, titleEn, given, caller.Id, committee) switch
            {
                ImportLaw.Outcome.Imported { Law: var law, Proposed: var proposed, CarriedOver: var carried, Awaiting: var awaiting } =>
                    Answers.Created($"/api/laws/{law.Id}", new ImportedLaw(law, proposed, Unchanged: false, carried, awaiting)),
                ImportLaw.Outcome.Unchanged { Law: var law } => Answers.Ok(new ImportedLaw(law, [], Unchanged: true)),
                ImportLaw.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                ImportLaw.Outcome.Refused { Code: var code, Reason: var reason } => Problems.Of(
                    StatusCodes.Status422UnprocessableEntity, "law-text-refused", reason, new Dictionary<string, object?> { ["reason"] = code }),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    [Function("ListLaws")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/laws")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Anyone, request, async _ =>
        {
            var (continuation, size) = request.Page();
            var (contents, next) = await views.PageAsync(ViewNames.Laws, continuation, size, cancellationToken);
            return Answers.Page([.. contents.Select(Json.Read<Law>)], next);
        });

    [Function("GetLaw")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/laws/{law}")] HttpRequest request, string law, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Anyone, request, async _ =>
        {
            if (await laws.FindAsync(LawId.Parse(law), cancellationToken) is not { } found)
            {
                return Problems.NotFound("law");
            }

            request.HttpContext.Response.Headers.ETag = $"\"{LawStore.TagOf(found.ETag)}\"";
            return Answers.Ok(found.Law);
        });

    [Function("ListObligations")]
    public Task<IResult> ListObligationsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/laws/{law}/obligations")] HttpRequest request,
        string law,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Anyone, request, async _ =>
        {
            var (continuation, size) = request.Page(Requests.WholePage);
            var (obligations, next) = await laws.PageObligationsAsync(LawId.Parse(law), continuation, size, cancellationToken);
            return Answers.Page(obligations, next);
        });

    [Function("ConfirmObligation")]
    public Task<IResult> ConfirmAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/laws/{law}/obligations/{number}/confirmation")] HttpRequest request,
        string law,
        string number,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer, request, async caller =>
        {
            var id = ObligationId.Parse($"{LawId.Parse(law)}-{number}");
            var confirmation = await request.JsonAsync<ConfirmationRequest>(cancellationToken);
            return await confirm.ExecuteAsync(id, confirmation, request.Act(caller), cancellationToken) switch
            {
                ConfirmObligation.Outcome.Confirmed { Obligation: var confirmed } => Answers.Ok(confirmed),
                ConfirmObligation.Outcome.AlreadyConfirmed => Problems.Conflict("already-confirmed"),
                ConfirmObligation.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                ConfirmObligation.Outcome.Ended => Problems.Conflict("obligation-ended"),
                ConfirmObligation.Outcome.Rejected => Problems.Conflict("obligation-rejected"),
                ConfirmObligation.Outcome.ProvisionChanged { Version: var version } => Problems.Conflict("provision-changed", FaultWords.Of("By version {version}.", ("version", version))),
                ConfirmObligation.Outcome.NotFound => Problems.NotFound("obligation"),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });
}
