using Microsoft.AspNetCore.Http;
using Supervision.Deliveries;

namespace Supervision.Functions;

/// <summary>What an upload is answered with, whichever way it came in.</summary>
internal static class UploadAnswers
{
    public static IResult Of(TakeDelivery.Outcome outcome) => outcome switch
    {
        TakeDelivery.Outcome.Judged { Receipt: var receipt } => Of(receipt),
        TakeDelivery.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
        TakeDelivery.Outcome.Unconfirmed { Warnings: var warnings } => Problems.Unconfirmed(warnings),
        TakeDelivery.Outcome.NotScanned => Problems.NotScanned(),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static IResult WrongType(FaultWords why) => Problems.Of(StatusCodes.Status415UnsupportedMediaType, "wrong-type", why);

    public static IResult TooLarge(long most) => Problems.Of(
        StatusCodes.Status413PayloadTooLarge, "too-large", null, new Dictionary<string, object?> { ["mostBytes"] = most });

    public static IResult KeyReused() => Problems.Of(StatusCodes.Status422UnprocessableEntity, "idempotency-key-reused");

    private static IResult Of(ReceiveDelivery.Outcome outcome) => outcome switch
    {
        ReceiveDelivery.Outcome.Received { Delivery: var delivery, Repeated: false } =>
            Answers.Created($"/api/departments/{delivery.Department}/deliveries/{delivery.Id}", DeliveryReceipt.Of(delivery)),
        ReceiveDelivery.Outcome.Received { Delivery: var delivery } => Answers.Ok(DeliveryReceipt.Of(delivery)),
        ReceiveDelivery.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
        ReceiveDelivery.Outcome.UnknownDepartment => Problems.NotFound("department"),
        ReceiveDelivery.Outcome.NotYours => Problems.Of(StatusCodes.Status403Forbidden, "not-your-department"),
        ReceiveDelivery.Outcome.KeyReused => KeyReused(),
        ReceiveDelivery.Outcome.TooMany => Problems.Conflict("too-many-deliveries"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
