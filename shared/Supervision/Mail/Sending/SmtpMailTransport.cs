using Azure.Core;
using MailKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Supervision.Mail.Sending;

/// <summary>
/// Sends over SMTP. Faults before the content and 4xx answers are tried again a few times; once the content was begun and no answer came, nothing
/// is repeated here: the caller learns <see cref="MailResult.AnswerLost"/> and decides. Neither the wait for a connection nor an attempt goes on
/// longer than the caller keeps the mail to itself: after that another host may send it.
/// </summary>
public sealed partial class SmtpMailTransport : IMailTransport, IAsyncDisposable, IDisposable
{
    /// <summary>When to come again where every connection was taken for too long: by then an attempt on each has come to its end.</summary>
    private static readonly TimeSpan PlacesTakenFor = TimeSpan.FromMinutes(1);

    private readonly SmtpConnections connections;
    private readonly RateWindow rate;
    private readonly SemaphoreSlim places;
    private readonly ResiliencePipeline<SmtpAttempt> attempts;
    private readonly ResiliencePipeline<SmtpAttempt> server;
    private readonly TimeSpan attemptLasts;
    private readonly TimeProvider clock;
    private readonly ILogger<SmtpMailTransport> logger;

    public SmtpMailTransport(IOptions<MailOptions> options, TimeProvider clock, ILogger<SmtpMailTransport> logger, TokenCredential? identity = null)
    {
        var smtp = options.Value.Smtp;
        this.logger = logger;
        this.clock = clock;
        attemptLasts = smtp.PerTryTimeout;
        connections = new SmtpConnections(smtp, clock, identity);
        rate = new RateWindow(smtp.RatePerMinute, clock);
        places = new SemaphoreSlim(smtp.MaxConnections);
        attempts = Attempts(smtp, clock);
        server = Server(smtp, clock);
    }

    public async Task<MailResult> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var (message, refusal) = MimeMessages.Create(mail);
        using (message)
        {
            if (message is null)
            {
                return refusal!;
            }

            var begun = clock.GetTimestamp();
            var patience = PatienceFor(mail);
            if (!await TakePlaceAsync(patience, cancellationToken))
            {
                return new MailResult.Deferred("Every connection to the mail server was taken for too long.", PlacesTakenFor);
            }

            try
            {
                SmtpAttempt? before = null;
                var last = await attempts.ExecuteAsync(
                    async token =>
                    {
                        if (before is { } failed && clock.GetElapsedTime(begun) >= patience)
                        {
                            return failed with { Retry = false };
                        }

                        var attempt = await AttemptAsync(message, mail.MessageId, token);
                        before = attempt;
                        return attempt;
                    },
                    cancellationToken);
                return last.Result;
            }
            catch (BrokenCircuitException resting)
            {
                return new MailResult.Deferred("The mail server is left alone for a while after repeated faults.", resting.RetryAfter);
            }
            finally
            {
                places.Release();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await connections.DisposeAsync();
        places.Dispose();
    }

    /// <summary>Like <see cref="DisposeAsync"/>, but without taking leave of the server.</summary>
    public void Dispose()
    {
        connections.Dispose();
        places.Dispose();
    }

    /// <summary>Until when an attempt may begin, so that it ends in time; where little time is left, half of that is kept for it.</summary>
    private TimeSpan? PatienceFor(OutgoingMail mail) =>
        mail.Within is { } left ? left - (left / 2 < attemptLasts ? left / 2 : attemptLasts) : null;

    /// <returns>False when none came free in time.</returns>
    private async Task<bool> TakePlaceAsync(TimeSpan? patience, CancellationToken cancellationToken)
    {
        if (patience is not { } longest)
        {
            await places.WaitAsync(cancellationToken);
            return true;
        }

        if (longest <= TimeSpan.Zero)
        {
            return false;
        }

        using var late = new CancellationTokenSource(longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await places.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static ResiliencePipeline<SmtpAttempt> Attempts(SmtpOptions smtp, TimeProvider clock)
    {
        var builder = new ResiliencePipelineBuilder<SmtpAttempt> { TimeProvider = clock };
        if (smtp.MaxAttempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions<SmtpAttempt>
            {
                ShouldHandle = new PredicateBuilder<SmtpAttempt>().HandleResult(attempt => attempt.Retry),
                MaxRetryAttempts = smtp.MaxAttempts - 1,
                Delay = smtp.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                MaxDelay = TimeSpan.FromSeconds(20),
            });
        }

        return builder.Build();
    }

    private static ResiliencePipeline<SmtpAttempt> Server(SmtpOptions smtp, TimeProvider clock) =>
        new ResiliencePipelineBuilder<SmtpAttempt> { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<SmtpAttempt>
            {
                ShouldHandle = new PredicateBuilder<SmtpAttempt>().HandleResult(attempt => attempt.ServerFault),
                FailureRatio = 0.5,
                MinimumThroughput = 6,
                SamplingDuration = TimeSpan.FromMinutes(1),
                BreakDuration = smtp.BreakDuration,
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = smtp.PerTryTimeout })
            .Build();

    private async ValueTask<SmtpAttempt> AttemptAsync(MimeMessage message, string messageId, CancellationToken caller)
    {
        // Before the breaker: waiting for the next minute says nothing about the server's health.
        if (!rate.TryTake(out var wait))
        {
            return new(new MailResult.Deferred("The mails allowed per minute are used up.", wait), Retry: false, ServerFault: false);
        }

        var attempt = await server.ExecuteAsync(token => SendOnceAsync(message, token, caller), caller);
        if (attempt.ServerFault)
        {
            LogServerFault(messageId, attempt.Result);
        }

        return attempt;
    }

    private async ValueTask<SmtpAttempt> SendOnceAsync(MimeMessage message, CancellationToken attempt, CancellationToken caller)
    {
        for (var fresh = false; ; fresh = true)
        {
            var content = new ContentProgress();
            SmtpConnection? connection = null;
            var reused = false;
            var healthy = false;
            try
            {
                connection = await connections.RentAsync(fresh, attempt);
                reused = connection.Sent > 0;
                var answer = await connection.Client.SendAsync(message, attempt, content);
                healthy = true;
                return new(new MailResult.Sent(answer), Retry: false, ServerFault: false);
            }
            catch (OperationCanceledException) when (caller.IsCancellationRequested && !content.Begun)
            {
                throw;
            }
            catch (Exception fault) when (SmtpConnections.IsConnectionFault(fault) || fault is OperationCanceledException)
            {
                var judged = SmtpAttempt.From(fault, content.Begun);
                healthy = !judged.ServerFault;
                // The server may have closed a kept connection while it was idle or after its fill of mails; a new one shows whether it is well.
                if (reused && judged is { Retry: true, ServerFault: true } && !attempt.IsCancellationRequested)
                {
                    continue;
                }

                return judged;
            }
            finally
            {
                if (connection is not null)
                {
                    connections.Return(connection, healthy);
                }
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The mail server failed at mail {MessageId}: {Result}")]
    private partial void LogServerFault(string messageId, MailResult result);

    /// <summary>Notes that the server has begun to receive the content; from then on only its answer tells what became of the mail.</summary>
    private sealed class ContentProgress : ITransferProgress
    {
        public bool Begun { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => Begun = true;

        public void Report(long bytesTransferred) => Begun = true;
    }
}
