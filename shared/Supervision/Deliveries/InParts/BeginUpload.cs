using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Deliveries.Files;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Deliveries.InParts;

/// <summary>
/// Begins an upload in parts: what can be refused is refused before the first part. Under the same Idempotency-Key the same upload is found
/// again. A crash leaves at most a row of the agenda that points to nothing.
/// </summary>
public sealed class BeginUpload(
    SupervisionStorage storage, UploadStore uploads, DirectoryStore directory, AgendaStore agenda, LegislatureClock clock, RandomIds ids, IOptions<DeliveryOptions> options)
{
    private const int MostAttempts = 8;

    /// <param name="metadata">JSON, as in an upload in one request.</param>
    public async Task<Outcome> ExecuteAsync(
        DepartmentId department,
        DeliveryKind kind,
        ReadOnlyMemory<byte> metadata,
        IReadOnlyList<AnnouncedFile> files,
        string caller,
        string? idempotencyKey,
        CancellationToken cancellationToken)
    {
        if (Refuse(kind, metadata, files, out var read, out var named) is { } refusal)
        {
            return refusal;
        }

        var now = clock.Now;
        var request = Decision.RequestKeyOf(caller, idempotencyKey);
        var upload = new UploadInParts(UploadId.New(now, ids), department, kind, caller, now, now + options.Value.UploadsKept, read, named, request);
        var day = clock.DateOf(upload.Until);
        var end = new Asked(() => agenda.AskAsync(day, AgendaItem.End(department, upload.Id), cancellationToken), clock.Time);
        var known = directory.FindAsync(department, cancellationToken);
        var underWay = uploads.CountUnderWayAsync(department, now, cancellationToken);
        await Task.WhenAll(known, underWay, end.EnsureAsync());
        if (await known is null)
        {
            return new Outcome.UnknownDepartment();
        }

        var content = HashOf(upload);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await end.MakeGoodAsync();
                ETag? over = null;
                if (request is not null && (attempt > 1 || await underWay >= options.Value.MostUploadsUnderWay))
                {
                    (var recorded, over) = await RecallAsync(department, request, content, cancellationToken);
                    if (recorded is not null)
                    {
                        return recorded;
                    }
                }

                if (await underWay >= options.Value.MostUploadsUnderWay)
                {
                    return new Outcome.TooMany();
                }

                var batch = new TableBatch(department.Value).Add(UploadStore.Row(upload));
                if (request is not null)
                {
                    var pointer = new TableEntity(department.Value, request) { ["Upload"] = upload.Id.Value, ["Content"] = content };
                    _ = over is { } etag ? batch.Replace(pointer, etag) : batch.Add(pointer);
                }

                await end.CommitAsync(() => storage.Supervision.SubmitAsync(batch, cancellationToken));
                return new Outcome.Begun(upload, Repeated: false);
            }
            catch (Exception fault) when (StorageFaults.MeansReread(fault) && !cancellationToken.IsCancellationRequested)
            {
                if (await FindOwnAsync(upload, cancellationToken))
                {
                    return new Outcome.Begun(upload, Repeated: false);
                }

                if (attempt == MostAttempts)
                {
                    throw new DecisionContendedException(upload.Id.Value, fault);
                }

                await StorageFaults.PauseAsync(attempt, clock.Time, cancellationToken);
            }
        }
    }

    /// <summary>True when the answer alone was lost.</summary>
    private async Task<bool> FindOwnAsync(UploadInParts upload, CancellationToken cancellationToken)
    {
        try
        {
            return await uploads.FindAsync(upload.Department, upload.Id, cancellationToken) is not null;
        }
        catch (Exception fault) when (StorageFaults.MeansReread(fault) && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <returns>What the request came to; or the ETag of its pointer where its upload has gone and another may be begun.</returns>
    private async Task<(Outcome? Recorded, ETag? Over)> RecallAsync(
        DepartmentId department, string request, string content, CancellationToken cancellationToken)
    {
        if (await storage.Supervision.FindAsync(department.Value, request, cancellationToken) is not { } row)
        {
            return (null, null);
        }

        if (row.GetString("Upload") is not { } id || row.GetString("Content") != content)
        {
            return (new Outcome.KeyReused(), null);
        }

        return await uploads.FindAsync(department, UploadId.Parse(id), cancellationToken) is { } found && found.Upload.Status != UploadStatus.Ended
            ? (new Outcome.Begun(found.Upload, Repeated: true), null)
            : (null, row.ETag);
    }

    private Outcome? Refuse(
        DeliveryKind kind, ReadOnlyMemory<byte> json, IReadOnlyList<AnnouncedFile> files, out DeliveryMetadata metadata, out IReadOnlyList<AnnouncedFile> named)
    {
        var faults = new List<InputFault>();
        metadata = new DeliveryMetadata("");
        named = [.. files.Select(file => file with { Name = UploadReader.CleanName(file.Name) })];
        if (named.Any(file => FileTypes.OfName(file.Name) is null))
        {
            return new Outcome.WrongType(FileTypes.EndingsInWords);
        }

        if (files.Any(file => file.Length > options.Value.MostBytesInParts) || files.Sum(file => Math.Max(0, file.Length)) > options.Value.MostBytesInParts)
        {
            return new Outcome.TooLarge(options.Value.MostBytesInParts);
        }

        if (files.Count == 0)
        {
            faults.Add(InputFault.Of("file-missing", "files", "At least one file is needed."));
        }

        if (files.Count > options.Value.MostFiles)
        {
            faults.Add(InputFault.Of("too-many-files", "files", "At most {most} files.", ("most", options.Value.MostFiles)));
        }

        faults.AddRange(named.Where(file => file.Length <= 0).Select(file => InputFault.Of("file-empty", file.Name, "The file is empty.")));
        if (json.Length > options.Value.MostMetadataBytes)
        {
            faults.Add(InputFault.Of("metadata-too-large", "metadata", "At most {most} bytes.", ("most", options.Value.MostMetadataBytes)));
        }
        else if (MetadataReader.Read(json, faults) is { } read)
        {
            metadata = read;
            var unread = faults.Select(fault => fault.Field).ToHashSet(StringComparer.Ordinal);
            faults.AddRange(DeliveryRules.Check(kind, read, clock.Today).Where(fault => !unread.Contains(fault.Field)));
        }

        return faults.Count > 0 ? new Outcome.Invalid(faults) : null;
    }

    private static string HashOf(UploadInParts upload) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(Json.Write(new { upload.Kind, upload.Metadata, upload.Files }))));

    /// <summary>What came of it.</summary>
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="Repeated">True when this request had begun it before.</param>
        public sealed record Begun(UploadInParts Upload, bool Repeated) : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;

        public sealed record WrongType(FaultWords Why) : Outcome;

        public sealed record TooLarge(long MostBytes) : Outcome;

        public sealed record UnknownDepartment : Outcome;

        /// <summary>The Idempotency-Key was used for other content.</summary>
        public sealed record KeyReused : Outcome;

        /// <summary>The department has as many uploads under way as it may have.</summary>
        public sealed record TooMany : Outcome;
    }
}
