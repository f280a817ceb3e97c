using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Time;

namespace Supervision.Deliveries.InParts;

/// <summary>
/// Takes one part of a file. It is stored once its hash is known to be right; a part that breaks off leaves nothing, a repeated one changes
/// nothing. The caller waits for two storage round trips one after another, beside the check of the key.
/// </summary>
public sealed class KeepPart(UploadStore uploads, LegislatureClock clock, IOptions<DeliveryOptions> options)
{
    /// <param name="file">Number of the file, from 1.</param>
    /// <param name="number">Number of the part, from 1.</param>
    /// <param name="sha256">SHA-256 of the part as the sender computed it, hexadecimal.</param>
    public async Task<Outcome> ExecuteAsync(
        DepartmentId department, UploadId id, int file, int number, string sha256, Stream body, CancellationToken cancellationToken)
    {
        if (number is < 1 or > UploadRules.MostParts)
        {
            return new Outcome.Invalid([InputFault.Of("part-number", "part", "Parts are numbered from 1 to {most}.", ("most", UploadRules.MostParts))]);
        }

        var found = uploads.FindAsync(department, id, cancellationToken);
        var listed = uploads.ListPartsAsync(id, file, cancellationToken);
        await Task.WhenAll(found, listed);
        if (await found is not { Upload: { Status: not UploadStatus.Ended } upload } || upload.Until <= clock.Now || file < 1 || file > upload.Files.Count)
        {
            return new Outcome.NotFound();
        }

        await using var spool = IncomingFiles.Spool(body);
        var (hash, fault) = await ReadAsync(spool, sha256, cancellationToken);
        if (fault is not null)
        {
            return fault;
        }

        var part = new StoredPart(number, spool.Length, hash);
        var stored = await listed;
        if (stored.Contains(part))
        {
            return new Outcome.Kept(part);
        }

        if (upload.Status == UploadStatus.Received)
        {
            return new Outcome.Over();
        }

        if (UploadRules.IsFull(upload.Files[file - 1], stored, part.Length, options.Value.MostBytes))
        {
            return new Outcome.Full();
        }

        spool.Position = 0;
        await uploads.StageAsync(id, file, part, spool, cancellationToken);
        return new Outcome.Kept(part);
    }

    private async Task<(string Hash, Outcome? Fault)> ReadAsync(Stream spool, string sha256, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[81_920];
        var length = 0L;
        try
        {
            for (int read; (read = await spool.ReadAsync(buffer, cancellationToken)) > 0; length += read)
            {
                if (length + read > options.Value.MostBytes)
                {
                    return ("", new Outcome.TooLarge(options.Value.MostBytes));
                }

                hash.AppendData(buffer, 0, read);
            }
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return ("", new Outcome.TooLarge(options.Value.MostBytes));
        }
        catch (IOException)
        {
            return ("", new Outcome.Invalid([InputFault.Of("part-cut", "", "The part broke off; send it again.")]));
        }

        var found = Convert.ToHexStringLower(hash.GetHashAndReset());
        return length == 0 ? (found, new Outcome.Invalid([InputFault.Of("part-empty", "", "A part has at least one byte.")]))
            : !found.Equals(sha256, StringComparison.OrdinalIgnoreCase) ? (found, new Outcome.Invalid([InputFault.Of("part-hash-differs", "", "The bytes that arrived have another hash.")]))
            : (found, null);
    }

    /// <summary>What came of it.</summary>
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <summary>The part lies in storage, since now or before.</summary>
        public sealed record Kept(StoredPart Part) : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;

        public sealed record TooLarge(long MostBytes) : Outcome;

        /// <summary>No such upload or file, or not any more.</summary>
        public sealed record NotFound : Outcome;

        /// <summary>The upload was received without this part.</summary>
        public sealed record Over : Outcome;

        /// <summary>Far more bytes have arrived than were announced.</summary>
        public sealed record Full : Outcome;
    }
}
