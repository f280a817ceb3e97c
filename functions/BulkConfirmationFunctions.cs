using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Obligations.Review;

namespace Supervision.Functions;

/// <summary>Confirming many finds of a law at once, and the cases that reviews left.</summary>
public sealed class BulkConfirmationFunctions(WaitingFinds queue, ConfirmSure confirmSure, ReviewCases cases, Gate gate)
{
    private const double UsualThreshold = 0.9;

    [Function("OfferBulkConfirmation")]
    public Task<IResult> OfferAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/laws/{law}/bulk-confirmation")] HttpRequest request, string law, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
            await queue.OfferAsync(LawId.Parse(law), ThresholdOf(request), cancellationToken) is { } offer ? Answers.Ok(offer) : Problems.NotFound("law"));

    [Function("ConfirmSure")]
    public Task<IResult> ConfirmSureAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/laws/{law}/bulk-confirmation")] HttpRequest request, string law, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer, request, async caller =>
        {
            var body = await request.JsonAsync<BulkBody>(cancellationToken);
            return await confirmSure.ExecuteAsync(LawId.Parse(law), body.Threshold, body.Token, body.Checked, caller, cancellationToken) switch
            {
                ConfirmSure.Outcome.Done done => Answers.Ok(
                    new ConfirmedAtOnce(done.Confirmed, [.. done.Left.Select(left => Worded(left.Number, left.Faults, RequestLanguage.Of(request)))], done.Skipped)),
                ConfirmSure.Outcome.Changed => Problems.Conflict("review-changed"),
                ConfirmSure.Outcome.SampleUnchecked => Problems.Conflict("sample-unchecked"),
                ConfirmSure.Outcome.NotFound => Problems.NotFound("law"),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    [Function("ExportReviewCases")]
    public Task<IResult> ExportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/laws/{law}/review-cases")] HttpRequest request, string law, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
            await cases.ListAsync(LawId.Parse(law), cancellationToken) is { } found
                ? Results.Text(string.Concat(found.Select(one => Json.Write(one) + "\n")), "application/jsonl", Encoding.UTF8)
                : Problems.NotFound("law"));

    private static LeftFind Worded(int number, IReadOnlyList<InputFault> faults, string language) =>
        new(number, [.. faults.Select(fault => new WordedFault(fault.Code, fault.Field, FaultTexts.Say(fault, language)))]);

    private static double ThresholdOf(HttpRequest request) =>
        double.TryParse(request.Query["threshold"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var threshold) ? threshold : UsualThreshold;

    internal sealed record BulkBody(double Threshold, string Token, IReadOnlyList<int> Checked);
}
