using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;
using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Laws.Reading;
using Supervision.Obligations;
using Supervision.Storage;

namespace Supervision.Laws;

/// <summary>The register: laws with their obligations, one partition a law; original texts as blobs.</summary>
public sealed class LawStore(SupervisionStorage storage)
{
    private const string LawRow = "law";
    private const string ObligationPrefix = "obligation-";

    /// <summary>The row of an end bears the id of its plan.</summary>
    private const string EndingPrefix = "ending-";

    /// <summary>The tag of a law or an obligation as callers see it (If-Match): another with every write.</summary>
    public static string TagOf(ETag etag) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(etag.ToString())))[..32];

    public async Task<(Law Law, ETag ETag)?> FindAsync(LawId id, CancellationToken cancellationToken) =>
        await storage.Register.FindAsync(id.Value, LawRow, cancellationToken) is { } row
            ? (Json.Read<Law>(row.GetString("Law")), row.ETag)
            : null;

    public async Task<(Obligation Obligation, ETag ETag)?> FindObligationAsync(ObligationId id, CancellationToken cancellationToken) =>
        await storage.Register.FindAsync(id.Law.Value, RowKeyOf(id), cancellationToken) is { } row
            ? (Json.Read<Obligation>(row.GetString("Obligation")), row.ETag)
            : null;

    /// <summary>The obligations of a law by number.</summary>
    public async Task<IReadOnlyList<Obligation>> ListObligationsAsync(LawId law, CancellationToken cancellationToken)
    {
        var obligations = new List<Obligation>();
        await foreach (var row in storage.Register.ListAsync(law.Value, ObligationPrefix, null, cancellationToken))
        {
            obligations.Add(Json.Read<Obligation>(row.GetString("Obligation")));
        }

        return obligations;
    }

    /// <summary>One page of the obligations of a law, by number.</summary>
    public async Task<(IReadOnlyList<Obligation> Obligations, string? Continuation)> PageObligationsAsync(
        LawId law, string? continuation, int size, CancellationToken cancellationToken)
    {
        var page = await storage.Register.PageAsync(law.Value, ObligationPrefix, null, continuation, size, cancellationToken);
        return ([.. page.Rows.Select(row => Json.Read<Obligation>(row.GetString("Obligation")))], page.Continuation);
    }

    /// <summary>The same with the tags under which they were read.</summary>
    internal async Task<IReadOnlyList<(Obligation Obligation, ETag ETag)>> ListObligationRowsAsync(LawId law, CancellationToken cancellationToken)
    {
        var obligations = new List<(Obligation, ETag)>();
        await foreach (var row in storage.Register.ListAsync(law.Value, ObligationPrefix, null, cancellationToken))
        {
            obligations.Add((Json.Read<Obligation>(row.GetString("Obligation")), row.ETag));
        }

        return obligations;
    }

    /// <summary>
    /// Registers a law with new obligations: one transaction, or for a law with very many obligations several, of which the last makes
    /// the law visible. Repeating it after a crash writes the same rows again.
    /// </summary>
    /// <param name="etag">The law's row as it was read; null when there was none.</param>
    /// <param name="answer">What the request that wants this is answered; the transaction fails where an answer to it is kept already.</param>
    /// <param name="endings">Ends that are recorded or change with it.</param>
    internal Task SaveAsync(
        Law law,
        ETag? etag,
        IReadOnlyList<Obligation> added,
        CancellationToken cancellationToken,
        KeptAnswer? answer = null,
        IReadOnlyList<EndingRow>? endings = null) =>
        SaveAsync(law, etag, [], added, cancellationToken, answer, endings);

    /// <summary>The same with obligations that change beside it.</summary>
    /// <param name="changed">Each with the tag under which it was read.</param>
    internal async Task SaveAsync(
        Law law,
        ETag? etag,
        IReadOnlyList<(Obligation Obligation, ETag ETag)> changed,
        IReadOnlyList<Obligation> added,
        CancellationToken cancellationToken,
        KeptAnswer? answer = null,
        IReadOnlyList<EndingRow>? endings = null)
    {
        var rows = changed.Select(each => (Row: RowOf(each.Obligation), ETag: (ETag?)each.ETag)).Concat(added.Select(each => (RowOf(each), (ETag?)null))).ToList();
        var chunks = rows.Chunk(TableGuard.MostRows - (answer is null ? 1 : 2) - (endings?.Count ?? 0)).ToList();
        var leftovers = added.Count > 0 ? await ListETagsAsync(law.Id, added[0].Id, cancellationToken) : [];
        foreach (var chunk in chunks.SkipLast(1))
        {
            var early = new TableBatch(law.Id.Value);
            Write(early, chunk);
            await storage.Register.SubmitAsync(early, cancellationToken);
        }

        var batch = new TableBatch(law.Id.Value);
        var row = new TableEntity(law.Id.Value, LawRow) { ["Law"] = Json.Write(law) };
        _ = etag is { } read ? batch.Replace(row, read) : batch.Add(row);
        if (chunks.Count > 0)
        {
            Write(batch, chunks[^1]);
        }

        if (answer is not null)
        {
            batch.Add(RowOf(law.Id, answer));
        }

        foreach (var ending in endings ?? [])
        {
            _ = ending.ETag is { } known ? batch.Replace(RowOf(law.Id, ending.Ending), known) : batch.Add(RowOf(law.Id, ending.Ending));
        }

        await storage.Register.SubmitAsync(batch, cancellationToken);

        // What an attempt that died left behind is replaced as it was read; what another import has written since makes this one start afresh.
        void Write(TableBatch into, IEnumerable<(TableEntity Row, ETag? ETag)> chunk)
        {
            foreach (var (entity, known) in chunk)
            {
                _ = known is { } read ? into.Replace(entity, read)
                    : leftovers.TryGetValue(entity.RowKey, out var left) ? into.Replace(entity, left)
                    : into.Add(entity);
            }
        }
    }

    /// <param name="from">The first of the obligations that are to be added; no other is.</param>
    private async Task<Dictionary<string, ETag>> ListETagsAsync(LawId law, ObligationId from, CancellationToken cancellationToken)
    {
        var beyond = TableClient.CreateQueryFilter($"RowKey ge {RowKeyOf(from)}");
        var etags = new Dictionary<string, ETag>(StringComparer.Ordinal);
        await foreach (var row in storage.Register.ListAsync(law.Value, ObligationPrefix, beyond, cancellationToken))
        {
            etags[row.RowKey] = row.ETag;
        }

        return etags;
    }

    /// <exception cref="RequestFailedException">412 when another decision changed the obligation meanwhile.</exception>
    /// <param name="answer">What the request that wants this is answered; the transaction fails where an answer to it is kept already.</param>
    internal Task ReplaceObligationAsync(Obligation obligation, ETag etag, CancellationToken cancellationToken, KeptAnswer? answer = null) =>
        answer is null
            ? storage.Register.ReplaceAsync(RowOf(obligation), etag, cancellationToken)
            : storage.Register.SubmitAsync(
                new TableBatch(obligation.Id.Law.Value).Replace(RowOf(obligation), etag).Add(RowOf(obligation.Id.Law, answer)), cancellationToken);

    /// <summary>Ends an obligation, or lets it stand ended, by an end that is still as it was read: its row is written anew as it is.</summary>
    /// <exception cref="RequestFailedException">412 when another decision changed either meanwhile.</exception>
    internal Task ReplaceObligationAsync(Obligation obligation, ETag etag, EndingRow by, CancellationToken cancellationToken)
    {
        var batch = new TableBatch(obligation.Id.Law.Value).Replace(RowOf(obligation), etag);
        var ending = RowOf(obligation.Id.Law, by.Ending);
        return storage.Register.SubmitAsync(by.ETag is { } known ? batch.Replace(ending, known) : batch.Add(ending), cancellationToken);
    }

    /// <summary>An end on record; null when no row of its own says it.</summary>
    internal async Task<EndingRow?> FindEndingAsync(LawId law, string ending, CancellationToken cancellationToken) =>
        await storage.Register.FindAsync(law.Value, ending, cancellationToken) is { } row ? EndingOf(row) : null;

    /// <summary>The ends on record of a law, those withdrawn too, by date and id; also those of before ends had rows of their own.</summary>
    public async Task<IReadOnlyList<LawEnding>> ListEndingsAsync(LawId law, CancellationToken cancellationToken) =>
        [.. (await ListEndingRowsAsync(law, cancellationToken)).Select(row => row.Ending)];

    /// <summary>One page of the same.</summary>
    public async Task<(IReadOnlyList<LawEnding> Endings, string? Continuation)> PageEndingsAsync(
        LawId law, string? continuation, int size, CancellationToken cancellationToken) => ListCut.After(
            await ListEndingsAsync(law, cancellationToken), ending => $"{ending.On.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}-{ending.Id}", continuation, size);

    internal async Task<IReadOnlyList<EndingRow>> ListEndingRowsAsync(LawId law, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, EndingRow>(StringComparer.Ordinal);
        await foreach (var row in storage.Register.ListAsync(law.Value, EndingPrefix, null, cancellationToken))
        {
            rows[row.RowKey] = EndingOf(row);
        }

        // Before ends had rows of their own the obligations alone said which plan had ended them, and nothing who had recorded it.
        var before = (await ListObligationsAsync(law, cancellationToken))
            .Where(obligation => obligation.Ended is { Plan: var plan } && plan.StartsWith(EndingPrefix, StringComparison.Ordinal) && !rows.ContainsKey(plan))
            .GroupBy(obligation => obligation.Ended!);
        foreach (var ended in before)
        {
            var numbers = ended.Key.Reason == ClosureReason.Repealed ? null : ended.Select(obligation => obligation.Id.Number).ToList();
            rows[ended.Key.Plan] = new EndingRow(new LawEnding(ended.Key.Plan, ended.Key.On, numbers), null);
        }

        return [.. rows.Values.OrderBy(row => row.Ending.On).ThenBy(row => row.Ending.Id, StringComparer.Ordinal)];
    }

    /// <summary>Gives an end a row of its own.</summary>
    /// <exception cref="RequestFailedException">409 when it has one.</exception>
    internal Task AddEndingAsync(LawId law, LawEnding ending, CancellationToken cancellationToken) =>
        storage.Register.AddAsync(RowOf(law, ending), cancellationToken);

    /// <summary>What a request about a law was answered; null when none is on record.</summary>
    internal async Task<KeptAnswer?> FindAnswerAsync(LawId law, string request, CancellationToken cancellationToken) =>
        await storage.Register.FindAsync(law.Value, Decision.RequestKeyOf(request), cancellationToken) is { } row
            ? new KeptAnswer(request, row.GetString("Asked"), row.GetString("Outcome"), row.GetString("Plan"))
            : null;

    /// <summary>Keeps the answer to a request that changed nothing.</summary>
    /// <exception cref="RequestFailedException">409 when an answer to it is kept already.</exception>
    internal Task KeepAnswerAsync(LawId law, KeptAnswer answer, CancellationToken cancellationToken) =>
        storage.Register.AddAsync(RowOf(law, answer), cancellationToken);

    /// <summary>Keeps the original file of a text. Keeping it again changes nothing.</summary>
    internal async Task KeepOriginalAsync(LawId law, string version, string fileName, ReadOnlyMemory<byte> original, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            Metadata = new Dictionary<string, string> { ["file"] = Uri.EscapeDataString(fileName) },
        };
        try
        {
            await storage.Laws.GetBlobClient($"{law}/{version}").UploadAsync(new BinaryData(original), options, cancellationToken);
        }
        catch (RequestFailedException there) when (StorageFaults.MeansThere(there))
        {
            // The version is a hash of the text: what lies there is the same.
        }
    }

    /// <summary>Reads a version of a law's text again from its original file; null where that file is no longer there or no longer readable.</summary>
    public async Task<LawText?> ReadTextAsync(LawId law, string version, CancellationToken cancellationToken)
    {
        try
        {
            var original = (await storage.Laws.GetBlobClient($"{law}/{version}").DownloadContentAsync(cancellationToken)).Value;
            var name = original.Details.Metadata.TryGetValue("file", out var kept) ? Uri.UnescapeDataString(kept) : "law.txt";
            return LawReader.Read(name, original.Content.ToMemory().Span) is LawReading.Law { Text: var text } ? text : null;
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    private static TableEntity RowOf(LawId law, KeptAnswer answer) => new(law.Value, Decision.RequestKeyOf(answer.Request))
    {
        ["Asked"] = answer.Asked,
        ["Outcome"] = answer.Outcome,
        ["Plan"] = answer.Plan,
    };

    private static TableEntity RowOf(LawId law, LawEnding ending) => new(law.Value, ending.Id) { ["Ending"] = Json.Write(ending) };

    private static EndingRow EndingOf(TableEntity row) => new(Json.Read<LawEnding>(row.GetString("Ending")), row.ETag);

    private static string RowKeyOf(ObligationId id) => string.Create(CultureInfo.InvariantCulture, $"{ObligationPrefix}{id.Number:D5}");

    private static TableEntity RowOf(Obligation obligation) => new(obligation.Id.Law.Value, RowKeyOf(obligation.Id))
    {
        ["Obligation"] = Json.Write(obligation),
    };
}
