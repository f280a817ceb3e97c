// Instance methods on purpose: the host makes an object for each call.
#pragma warning disable CA1822
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Supervision.LocalHost;

namespace Supervision.Tests.LocalHost;

/// <summary>What the sample functions have been called with.</summary>
public sealed class Calls
{
    private readonly List<string> seen = [];

    public IReadOnlyList<string> Seen
    {
        get
        {
            lock (seen)
            {
                return [.. seen];
            }
        }
    }

    public void Add(string call)
    {
        lock (seen)
        {
            seen.Add(call);
        }
    }
}

public sealed class SampleFunctions(Calls calls) : IDisposable
{
    [Function("GetLaw")]
    public IResult GetLaw([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/laws/{law}")] HttpRequest request, string law) =>
        TypedResults.Text($"law={law}");

    [Function("PutLaw")]
    public async Task<IResult> PutLawAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", "post", Route = "api/laws/{law}")] HttpRequest request, string law,
        CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.Body);
        return TypedResults.Text($"put {law} {await reader.ReadToEndAsync(cancellationToken)}");
    }

    [Function("GetArticle")]
    public ValueTask<Results<Ok<string>, NotFound>> GetArticle(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/laws/{law}/articles/{number:int}/{id:guid?}")] HttpRequest request,
        string law, int number, Guid? id)
    {
        Results<Ok<string>, NotFound> result = number == 0 ? TypedResults.NotFound()
            : TypedResults.Ok($"{law} {number} {id?.ToString("N") ?? "none"}");
        return ValueTask.FromResult(result);
    }

    [Function("PostReport")]
    public async Task<Ok<string>> PostReportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "POST", Route = "api/reports")] HttpRequest request, CancellationToken cancellationToken)
    {
        var form = await request.ReadFormAsync(cancellationToken);
        var file = form.Files[0];
        return TypedResults.Ok($"{form["metadata"]}|{file.FileName}|{file.Length}|{request.Headers.Authorization}");
    }

    [Function("Size")]
    public async Task<IResult> SizeAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/size")] HttpRequest request)
    {
        if (request.ContentLength > 40_000_000)
            return TypedResults.Problem("Too large for this function.", statusCode: 413);
        var count = 0L;
        var buffer = new byte[81920];
        for (int read; (read = await request.Body.ReadAsync(buffer)) > 0;)
            count += read;
        return TypedResults.Ok(count);
    }

    [Function("Headers")]
    public static IResult Headers([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/headers")] HttpRequest request) =>
        TypedResults.Ok(request.Headers.Select(header => header.Key.ToUpperInvariant()).Order().ToArray());

    [Function("Fails")]
    public IResult Fails([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/fails")] HttpRequest request) =>
        throw new InvalidOperationException("The secret inside.");

    [Function("Page")]
    public IResult Page([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{*path}")] HttpRequest request, string? path) =>
        path?.StartsWith("api/", StringComparison.OrdinalIgnoreCase) == true ? TypedResults.NotFound()
            : TypedResults.Text($"page={path ?? "(start)"}");

    public void Dispose() => calls.Add("disposed");
}


/// <summary>A function that goes on until it is let go or cancelled.</summary>
public sealed class SlowFunctions(Slow slow)
{
    [Function("Slow")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/slow")] HttpRequest request, CancellationToken cancellationToken)
    {
        await slow.RunAsync(cancellationToken);
        return TypedResults.Text("finished");
    }
}

public sealed class Slow
{
    private readonly TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool Cancelled { get; private set; }

    public void LetGo() => go.TrySetResult();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Begun.TrySetResult();
        try
        {
            await go.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Cancelled = true;
            throw;
        }
    }
}
