using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Supervision.InMemoryStorage;

namespace Supervision.Simulation.Hosts;

/// <summary>Sends requests to the emulator, does to them what the weather says, and reads the times of answers as the run's.</summary>
internal sealed partial class FaultyTransport(
    StorageKind kind, string process, Func<string, string, int, StorageFault?> ask, TimeMap times, Func<bool> isDead, Action die) : HttpPipelineTransport
{
    private readonly HttpClientTransport inner = HttpClientTransport.Shared;

    public override Request CreateRequest() => inner.CreateRequest();

    public override void Process(HttpMessage message) => ProcessAsync(message).AsTask().GetAwaiter().GetResult();

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        ThrowIfDead();
        var fault = ask(message.Request.Method.Method, message.Request.Uri.Path, message.ProcessingContext.RetryNumber + 1);
        if (fault is { DiesBefore: true })
        {
            die();
        }

        ThrowIfDead();
        if (fault?.Before is { } instead)
        {
            throw AsTransportThrows(instead());
        }

        if (fault is { Status: > 0 })
        {
            var refusal = ServiceError.Of(fault.Status, fault.Code, "The service could not take the request (injected fault).").ToResponse(kind, times.RunNow);
            refusal.ClientRequestId = message.Request.ClientRequestId;
            message.Response = refusal;
            return;
        }

        times.Note();
        await inner.ProcessAsync(message);
        times.Note();
        message.Response = await InRunTimeAsync(message.Response, message.CancellationToken);
        if (fault is { DiesAfter: true })
        {
            die();
        }

        ThrowIfDead();
        if (fault?.After is { } lost)
        {
            throw AsTransportThrows(lost());
        }
    }

    private static Exception AsTransportThrows(Exception exception) =>
        exception is HttpRequestException ? new RequestFailedException(exception.Message, exception) : exception;

    private async Task<Response> InRunTimeAsync(Response response, CancellationToken cancellationToken)
    {
        MemoryStream? content = null;
        if (kind == StorageKind.Table && response.ContentStream is { } stream)
        {
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var text = await reader.ReadToEndAsync(cancellationToken);
            text = Timestamp().Replace(text, match => times
                .ToRun(DateTimeOffset.Parse(match.Value, CultureInfo.InvariantCulture))
                .ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture));
            content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        }

        return new ShiftedResponse(response, times.RunNow, content);
    }

    private void ThrowIfDead()
    {
        if (isDead())
        {
            throw new ProcessDeathException(process);
        }
    }

    [GeneratedRegex("(?<=\"Timestamp\":\")[^\"]+")]
    private static partial Regex Timestamp();

    private sealed class ShiftedResponse(Response inner, DateTimeOffset now, Stream? content) : Response
    {
        private Stream? ownContent = content;

        public override int Status => inner.Status;

        public override string ReasonPhrase => inner.ReasonPhrase;

        public override Stream? ContentStream
        {
            get => ownContent ?? inner.ContentStream;
            set
            {
                ownContent = null;
                inner.ContentStream = value;
            }
        }

        public override string ClientRequestId
        {
            get => inner.ClientRequestId;
            set => inner.ClientRequestId = value;
        }

        public override void Dispose() => inner.Dispose();

        protected override bool ContainsHeader(string name) => inner.Headers.Contains(name);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => inner.Headers.Select(header =>
            header.Name.Equals("Date", StringComparison.OrdinalIgnoreCase) ? new HttpHeader("Date", now.ToString("R", CultureInfo.InvariantCulture)) : header);

        protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
        {
            if (name.Equals("Date", StringComparison.OrdinalIgnoreCase))
            {
                value = now.ToString("R", CultureInfo.InvariantCulture);
                return true;
            }

            return inner.Headers.TryGetValue(name, out value);
        }

        protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = TryGetHeader(name, out var value) ? [value] : null;
            return values is not null;
        }
    }
}
