using System.Text;
using Azure.Core;

namespace Supervision.InMemoryStorage;

/// <summary>Reads the multipart body of an entity-group transaction.</summary>
internal static class TransactionReader
{
    /// <exception cref="ServiceErrorException">The body is not one change set.</exception>
    public static TransactionCommand Read(HttpCall call)
    {
        var batch = Parts(call.Body, Boundary(call.Header("Content-Type")));
        if (batch is not [var only])
        {
            throw new ServiceErrorException(TableErrors.InvalidInput);
        }

        var (headers, changeSet) = Headers(only);
        var parts = Parts(changeSet, Boundary(Value(headers, "Content-Type")));
        var changes = new List<(EntityWriteCommand? Change, ServiceError? Error)>(parts.Count);
        foreach (var part in parts)
        {
            changes.Add(ReadChange(Headers(part).Content));
        }

        return new TransactionCommand(changes) { Method = call.Method };
    }

    private static (EntityWriteCommand? Change, ServiceError? Error) ReadChange(ReadOnlyMemory<byte> request)
    {
        var end = request.Span.IndexOf("\r\n"u8);
        var line = Encoding.UTF8.GetString(request.Span[..end]).Split(' ');
        if (line is not [var method, var address, _])
        {
            return (null, TableErrors.InvalidInput);
        }

        var (headers, body) = Headers(request[(end + 2)..]);
        var question = address.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? address : address[..question];
        var call = new HttpCall(method, path[(path.LastIndexOf('/') + 1)..], question < 0 ? "" : address[question..], headers, body);
        try
        {
            return TableProtocol.ReadSingle(call) is EntityWriteCommand change ? (change, null) : (null, TableErrors.InvalidInput);
        }
        catch (ServiceErrorException refused)
        {
            return (null, refused.Error);
        }
    }

    private static string Boundary(string? contentType)
    {
        const string Name = "boundary=";
        var at = contentType?.IndexOf(Name, StringComparison.OrdinalIgnoreCase) ?? -1;
        return at < 0 ? throw new ServiceErrorException(TableErrors.InvalidInput) : contentType![(at + Name.Length)..].Split(';')[0].Trim().Trim('"');
    }

    private static List<ReadOnlyMemory<byte>> Parts(ReadOnlyMemory<byte> body, string boundary)
    {
        var mark = Encoding.ASCII.GetBytes("--" + boundary);
        var parts = new List<ReadOnlyMemory<byte>>();
        var at = body.Span.IndexOf(mark);
        while (at >= 0)
        {
            body = body[(at + mark.Length)..];
            if (body.Span.StartsWith("--"u8))
            {
                return parts;
            }

            at = body.Span.IndexOf(mark);
            if (at >= 0)
            {
                // A part begins after the line of its mark and ends before the line break that belongs to the next one.
                parts.Add(body[2..Math.Max(2, at - 2)]);
            }
        }

        throw new ServiceErrorException(TableErrors.InvalidInput);
    }

    private static (List<HttpHeader> Headers, ReadOnlyMemory<byte> Content) Headers(ReadOnlyMemory<byte> part)
    {
        var headers = new List<HttpHeader>(8);
        while (true)
        {
            var end = part.Span.IndexOf("\r\n"u8);
            if (end <= 0)
            {
                return (headers, end < 0 ? default : part[2..]);
            }

            var line = part.Span[..end];
            var colon = line.IndexOf((byte)':');
            if (colon > 0)
            {
                headers.Add(new HttpHeader(Encoding.ASCII.GetString(line[..colon]), Encoding.UTF8.GetString(line[(colon + 1)..]).Trim()));
            }

            part = part[(end + 2)..];
        }
    }

    private static string? Value(List<HttpHeader> headers, string name) =>
        headers.Find(h => string.Equals(h.Name, name, StringComparison.OrdinalIgnoreCase)).Value;
}
