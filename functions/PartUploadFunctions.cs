using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Deliveries;
using Supervision.Deliveries.InParts;
using Supervision.Identity;

namespace Supervision.Functions;

/// <summary>Reports and rules whose files are too large for one request come in parts.</summary>
public sealed class PartUploadFunctions(BeginUpload begin, CommitUpload commit, EndUpload end, UploadStates states, Gate gate)
{
    [Function("BeginUpload")]
    public Task<IResult> BeginAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/departments/{department}/uploads")] HttpRequest request,
        string department,
        CancellationToken cancellationToken) =>
        gate.ForKeyOrPageAsync(Role.Department | Role.Officer, request, department, async caller =>
        {
            var body = await request.JsonAsync<UploadBody>(cancellationToken);
            var metadata = Encoding.UTF8.GetBytes(body.Metadata.GetRawText());
            return await begin.ExecuteAsync(
                DepartmentId.Parse(department), body.Kind, metadata, body.Files, caller.Id, request.IdempotencyKey(), cancellationToken) switch
            {
                BeginUpload.Outcome.Begun { Upload: var upload, Repeated: false } =>
                    Answers.Created($"/api/departments/{department}/uploads/{upload.Id}", await states.OfAsync(upload, isNew: true, cancellationToken)),
                BeginUpload.Outcome.Begun { Upload: var upload } => Answers.Ok(await states.OfAsync(upload, isNew: false, cancellationToken)),
                BeginUpload.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                BeginUpload.Outcome.WrongType { Why: var why } => UploadAnswers.WrongType(why),
                BeginUpload.Outcome.TooLarge { MostBytes: var most } => UploadAnswers.TooLarge(most),
                BeginUpload.Outcome.UnknownDepartment => Problems.NotFound("department"),
                BeginUpload.Outcome.KeyReused => UploadAnswers.KeyReused(),
                BeginUpload.Outcome.TooMany => Problems.Conflict("too-many-uploads"),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    [Function("GetUpload")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/departments/{department}/uploads/{upload}")] HttpRequest request,
        string department,
        string upload,
        CancellationToken cancellationToken) =>
        gate.ForKeyOrPageAsync(Role.Department | Role.Officer, request, department, async _ =>
            await states.FindAsync(DepartmentId.Parse(department), UploadId.Parse(upload), cancellationToken) is { } state
                ? Answers.Ok(state)
                : Problems.NotFound("upload"));

    [Function("CommitUpload")]
    public Task<IResult> CommitAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/departments/{department}/uploads/{upload}/commit")] HttpRequest request,
        string department,
        string upload,
        CancellationToken cancellationToken) =>
        gate.ForKeyOrPageAsync(Role.Department | Role.Officer, request, department, async caller =>
        {
            var body = await request.JsonAsync<CommitBody>(cancellationToken);
            return await commit.ExecuteAsync(
                DepartmentId.Parse(department), UploadId.Parse(upload), body.Files, body.Confirmed, caller, cancellationToken) switch
            {
                CommitUpload.Outcome.Taken { Delivery: var outcome } => UploadAnswers.Of(outcome),
                CommitUpload.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                CommitUpload.Outcome.NotFound => Problems.NotFound("upload"),
                CommitUpload.Outcome.Over => Problems.Conflict("upload-committed"),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    [Function("GiveUpUpload")]
    public Task<IResult> GiveUpAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/departments/{department}/uploads/{upload}")] HttpRequest request,
        string department,
        string upload,
        CancellationToken cancellationToken) =>
        gate.ForKeyOrPageAsync(Role.Department | Role.Officer, request, department, async _ =>
            await end.GiveUpAsync(DepartmentId.Parse(department), UploadId.Parse(upload), cancellationToken) switch
            {
                EndUpload.Outcome.Ended => Results.NoContent(),
                EndUpload.Outcome.NotFound => Problems.NotFound("upload"),
                EndUpload.Outcome.Received => Problems.Conflict("upload-received"),
                _ => throw new System.Diagnostics.UnreachableException(),
            });

    /// <param name="Metadata">As in an upload in one request.</param>
    internal sealed record UploadBody(DeliveryKind Kind, JsonElement Metadata, IReadOnlyList<AnnouncedFile> Files);

    /// <param name="Files">In the order announced.</param>
    /// <param name="Confirmed">Codes of warnings that the sender stands by.</param>
    internal sealed record CommitBody(IReadOnlyList<FileOfParts> Files, IReadOnlyList<string>? Confirmed = null);
}
