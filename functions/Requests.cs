using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;

namespace Supervision.Functions;

/// <summary>Reading what requests carry.</summary>
internal static class Requests
{
    private const int LongestJson = 1_000_000;
    private const int DefaultPage = 100;
    private const int LongestPage = 500;

    /// <summary>The page of lists that most clients read as one.</summary>
    public const int WholePage = LongestPage;

    /// <summary>The body as JSON; unknown members are refused.</summary>
    /// <exception cref="InvalidJsonException">It is not the JSON expected.</exception>
    /// <exception cref="BadHttpRequestException">413: more than a megabyte.</exception>
    public static async Task<T> JsonAsync<T>(this HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.BytesAsync(LongestJson, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize<T>(body.Span, Json.Strict) ?? throw new JsonException("null is not accepted.");
        }
        catch (JsonException fault)
        {
            throw new InvalidJsonException(fault);
        }
    }

    /// <summary>The body's bytes, at most so many.</summary>
    /// <exception cref="BadHttpRequestException">413: there are more.</exception>
    public static async Task<ReadOnlyMemory<byte>> BytesAsync(this HttpRequest request, int most, CancellationToken cancellationToken)
    {
        if (request.ContentLength > most)
        {
            throw new BadHttpRequestException("Too large.", StatusCodes.Status413PayloadTooLarge);
        }

        using var body = new MemoryStream();
        var buffer = new byte[16_384];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (body.Length + read > most)
            {
                throw new BadHttpRequestException("Too large.", StatusCodes.Status413PayloadTooLarge);
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    /// <summary>The Idempotency-Key header, or null.</summary>
    /// <exception cref="InvalidRequestException">It is not 1 to 200 visible ASCII characters.</exception>
    public static string? IdempotencyKey(this HttpRequest request)
    {
        if (!request.Headers.TryGetValue("Idempotency-Key", out var values))
        {
            return null;
        }

        var key = values.ToString();
        return key.Length is > 0 and <= 200 && key.All(character => character is > ' ' and <= '~')
            ? key
            : throw new InvalidRequestException("idempotency-key-invalid");
    }

    /// <summary>How a decision is asked for: by whom, under which Idempotency-Key, on which state (If-Match).</summary>
    /// <exception cref="InvalidRequestException">One of the headers is malformed.</exception>
    public static Act Act(this HttpRequest request, Caller caller) => new(caller, request.IdempotencyKey(), request.IfMatch());

    /// <summary>What a request that saves an entry says of the one that is there (If-Match, If-None-Match).</summary>
    /// <exception cref="InvalidRequestException">One of the headers is malformed.</exception>
    public static SeenEntry Seen(this HttpRequest request)
    {
        var isNew = request.Headers.TryGetValue("If-None-Match", out var values);
        return isNew && values.ToString() is not "*" ? throw new InvalidRequestException("if-none-match-invalid") : new SeenEntry(request.IfMatch(), isNew);
    }

    /// <summary>The deadline id in a route, or null for text that is none.</summary>
    public static DeadlineId? AsDeadlineId(this string text) => DeadlineId.TryParse(text, out var id) ? id : null;

    /// <summary>The entity tag (RFC 9110, 8.8.3) that names the state the caller saw; null for none and for "any".</summary>
    private static string? IfMatch(this HttpRequest request)
    {
        if (!request.Headers.TryGetValue("If-Match", out var values) || values.ToString() is "*")
        {
            return null;
        }

        var tag = values.ToString();
        return tag.Length is > 2 and <= 200 && tag[0] == '"' && tag[^1] == '"' ? tag[1..^1] : throw new InvalidRequestException("if-match-invalid");
    }

    /// <summary>The continuation token and page size asked for.</summary>
    /// <param name="standard">The size where none is asked for.</param>
    public static (string? Continuation, int Size) Page(this HttpRequest request, int standard = DefaultPage)
    {
        var continuation = request.Query["continuation"].ToString();
        var size = int.TryParse(request.Query["size"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : standard;
        return (continuation.Length == 0 ? null : continuation, Math.Clamp(size, 1, LongestPage));
    }
}

/// <summary>One page of a list.</summary>
/// <param name="Continuation">Sent back as the query parameter "continuation" for the next page; null on the last.</param>
internal sealed record PageOf<T>(IReadOnlyList<T> Items, string? Continuation);

/// <summary>Answers with JSON as this product writes it.</summary>
internal static class Answers
{
    public static IResult Ok<T>(T value) => Results.Json(value, Json.Options);

    /// <summary>A state with its tag, to be sent back as If-Match.</summary>
    public static IResult Tagged<T>(HttpRequest request, string tag, T value)
    {
        request.HttpContext.Response.Headers.ETag = ETagOf(tag);
        return Ok(value);
    }

    /// <summary>A tag as headers write it.</summary>
    public static string ETagOf(string tag) => $"\"{tag}\"";

    public static IResult Created<T>(string location, T value) => new CreatedAt(location, Results.Json(value, Json.Options, statusCode: StatusCodes.Status201Created));

    public static IResult Page<T>(IReadOnlyList<T> items, string? continuation) => Ok(new PageOf<T>(items, continuation));

    private sealed class CreatedAt(string location, IResult inner) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.Location = location;
            return inner.ExecuteAsync(httpContext);
        }
    }
}

/// <summary>The body of a request is not the JSON expected. What is stored and cannot be read is no fault of a caller's and never this.</summary>
public sealed class InvalidJsonException(JsonException inner) : Exception(inner.Message, inner)
{
    /// <summary>Where in the body, or null.</summary>
    public string? Path { get; } = inner.Path;
}
