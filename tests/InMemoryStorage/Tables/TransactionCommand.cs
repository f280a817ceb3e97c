using System.Globalization;
using System.Text;

namespace Supervision.InMemoryStorage;

/// <summary>An entity-group transaction: all changes or none.</summary>
internal sealed class TransactionCommand : Command
{
    private const string BatchBoundary = "batchresponse_3f3c8a52-0001";
    private const string ChangeSetBoundary = "changesetresponse_3f3c8a52-0002";
    private readonly List<(EntityWriteCommand? Change, ServiceError? Error)> parts;
    private StorageChange[]? changes;

    public TransactionCommand(List<(EntityWriteCommand? Change, ServiceError? Error)> parts)
    {
        this.parts = parts;
        var first = parts.Find(p => p.Change is not null).Change;
        Container = first?.Container ?? "";
        PartitionKey = first?.PartitionKey;
    }

    public override StorageKind Kind => StorageKind.Table;

    public override StorageOperation Operation => StorageOperation.Transaction;

    public override IReadOnlyList<StorageChange> Changes => changes ??=
        [.. parts.Where(p => p.Change is not null).Select(p => new StorageChange(p.Change!.Operation, p.Change.PartitionKey!, p.Change.Key!))];

    public override InMemoryResponse Answer(StorageState state)
    {
        var (index, error) = FirstRefused();
        var table = state.Tables.GetValueOrDefault(Container);
        if (error is null && table is null)
        {
            (index, error) = (0, TableErrors.TableNotFound);
        }

        var rows = new Entity?[parts.Count];
        for (var i = 0; error is null && i < parts.Count; i++)
        {
            (table, rows[i], error) = parts[i].Change!.Apply(table!, state);
            index = i;
        }

        var response = new InMemoryResponse(202, state.Now);
        var text = new StringBuilder(256 + (parts.Count * 512));
        text.Append("--").Append(BatchBoundary).Append("\r\nContent-Type: multipart/mixed; boundary=").Append(ChangeSetBoundary).Append("\r\n\r\n");
        if (error is null)
        {
            state.Tables = state.Tables.SetItem(Container, table!);
            for (var i = 0; i < rows.Length; i++)
            {
                AppendSuccess(text, parts[i].Change!, rows[i]);
            }
        }
        else
        {
            response.LoggedStatus = error.Status;
            AppendFailure(text, error, index, response.RequestId, state.Now);
        }

        text.Append("--").Append(ChangeSetBoundary).Append("--\r\n--").Append(BatchBoundary).Append("--\r\n");
        return response.WithBody(Encoding.UTF8.GetBytes(text.ToString()), $"multipart/mixed; boundary={BatchBoundary}");
    }

    private static void AppendSuccess(StringBuilder text, EntityWriteCommand change, Entity? row)
    {
        AppendStatus(text, change.Echoes ? 201 : 204);
        text.Append("DataServiceVersion: 3.0;\r\n");
        if (row is not null)
        {
            text.Append("ETag: ").Append(row.ETag).Append("\r\n");
        }

        if (change.Operation == StorageOperation.InsertEntity)
        {
            text.Append("Location: ").Append(change.Location).Append("\r\nDataServiceId: ").Append(change.Location).Append("\r\n");
        }

        if (change.Echoes)
        {
            text.Append("Content-Type: ").Append(TableJson.ContentType).Append("\r\n\r\n")
                .Append(Encoding.UTF8.GetString(GetEntityCommand.Body(change.Container, row!, null))).Append("\r\n");
        }
        else
        {
            text.Append("Preference-Applied: return-no-content\r\n\r\n\r\n");
        }
    }

    private static void AppendFailure(StringBuilder text, ServiceError error, int index, string requestId, DateTimeOffset now)
    {
        AppendStatus(text, error.Status);
        var message = string.Create(CultureInfo.InvariantCulture, $"{index}:{error.Message}");
        text.Append("DataServiceVersion: 3.0;\r\nContent-Type: ").Append(TableJson.ContentType).Append("\r\n\r\n")
            .Append(Encoding.UTF8.GetString(error.ToJson(message, requestId, now))).Append("\r\n");
    }

    private static void AppendStatus(StringBuilder text, int status) => text
        .Append("--").Append(ChangeSetBoundary).Append("\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nHTTP/1.1 ")
        .Append(status).Append(' ').Append(InMemoryResponse.Reason(status))
        .Append("\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-cache\r\n");

    /// <summary>The first change that is refused whatever is stored.</summary>
    private (int Index, ServiceError? Error) FirstRefused()
    {
        var seen = new HashSet<string>(parts.Count, StringComparer.Ordinal);
        for (var i = 0; i < parts.Count; i++)
        {
            if (i == TableLimits.ChangesPerTransaction)
            {
                return (i - 1, TableErrors.TooManyChanges);
            }

            var (change, error) = parts[i];
            if (error is not null)
            {
                return (i, error);
            }

            if (change!.PartitionKey != PartitionKey || !string.Equals(change.Container, Container, StringComparison.OrdinalIgnoreCase))
            {
                return (i, TableErrors.DifferentPartitions);
            }

            if (!seen.Add(change.Key!))
            {
                return (i, TableErrors.InvalidDuplicateRow);
            }
        }

        return parts.Count == 0 ? (0, TableErrors.InvalidInput) : (0, null);
    }
}
