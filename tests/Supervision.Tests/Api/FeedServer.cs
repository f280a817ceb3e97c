using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Supervision.Tests.Api;

/// <summary>A department's feed on loopback that answers whatever a test tells it to.</summary>
public sealed class FeedServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, RequestDelegate> answers = new(StringComparer.Ordinal);

    private FeedServer(WebApplication app) => this.app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>Every request: path, and its If-None-Match.</summary>
    public ConcurrentQueue<(string Path, string? IfNoneMatch)> Requests { get; } = new();

    public static async Task<FeedServer> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new FeedServer(builder.Build());
        server.app.Run(context =>
        {
            server.Requests.Enqueue((context.Request.Path.Value!, context.Request.Headers.IfNoneMatch.FirstOrDefault()));
            return server.answers.TryGetValue(context.Request.Path.Value!, out var answer) ? answer(context) : Status(404)(context);
        });
        await server.app.StartAsync();
        server.Address = new Uri(server.app.Urls.Single());
        return server;
    }

    public void Answer(string path, RequestDelegate answer) => answers[path] = answer;

    public void File(string path, byte[] content) => Answer(path, context => context.Response.Body.WriteAsync(content).AsTask());

    /// <summary>A feed with an ETag that heeds If-None-Match.</summary>
    public void Feed(params object[] items) => FeedAt("/feed.json", null, items);

    public void FeedAt(string path, string? next, params object[] items)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { version = "https://jsonfeed.org/version/1.1", title = "feed", next_url = next, items });
        var tag = $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body))[..10]}\"";
        Answer(path, async context =>
        {
            context.Response.Headers.ETag = tag;
            if (context.Request.Headers.IfNoneMatch == tag)
            {
                context.Response.StatusCode = 304;
                return;
            }

            context.Response.ContentType = "application/feed+json";
            await context.Response.Body.WriteAsync(body);
        });
    }

    public static RequestDelegate Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    public static object Report(string id, string? url = null, string title = "工作情况报告", string? modified = null) => Item(
        id, "report", new { title, periodStart = "2023-01-01", periodEnd = "2023-12-31", documentDate = "2024-01-02" }, modified, url ?? $"files/{id}.txt");

    public static object Item(string? id, string? kind, object? metadata, string? modified, params string[] urls) => new
    {
        id,
        date_modified = modified,
        attachments = urls.Select(url => new { url, mime_type = "application/octet-stream" }),
        _supervision = new { kind, metadata },
    };

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
