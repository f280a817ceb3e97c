using System.ComponentModel.DataAnnotations;

namespace Supervision.Operations.Telemetry;

/// <summary>How telemetry is encoded on the way to a collector.</summary>
public enum OtlpProtocol
{
    /// <summary>gRPC, usual port 4317.</summary>
    Grpc,

    /// <summary>Protobuf over HTTP, usual port 4318.</summary>
    Http,
}

/// <summary>
/// Where traces, metrics and logs go, bound to the section <c>Telemetry</c>. Application Insights is used wherever the platform sets
/// APPLICATIONINSIGHTS_CONNECTION_STRING, with the host's identity.
/// </summary>
public sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>Address of an OpenTelemetry collector, e.g. http://127.0.0.1:4318. Default: null, none.</summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>How it is spoken to: Grpc or Http. Default: Http.</summary>
    [EnumDataType(typeof(OtlpProtocol))]
    public OtlpProtocol OtlpProtocol { get; set; } = OtlpProtocol.Http;

    /// <summary>Share of traces that are kept, 0 to 1; metrics and logs are always whole. Default: 1.</summary>
    [Range(0.0, 1.0)]
    public double TraceShare { get; set; } = 1;

    /// <summary>Seconds between two sendings of metrics, 1 to 3600. Default: 60.</summary>
    [Range(1, 3600)]
    public int MetricSeconds { get; set; } = 60;

    /// <summary>
    /// Whether the program itself sends its logs to Application Insights. In Azure the Functions host does, and each line would be there twice.
    /// Default: false.
    /// </summary>
    public bool LogsToApplicationInsights { get; set; }
}
