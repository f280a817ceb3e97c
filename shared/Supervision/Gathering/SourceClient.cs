using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Supervision.Gathering;

/// <summary>What a source answered.</summary>
/// <param name="Body">The body, or null when nothing has changed.</param>
public sealed record SourceAnswer(byte[]? Body, string? ETag, DateTimeOffset? LastModified);

/// <summary>
/// Asks one source: only its configured hosts, no address that its network does not lead to, no redirect elsewhere, no more bytes than
/// allowed. The address is checked where the connection is made, after the name was looked up, so a name that changes its mind does not help.
/// </summary>
public sealed class SourceClient : IDisposable
{
    private const int MostRedirects = 3;
    private const int Retries = 3;

    private readonly FeedSource source;
    private readonly HttpClient http;
    private readonly ResiliencePipeline pipeline;

    public SourceClient(FeedSource source, GatherOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.source = source;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.Timeout,
            MaxResponseHeadersLength = 32,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = ConnectAsync,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Supervision", "1"));
        pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<GatherFaultException>(fault => fault.IsPassing).Handle<TimeoutRejectedException>(),
                MaxRetryAttempts = Retries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<GatherFaultException>(fault => fault.IsPassing).Handle<TimeoutRejectedException>(),
                FailureRatio = 0.5,
                MinimumThroughput = 8,
                SamplingDuration = TimeSpan.FromMinutes(10),
                BreakDuration = options.BreakDuration,
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.Timeout })
            .Build();
    }

    /// <summary>The body at an address, if it has changed; at most so many bytes.</summary>
    /// <exception cref="GatherFaultException">It could not be had; after the pipeline has tried what helps.</exception>
    public async Task<SourceAnswer> GetAsync(
        Uri address, long most, string? etag, DateTimeOffset? lastModified, CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.ExecuteAsync(
                async stop => await OnceAsync(address, most, etag, lastModified, stop), cancellationToken);
        }
        catch (TimeoutRejectedException slow)
        {
            throw new GatherFaultException("source-slow", "The source did not answer in time.", isPassing: true, slow);
        }
        catch (BrokenCircuitException broken)
        {
            throw new GatherFaultException("source-resting", "The source is left alone for a while after many faults.", isPassing: true, broken);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<SourceAnswer> OnceAsync(Uri address, long most, string? etag, DateTimeOffset? lastModified, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            CheckAddress(address);
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (etag is not null)
            {
                request.Headers.TryAddWithoutValidation("If-None-Match", etag);
            }

            request.Headers.IfModifiedSince = lastModified;
            using var response = await SendAsync(request, cancellationToken);
            var status = (int)response.StatusCode;
            if (status is 301 or 302 or 303 or 307 or 308)
            {
                address = redirects < MostRedirects && response.Headers.Location is { } location
                    ? new Uri(address, location)
                    : throw new GatherFaultException("source-redirects", "The source redirects without end, or to nowhere.", isPassing: false);
                continue;
            }

            return status switch
            {
                304 when etag is not null || lastModified is not null => new SourceAnswer(null, etag, lastModified),
                200 => new SourceAnswer(await ReadAsync(response, most, cancellationToken), ETagOf(response), response.Content.Headers.LastModified),
                408 or 429 or >= 500 => throw new GatherFaultException("source-status", $"The source answered {status}.", isPassing: true),
                _ => throw new GatherFaultException("source-status", $"The source answered {status}.", isPassing: false),
            };
        }
    }

    private void CheckAddress(Uri address)
    {
        if (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && source.AllowPrivate && source.Address!.Scheme == Uri.UriSchemeHttp))
        {
            throw new GatherFaultException("source-not-allowed", "Only https addresses are asked.", isPassing: false);
        }

        if (!source.Knows(address.IdnHost) || address.UserInfo.Length > 0)
        {
            throw new GatherFaultException("source-not-allowed", "The host is none of those configured for this source.", isPassing: false);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException unreachable)
        {
            // A connection that was made and broke off before the answer is no different from one that broke off within it.
            throw unreachable.InnerException is GatherFaultException refused ? refused
                : unreachable.HttpRequestError == HttpRequestError.ResponseEnded || unreachable.InnerException is IOException
                ? new GatherFaultException("source-cut", "The answer ended early.", isPassing: true, unreachable)
                : new GatherFaultException("source-unreachable", "The source cannot be reached.", isPassing: true, unreachable);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, long most, CancellationToken cancellationToken)
    {
        var length = response.Content.Headers.ContentLength;
        if (length > most)
        {
            throw TooLarge(most);
        }

        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var read = new MemoryStream();
            var buffer = new byte[81_920];
            for (int count; (count = await body.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                if (read.Length + count > most)
                {
                    throw TooLarge(most);
                }

                read.Write(buffer, 0, count);
            }

            return length is { } said && said != read.Length
                ? throw new GatherFaultException("source-cut", "The answer ended early.", isPassing: true)
                : read.ToArray();
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            throw new GatherFaultException("source-cut", "The answer ended early.", isPassing: true, cut);
        }
    }

    private static GatherFaultException TooLarge(long most) => new("source-too-large", $"The answer has more than {most} bytes.", isPassing: false);

    private static string? ETagOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("ETag", out var tags) && tags.FirstOrDefault() is { Length: <= 500 } tag ? tag : null;

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var allowed = source.AllowPrivate ? addresses : [.. addresses.Where(PublicAddresses.Contain)];
        if (allowed.Length == 0)
        {
            throw new GatherFaultException(
                addresses.Length == 0 ? "source-unreachable" : "source-not-allowed", "The host leads to no address that may be asked.", isPassing: addresses.Length == 0);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
