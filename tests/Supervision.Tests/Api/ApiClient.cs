using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Supervision.Functions;

namespace Supervision.Tests.Api;

/// <summary>An answer: status, headers, and its body as bytes and as JSON.</summary>
public sealed record Answer(int Status, HttpResponseMessage Message, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string Code => Json.GetProperty("code").GetString()!;

    public string? ContentType => Message.Content.Headers.ContentType?.MediaType;

    /// <summary>Code and field of each fault that a 422 names.</summary>
    public IReadOnlyList<string> Faults =>
        [.. Json.GetProperty("errors").EnumerateArray().Select(error => $"{error.GetProperty("code")} {error.GetProperty("field")}").Order(StringComparer.Ordinal)];
}

/// <summary>Calls the API with one key. Every answer is held against the API document, and every refusal is checked to be a problem
/// that a reader of Chinese understands.</summary>
public sealed partial class ApiClient(Uri address, string? key)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(100) };

    public Task<Answer> GetAsync(string path, int? expected = null) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path), expected);

    public Task<Answer> DeleteAsync(string path, int? expected = null) => SendAsync(new HttpRequestMessage(HttpMethod.Delete, path), expected);

    public Task<Answer> PutAsync(string path, object body, int? expected = null) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonOf(body) }, expected);

    public Task<Answer> PostAsync(string path, object? body, int? expected = null, string? idempotencyKey = null) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? null : JsonOf(body) }, expected, idempotencyKey);

    public Task<Answer> PostTextAsync(string path, string text, int? expected = null) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(text, Encoding.UTF8, "text/markdown") }, expected);

    public async Task<Answer> SendAsync(HttpRequestMessage request, int? expected = null, string? idempotencyKey = null)
    {
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
        }

        if (idempotencyKey is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        }

        if (request.Headers.AcceptLanguage.Count == 0)
        {
            request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue("zh-CN"));
        }

        request.RequestUri = new Uri(address, request.RequestUri!);
        var message = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = new Answer((int)message.StatusCode, message, await message.Content.ReadAsByteArrayAsync());
        if (answer.Status >= 400)
        {
            CheckProblem(answer, request.Headers.AcceptLanguage.First().Value.StartsWith("zh", StringComparison.Ordinal));
        }

        (await DocumentedAnswers.OfAsync(address)).Check(request, answer);
        Assert.True(expected is null || expected == answer.Status, $"{request.Method} {request.RequestUri} answered {answer.Status}: {answer.Text}");
        return answer;
    }

    private static StringContent JsonOf(object body) =>
        new(body as string ?? JsonSerializer.Serialize(body, Web), Encoding.UTF8, "application/json");

    private static void CheckProblem(Answer answer, bool chinese)
    {
        Assert.True(answer.ContentType == "application/problem+json", $"{answer.Status} {answer.ContentType}: {answer.Text}");
        Assert.Equal(answer.Status, answer.Json.GetProperty("status").GetInt32());
        Assert.Equal("urn:supervision:problem:" + answer.Code, answer.Json.GetProperty("type").GetString());
        Assert.Contains(answer.Code, ProblemTexts.Codes);
        Assert.DoesNotMatch(Internals(), answer.Text);
        Assert.Equal(chinese, Han().IsMatch(answer.Json.GetProperty("title").GetString()!));
        Assert.Equal(chinese ? "zh-CN" : "en", Assert.Single(answer.Message.Content.Headers.ContentLanguage));
        if (answer.Json.TryGetProperty("errors", out var errors))
        {
            Assert.NotEqual(0, errors.GetArrayLength());
            Assert.All(errors.EnumerateArray(), error =>
            {
                var message = error.GetProperty("message").GetString()!;
                // An English message may quote the law's own words.
                Assert.True(chinese == Han().IsMatch(chinese ? message : Quoted().Replace(message, "")), $"{error.GetProperty("code")}: {message}");
            });
        }
    }

    [GeneratedRegex(@"[一-鿿]")]
    private static partial Regex Han();

    [GeneratedRegex(@"\([^()]*\)")]
    private static partial Regex Quoted();

    /// <summary>Names of types, stack frames: nothing a caller should see.</summary>
    [GeneratedRegex(@"Exception|System\.|Supervision\.[A-Z]|Azure\.|   at |Nullable|\.cs\b")]
    private static partial Regex Internals();
}
