using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Azure;
using Azure.Core;

namespace Supervision.InMemoryStorage;

/// <summary>The answer the SDK reads.</summary>
internal sealed class InMemoryResponse : Response
{
    private static (long Second, string Text) lastDate = (-1, "");
    private static long lastId;

    private readonly List<HttpHeader> headers = new(12);
    private readonly int status;
    private ReadOnlyMemory<byte> body;
    private Stream? content;
    private bool hasBody;

    public InMemoryResponse(int status, DateTimeOffset now)
    {
        this.status = status;
        LoggedStatus = status;
        Add("Date", HttpDate(now));
        Add("x-ms-request-id", RequestId = $"00000000-0000-4000-9000-{Interlocked.Increment(ref lastId):x12}");
        Add("x-ms-version", "2025-11-05");
    }

    public override int Status => status;

    /// <summary>The status that tells what happened; differs from <see cref="Status"/> for a failed transaction.</summary>
    public int LoggedStatus { get; set; }

    public string RequestId { get; }

    public override string ReasonPhrase => Reason(status);

    public override Stream? ContentStream
    {
        get => content ??= hasBody ? OpenBody() : null;
        set => content = value;
    }

    public override string ClientRequestId { get; set; } = "";

    /// <summary>RFC 1123, kept for the second in hand.</summary>
    public static string HttpDate(DateTimeOffset time)
    {
        var last = lastDate;
        var second = time.Ticks / TimeSpan.TicksPerSecond;
        if (last.Second != second)
        {
            lastDate = last = (second, time.ToString("R", CultureInfo.InvariantCulture));
        }

        return last.Text;
    }

    public static string Reason(int status) => status switch
    {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        206 => "Partial Content",
        304 => "Not Modified",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        412 => "Precondition Failed",
        413 => "Request Entity Too Large",
        416 => "Requested Range Not Satisfiable",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Server Busy",
        _ => "Status",
    };

    public InMemoryResponse Add(string name, string value)
    {
        headers.Add(new HttpHeader(name, value));
        return this;
    }

    public InMemoryResponse WithBody(ReadOnlyMemory<byte> bytes, string contentType)
    {
        body = bytes;
        hasBody = true;
        Add("Content-Type", contentType);
        return Add("Content-Length", bytes.Length.ToString(CultureInfo.InvariantCulture));
    }

    public override void Dispose() => content?.Dispose();

    protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => headers;

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
    {
        foreach (var header in headers)
        {
            if (string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                value = header.Value;
                return true;
            }
        }

        value = null;
        return false;
    }

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = TryGetHeader(name, out var value) ? [value] : null;
        return values is not null;
    }

    private MemoryStream OpenBody() =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(body, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false, publiclyVisible: true)
            : new MemoryStream(body.ToArray(), writable: false);
}
