using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Supervision.Access;
using Supervision.Deliveries;
using Supervision.Deliveries.InParts;
using Supervision.Identity;

namespace Supervision.Functions;

/// <summary>The parts of files that come in parts.</summary>
public sealed class PartFunctions(KeepPart keep, IOptions<DeliveryOptions> options, Gate gate)
{
    /// <summary>The header in which a part's SHA-256 comes, in hexadecimal.</summary>
    internal const string HashHeader = "X-Content-SHA256";

    [Function("PutPart")]
    public Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/departments/{department}/uploads/{upload}/files/{file:int}/parts/{part:int}")] HttpRequest request,
        string department,
        string upload,
        int file,
        int part,
        CancellationToken cancellationToken) =>
        gate.ForKeyOrPageAsync(Role.Department | Role.Officer, request, department, async _ =>
        {
            var hash = request.Headers[HashHeader].ToString();
            if (!UploadRules.IsHash(hash))
            {
                return Problems.Of(StatusCodes.Status400BadRequest, "part-hash-missing");
            }

            if (request.ContentLength > options.Value.MostBytes)
            {
                return UploadAnswers.TooLarge(options.Value.MostBytes);
            }

            if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            {
                limit.MaxRequestBodySize = options.Value.MostBytes;
            }

            return await keep.ExecuteAsync(
                DepartmentId.Parse(department), UploadId.Parse(upload), file, part, hash, request.Body, cancellationToken) switch
            {
                KeepPart.Outcome.Kept { Part: var kept } => Answers.Ok(kept),
                KeepPart.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                KeepPart.Outcome.TooLarge { MostBytes: var most } => UploadAnswers.TooLarge(most),
                KeepPart.Outcome.NotFound => Problems.NotFound("upload"),
                KeepPart.Outcome.Over => Problems.Conflict("upload-committed"),
                KeepPart.Outcome.Full => Problems.Conflict("too-much-in-parts"),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });
}
