using Azure;
using Supervision.Access;
using Supervision.Deliveries.Files;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Deliveries.InParts;

/// <summary>
/// Makes the files of an upload of their parts and takes the delivery as any other. In this order: what is missing is named; the list of
/// parts is fixed, so that nobody can make other files of the parts any more; files are made; they are looked at, scanned and received, and
/// the upload ends in the same transaction. Each step finds what an attempt before has done, so that a commit that broke off is sent again.
/// </summary>
public sealed class CommitUpload(UploadStore uploads, DeliveryStore deliveries, SupervisionStorage storage, TakeDelivery take, LegislatureClock clock)
{
    private const int MostAttempts = 8;

    /// <param name="confirmed">Codes of warnings that the sender stands by, beside those of the metadata.</param>
    public async Task<Outcome> ExecuteAsync(
        DepartmentId department, UploadId id, IReadOnlyList<FileOfParts> files, IReadOnlyList<string>? confirmed, Caller caller, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (await uploads.FindAsync(department, id, cancellationToken) is not { } found || found.Upload.Status == UploadStatus.Ended)
                {
                    return new Outcome.NotFound();
                }

                return found.Upload.Status == UploadStatus.Received
                    ? await ReceiptAsync(found.Upload, files, cancellationToken)
                    : await CommitAsync(found.Upload, found.ETag, files, confirmed, caller, cancellationToken);
            }
            catch (RequestFailedException changed) when (changed.Status == 412 && attempt < MostAttempts)
            {
                // Fixed, received or ended by another meanwhile, or by an attempt of this whose answer was lost.
                await StorageFaults.PauseAsync(attempt, clock.Time, cancellationToken);
            }
        }
    }

    private async Task<Outcome> CommitAsync(
        UploadInParts upload, ETag etag, IReadOnlyList<FileOfParts> files, IReadOnlyList<string>? confirmed, Caller caller, CancellationToken cancellationToken)
    {
        if (upload.Until <= clock.Now)
        {
            return new Outcome.NotFound();
        }

        if (UploadRules.Faults(upload, files) is { Count: > 0 } faults)
        {
            return new Outcome.Invalid(faults);
        }

        var list = UploadRules.ListHash(files);
        if (upload.List is { } known && known != list)
        {
            return new Outcome.Over();
        }

        var stored = await Task.WhenAll(files.Select((_, index) => uploads.ListPartsAsync(upload.Id, index + 1, cancellationToken)));
        if (UploadRules.Missing(upload, files, stored) is { Count: > 0 } missing)
        {
            return new Outcome.Invalid(missing);
        }

        if (upload.Status == UploadStatus.Open)
        {
            upload = upload with { Status = UploadStatus.Fixed, List = list };
            await storage.Supervision.ReplaceAsync(UploadStore.Row(upload), etag, cancellationToken);
            (_, etag) = await uploads.FindAsync(upload.Department, upload.Id, cancellationToken)
                is { } again && again.Upload.List == list && again.Upload.Status == UploadStatus.Fixed
                    ? again
                    : throw new RequestFailedException(412, "Changed meanwhile.");
        }

        await Task.WhenAll(files.Select((file, index) => uploads.MakeFileAsync(upload, index + 1, file.Parts, cancellationToken)));
        return await TakeAsync(upload, etag, files, confirmed, caller, cancellationToken);
    }

    private async Task<Outcome> TakeAsync(
        UploadInParts upload, ETag etag, IReadOnlyList<FileOfParts> files, IReadOnlyList<string>? confirmed, Caller caller, CancellationToken cancellationToken)
    {
        var faults = new List<InputFault>();
        var incoming = new List<IncomingFile>();
        try
        {
            foreach (var (index, announced) in upload.Files.Index())
            {
                var content = await uploads.OpenAsync(upload.Id, index + 1, cancellationToken);
                var (file, fault) = await IncomingFiles.LookAsync(content, announced.Name, FileTypes.OfName(announced.Name)!, cancellationToken);
                incoming.Add(file);
                if (!file.Sha256.Equals(files[index].Sha256, StringComparison.OrdinalIgnoreCase))
                {
                    faults.Add(UploadRules.HashDiffers(index));
                }

                if (fault is not null)
                {
                    faults.Add(fault);
                }
            }

            var metadata = upload.Metadata with { Confirmed = Both(upload.Metadata.Confirmed, confirmed) };
            metadata = IncomingFiles.Judge(upload.Kind, metadata, incoming, clock.Today, faults);
            if (faults.Count > 0)
            {
                return new Outcome.Invalid(faults);
            }

            var received = upload with { Status = UploadStatus.Received, Delivery = upload.Id.Delivery };
            var ahead = new StoredAhead(upload.Id.Delivery, upload.Id.Day, UploadStore.Row(received), etag);
            var request = new DeliveryRequest(upload.Department, upload.Kind, caller.Id, null, metadata!, incoming, Ahead: ahead, Heir: caller.HeirAt(upload.Department));
            var outcome = await take.ExecuteAsync(request, nobodyConfirms: false, cancellationToken);
            if (outcome is TakeDelivery.Outcome.Judged { Receipt: ReceiveDelivery.Outcome.Received { Repeated: true, Delivery: var before } })
            {
                await GiveWayAsync(upload, etag, before.Id, cancellationToken);
            }

            return new Outcome.Taken(outcome);
        }
        finally
        {
            foreach (var file in incoming)
            {
                await file.Content.DisposeAsync();
            }
        }
    }

    /// <summary>The same content stands already: the upload points to it, and its own files go, now or when the upload's time is over.</summary>
    private async Task GiveWayAsync(UploadInParts upload, ETag etag, DeliveryId before, CancellationToken cancellationToken)
    {
        await storage.Supervision.ReplaceAsync(
            UploadStore.Row(upload with { Status = UploadStatus.Received, Delivery = before }), etag, cancellationToken);
        foreach (var (index, _) in upload.Files.Index())
        {
            await uploads.DiscardAsync(upload.Id, index + 1, cancellationToken);
        }
    }

    private async Task<Outcome> ReceiptAsync(UploadInParts upload, IReadOnlyList<FileOfParts> files, CancellationToken cancellationToken)
    {
        if (UploadRules.Faults(upload, files) is { Count: > 0 } faults)
        {
            return new Outcome.Invalid(faults);
        }

        if (UploadRules.ListHash(files) != upload.List)
        {
            return new Outcome.Over();
        }

        var (delivery, _) = await deliveries.FindAsync(upload.Department, upload.Delivery!.Value, cancellationToken)
            ?? throw new InvalidOperationException($"Delivery {upload.Delivery} is pointed to and missing.");
        return new Outcome.Taken(new TakeDelivery.Outcome.Judged(new ReceiveDelivery.Outcome.Received(delivery, Repeated: true)));
    }

    private static IReadOnlyList<string>? Both(IReadOnlyList<string>? first, IReadOnlyList<string>? second) =>
        second is null || second.Count == 0 ? first : [.. (first ?? []).Union(second, StringComparer.Ordinal)];

    /// <summary>What came of it.</summary>
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <summary>The files were made and taken like those of any upload.</summary>
        public sealed record Taken(TakeDelivery.Outcome Delivery) : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;

        /// <summary>No such upload, or not any more.</summary>
        public sealed record NotFound : Outcome;

        /// <summary>It was committed with another list of parts.</summary>
        public sealed record Over : Outcome;
    }
}
