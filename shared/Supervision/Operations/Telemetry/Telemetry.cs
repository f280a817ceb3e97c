using System.Diagnostics;
using System.Diagnostics.Metrics;
using Supervision.Deliveries;
using Supervision.Relay;
using Supervision.Sweeping;

namespace Supervision.Operations.Telemetry;

/// <summary>
/// What the product measures and how its steps can be followed. Spans carry the product's own ids (<see cref="Deadline"/>,
/// <see cref="Alert"/>, <see cref="Mail"/>, <see cref="Delivery"/>), so that one question by deadline finds the upload, the alert and the
/// mail, though hours and hosts lie between them. Ids only: no names, no texts.
/// </summary>
public static class Telemetry
{
    /// <summary>Name of the meter and of the source of spans.</summary>
    public const string Name = "Supervision";

    /// <summary>Tag: id of a deadline.</summary>
    public const string Deadline = "supervision.deadline";

    /// <summary>Tag: id of an alert.</summary>
    public const string Alert = "supervision.alert";

    /// <summary>Tag: key of a mail.</summary>
    public const string Mail = "supervision.mail";

    /// <summary>Tag: id of a delivery.</summary>
    public const string Delivery = "supervision.delivery";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> AlertsRaised = Meter.CreateCounter<long>("supervision.alerts.raised", "{alert}", "Alerts raised by sweeps.");
    private static readonly Counter<long> LookedAt = Meter.CreateCounter<long>("supervision.agenda.looked_at", "{item}", "Agenda items that sweeps judged.");
    private static readonly Histogram<double> SweepDuration = Meter.CreateHistogram<double>("supervision.sweep.duration", "s", "How long a sweep took.");
    private static readonly Counter<long> MailsSent = Meter.CreateCounter<long>("supervision.mails.sent", "{mail}", "Mails that the mail server took.");
    private static readonly Counter<long> MailsFailed = Meter.CreateCounter<long>("supervision.mails.failed", "{mail}", "Attempts that did not get a mail to the server.");
    private static readonly Counter<long> MailsCancelled = Meter.CreateCounter<long>("supervision.mails.cancelled", "{mail}", "Mails not sent because their reason had gone.");
    private static readonly Counter<long> Uploads = Meter.CreateCounter<long>("supervision.uploads", "{upload}", "Uploads by kind and outcome.");
    private static readonly Counter<long> UploadBytes = Meter.CreateCounter<long>("supervision.uploads.bytes", "By", "Bytes of files received for the first time.");
    private static readonly Counter<long> StorageRequests = Meter.CreateCounter<long>("supervision.storage.requests", "{request}", "Requests to storage, each try counted.");
    private static readonly Histogram<double> StorageDuration = Meter.CreateHistogram<double>("supervision.storage.duration", "s", "How long storage took to answer one try.");

    /// <summary>Begins a step that can be followed; null where nobody listens.</summary>
    public static Activity? Start(string step, params ReadOnlySpan<(string Tag, object? Value)> tags)
    {
        var activity = Source.StartActivity(step);
        if (activity is not null)
        {
            foreach (var (tag, value) in tags)
            {
                activity.SetTag(tag, value?.ToString());
            }
        }

        return activity;
    }

    /// <summary>Counts what a sweep did. Tag <c>outcome</c>: good, incomplete or faulty.</summary>
    public static void Swept(SweepReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var outcome = report.Faults.Count > 0 ? "faulty" : report.Complete ? "good" : "incomplete";
        AlertsRaised.Add(report.Raised);
        LookedAt.Add(report.LookedAt);
        SweepDuration.Record((report.Ended - report.Started).TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
    }

    /// <summary>Counts what a run of the relay did.</summary>
    public static void Relayed(RelayReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        MailsSent.Add(report.MailsSent);
        MailsFailed.Add(report.MailsFailed);
        MailsCancelled.Add(report.MailsCancelled);
    }

    /// <summary>Counts an upload and names on its span what it led to. Tags <c>kind</c> and <c>outcome</c>: received, repeated or refused.</summary>
    public static void Uploaded(DeliveryKind kind, ReceiveDelivery.Outcome outcome, Activity? span)
    {
        var word = outcome switch
        {
            ReceiveDelivery.Outcome.Received { Repeated: false } => "received",
            ReceiveDelivery.Outcome.Received => "repeated",
            _ => "refused",
        };
        Uploads.Add(
            1,
            new KeyValuePair<string, object?>("kind", kind == DeliveryKind.Rule ? "rule" : "report"),
            new KeyValuePair<string, object?>("outcome", word));
        if (outcome is ReceiveDelivery.Outcome.Received received)
        {
            UploadBytes.Add(received.Repeated ? 0 : received.Delivery.Files.Sum(file => file.Length));
            span?.SetTag(Delivery, received.Delivery.Id.ToString());
            span?.SetTag(Deadline, received.Delivery.Match?.Deadline.ToString());
        }

        span?.SetTag("outcome", word);
    }

    /// <summary>Counts one try of a request to storage. Tags <c>service</c> (table or blob), <c>method</c> and <c>status</c>; 0 is no answer.</summary>
    public static void StorageAnswered(string service, string method, int status, TimeSpan took)
    {
        var tags = new TagList { { "service", service }, { "method", method }, { "status", status } };
        StorageRequests.Add(1, tags);
        StorageDuration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("service", service));
    }
}
