using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Supervision.InMemoryStorage;

/// <summary>Takes the place of the network below the SDK.</summary>
internal sealed class InMemoryTransport(StorageProcess process, StorageKind kind) : HttpPipelineTransport
{
    private readonly InMemoryStorageService service = process.Service;

    public override Request CreateRequest() => new InMemoryRequest();

    public override void Process(HttpMessage message)
    {
        Begin(message);
        var body = NewBody(message);
        message.Request.Content?.WriteTo(body!, message.CancellationToken);
        var command = Read(message, body);
        var request = Register(message, command);
        if (service.Interceptor is null)
        {
            Finish(message, service.Apply(command, request));
        }
        else
        {
            InterceptAsync(message, command, request, service.Interceptor).AsTask().GetAwaiter().GetResult();
        }
    }

    public override ValueTask ProcessAsync(HttpMessage message)
    {
        Begin(message);
        var body = NewBody(message);
        if (message.Request.Content is { } content)
        {
            var written = content.WriteToAsync(body!, message.CancellationToken);
            if (!written.IsCompletedSuccessfully)
            {
                return AwaitBodyAsync(written, message, body!);
            }
        }

        return ApplyAsync(message, body);
    }

    private static MemoryStream? NewBody(HttpMessage message) => message.Request.Content is { } content
        ? new MemoryStream(content.TryComputeLength(out var length) ? (int)length : 1024)
        : null;

    private async ValueTask AwaitBodyAsync(Task written, HttpMessage message, MemoryStream body)
    {
        await written;
        await ApplyAsync(message, body);
    }

    private ValueTask ApplyAsync(HttpMessage message, MemoryStream? body)
    {
        var command = Read(message, body);
        var request = Register(message, command);
        if (service.Interceptor is { } interceptor)
        {
            return InterceptAsync(message, command, request, interceptor);
        }

        Finish(message, service.Apply(command, request));
        return default;
    }

    private void Begin(HttpMessage message)
    {
        message.CancellationToken.ThrowIfCancellationRequested();
        process.ThrowIfDead();
    }

    private StorageRequest Register(HttpMessage message, Command command) =>
        service.Register(process, message.ProcessingContext.RetryNumber + 1, command);

    private async ValueTask InterceptAsync(HttpMessage message, Command command, StorageRequest request, StorageInterceptor interceptor)
    {
        var fault = await interceptor(request);
        if (fault?.WaitBefore is { } before)
        {
            await before.WaitAsync(message.CancellationToken);
        }

        if (fault is { DiesBefore: true })
        {
            process.Die();
        }

        process.ThrowIfDead();
        message.CancellationToken.ThrowIfCancellationRequested();
        if (fault?.Before is { } instead)
        {
            throw AsTransportThrows(instead());
        }

        if (fault is { Status: > 0 })
        {
            var refusal = service.Refuse(kind, fault);
            request.Status = refusal.Status;
            Finish(message, refusal);
            return;
        }

        var response = service.Apply(command, request);
        if (fault?.WaitAfter is { } after)
        {
            await after.WaitAsync(message.CancellationToken);
        }

        if (fault is { DiesAfter: true })
        {
            process.Die();
        }

        process.ThrowIfDead();
        if (fault?.After is { } lost)
        {
            throw AsTransportThrows(lost());
        }

        Finish(message, response);
    }

    // The SDK's own transport wraps this one type, and its retry policy relies on that.
    private static Exception AsTransportThrows(Exception exception) =>
        exception is System.Net.Http.HttpRequestException ? new RequestFailedException(exception.Message, exception) : exception;

    private static void Finish(HttpMessage message, InMemoryResponse response)
    {
        response.ClientRequestId = message.Request.ClientRequestId;
        response.Add("x-ms-client-request-id", response.ClientRequestId);
        message.Response = response;
    }

    private Command Read(HttpMessage message, MemoryStream? body)
    {
        var request = (InMemoryRequest)message.Request;
        var bytes = body is null ? default : new ReadOnlyMemory<byte>(body.GetBuffer(), 0, (int)body.Length);
        var call = new HttpCall(request.Method.Method, RelativePath(request.Uri), request.Uri.Query, request.HeaderList, bytes);
        try
        {
            return kind == StorageKind.Table ? TableProtocol.Read(call) : BlobProtocol.Read(call);
        }
        catch (ServiceErrorException refused)
        {
            return new MalformedCommand(kind, refused.Error) { Method = call.Method };
        }
    }

    private static string RelativePath(RequestUriBuilder uri)
    {
        var path = uri.Path.TrimStart('/');
        if (uri.Host is { } host && (char.IsAsciiDigit(host[0]) || host == "localhost"))
        {
            var end = path.IndexOf('/', StringComparison.Ordinal);
            return end < 0 ? "" : path[(end + 1)..];
        }

        return path;
    }
}
