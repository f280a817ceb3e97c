using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Supervision.Operations.Telemetry;

/// <summary>Runs over every log line before it is sent.</summary>
internal sealed class RedactingLogProcessor : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (data.FormattedMessage is { } message)
        {
            data.FormattedMessage = Redaction.Of(message);
        }

        if (data.Body is { } body)
        {
            data.Body = Redaction.Of(body);
        }

        if (data.Attributes is { Count: > 0 } attributes)
        {
            data.Attributes = [.. attributes.Select(pair => new KeyValuePair<string, object?>(pair.Key, Clean(pair.Value)))];
        }

        if (data.Exception is { } exception && exception.ToString() is var text && Redaction.Of(text) is var clean && clean != text)
        {
            data.Exception = new RedactedException(exception.GetType().Name, clean);
        }
    }

    private static object? Clean(object? value) => value switch
    {
        null or bool or int or long or double or DateTimeOffset => value,
        _ => Redaction.Of(value.ToString() ?? ""),
    };

    /// <summary>Stands for an exception that said what must not be told.</summary>
    private sealed class RedactedException(string kind, string text) : Exception($"{kind}: {text}");
}

/// <summary>Runs over every span before it is sent.</summary>
internal sealed class RedactingSpanProcessor : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        foreach (var (name, value) in data.TagObjects.ToList())
        {
            if (value is string text && Redaction.Of(text) is var clean && clean != text)
            {
                data.SetTag(name, clean);
            }
        }

        if (data.StatusDescription is { } description)
        {
            data.SetStatus(data.Status, Redaction.Of(description));
        }
    }
}
