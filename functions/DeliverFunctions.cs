using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Deliveries;

namespace Supervision.Functions;

/// <summary>Takes the form with which somebody of a department delivers; its token makes sending it twice harmless.</summary>
public sealed partial class DeliverFunctions(UploadReader reader, TakeDelivery take, DeliverPages pages, PageAnswers answers, Gate gate)
{
    private const string Once = "once";

    [Function("DeliverFromPage")]
    public async Task<IResult> DeliverAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "deliver/{kind}")] HttpRequest request,
        string kind,
        CancellationToken cancellationToken)
    {
        var page = answers.Begin(request);
        return page.Show(await gate.ForFormAsync(Role.Department, request, null, async caller =>
        {
            if (DeliverPages.KindOf(kind) is not { } known || caller.Department is not { } department)
            {
                return Problems.NotFound("not");
            }

            var spools = new List<IAsyncDisposable>();
            try
            {
                var state = new FormState(known, department, new FormFields());
                var upload = await reader.ReadAsync(request, known, spools, cancellationToken, state.Fields);
                state = state with { Once = OnceForm().IsMatch(state.Fields[Once]) ? state.Fields[Once] : null };
                if (upload is not Upload.Whole { Metadata: var metadata, Files: var files })
                {
                    return await AgainAsync(Refusal(upload, state));
                }

                var home = await pages.HomeAsync(department, state.Fields, cancellationToken);
                var outcome = await take.ExecuteAsync(
                    new DeliveryRequest(home, known, caller.Id, state.Once, metadata, files, Heir: caller.HeirAt(home)), nobodyConfirms: false, cancellationToken);
                return outcome is TakeDelivery.Outcome.Judged { Receipt: ReceiveDelivery.Outcome.Received { Delivery: var delivery } }
                    ? page.Redirect($"/receipts/{delivery.Department}/{delivery.Id}", _ => { })
                    : await AgainAsync(Refusal(outcome, state));
            }
            finally
            {
                foreach (var spool in spools)
                {
                    await spool.DisposeAsync();
                }
            }

            Task<IResult> AgainAsync((int Status, FormState State) refusal) =>
                pages.FormAsync(page, refusal.Status, refusal.State, caller, cancellationToken);
        }));
    }

    private static (int Status, FormState State) Refusal(Upload upload, FormState state) => upload switch
    {
        Upload.Invalid { Faults: var faults } => (StatusCodes.Status422UnprocessableEntity, state with { Faults = faults }),
        Upload.TooLarge => (StatusCodes.Status413PayloadTooLarge, state with { Message = "deliver.too-large" }),
        _ => (StatusCodes.Status415UnsupportedMediaType, state with { Message = "deliver.not-a-form" }),
    };

    private static (int Status, FormState State) Refusal(TakeDelivery.Outcome outcome, FormState state) => outcome switch
    {
        TakeDelivery.Outcome.Invalid { Faults: var faults } => (StatusCodes.Status422UnprocessableEntity, state with { Faults = faults }),
        TakeDelivery.Outcome.Judged { Receipt: ReceiveDelivery.Outcome.Invalid { Faults: var faults } } =>
            (StatusCodes.Status422UnprocessableEntity, state with { Faults = faults }),
        TakeDelivery.Outcome.Unconfirmed { Warnings: var warnings } => (StatusCodes.Status422UnprocessableEntity, state with { Warnings = warnings }),
        TakeDelivery.Outcome.NotScanned => (StatusCodes.Status503ServiceUnavailable, state with { Message = "deliver.not-scanned" }),

        // Sent before with other content, such as after going back in the browser: under a fresh token it is a delivery of its own.
        TakeDelivery.Outcome.Judged { Receipt: ReceiveDelivery.Outcome.KeyReused } =>
            (StatusCodes.Status422UnprocessableEntity, state with { Message = "deliver.sent-before", Once = null }),
        TakeDelivery.Outcome.Judged { Receipt: ReceiveDelivery.Outcome.TooMany } => (StatusCodes.Status409Conflict, state with { Message = "deliver.too-many" }),
        TakeDelivery.Outcome.Judged { Receipt: ReceiveDelivery.Outcome.NotYours } => (StatusCodes.Status403Forbidden, state with { Message = "deliver.not-yours" }),
        _ => (StatusCodes.Status404NotFound, state with { Message = "deliver.unknown-department" }),
    };

    [GeneratedRegex(@"\A[0-9a-f]{32}\z")]
    private static partial Regex OnceForm();
}
