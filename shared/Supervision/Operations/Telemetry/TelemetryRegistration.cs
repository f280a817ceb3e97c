using System.ComponentModel.DataAnnotations;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Supervision.Operations.Health;

namespace Supervision.Operations.Telemetry;

/// <summary>Sends telemetry to a collector, to Application Insights, to both, or nowhere.</summary>
public static class TelemetryRegistration
{
    /// <summary>Sources of spans beside the product's own: the two hosts.</summary>
    private static readonly string[] HostSources = ["Supervision.LocalHost", "Microsoft.Azure.Functions.Worker"];

    private const string ConnectionSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <exception cref="ValidationException">A setting is out of range.</exception>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection(TelemetryOptions.Section).Get<TelemetryOptions>() ?? new TelemetryOptions();
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        var insights = configuration[ConnectionSetting];
        var target = new Target(options, string.IsNullOrWhiteSpace(insights) ? null : insights);
        if (target.IsNone)
        {
            return services;
        }

        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("supervision", serviceVersion: CheckHealth.Version))
            .WithTracing(tracing => AddTraces(tracing, target))
            .WithMetrics(metrics => AddMetrics(metrics, target));
        if (options.OtlpEndpoint is not null || options.LogsToApplicationInsights)
        {
            services.AddLogging(logging => logging.AddOpenTelemetry(log => AddLogs(log, target)));
        }

        return services;
    }

    private static void AddTraces(TracerProviderBuilder tracing, Target target)
    {
        tracing.AddSource([Telemetry.Name, .. HostSources])
            .AddAspNetCoreInstrumentation()
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(target.Options.TraceShare)))
            .AddProcessor(new RedactingSpanProcessor());
        if (target.Options.OtlpEndpoint is { } endpoint)
        {
            tracing.AddOtlpExporter(otlp => Set(otlp, target.Options.OtlpProtocol, endpoint, "traces"));
        }

        if (target.Insights is { } connection)
        {
            tracing.AddAzureMonitorTraceExporter(monitor => Set(monitor, connection));
        }
    }

    private static void AddMetrics(MeterProviderBuilder metrics, Target target)
    {
        metrics.AddMeter(Telemetry.Name, "Microsoft.AspNetCore.Hosting").AddRuntimeInstrumentation();
        if (target.Options.OtlpEndpoint is { } endpoint)
        {
            metrics.AddOtlpExporter((otlp, reader) =>
            {
                Set(otlp, target.Options.OtlpProtocol, endpoint, "metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = target.Options.MetricSeconds * 1000;
            });
        }

        if (target.Insights is { } connection)
        {
            metrics.AddAzureMonitorMetricExporter(monitor => Set(monitor, connection));
        }
    }

    private static void AddLogs(OpenTelemetryLoggerOptions log, Target target)
    {
        log.IncludeFormattedMessage = true;
        log.AddProcessor(new RedactingLogProcessor());
        if (target.Options.OtlpEndpoint is { } endpoint)
        {
            log.AddOtlpExporter(otlp => Set(otlp, target.Options.OtlpProtocol, endpoint, "logs"));
        }

        if (target.Options.LogsToApplicationInsights && target.Insights is { } connection)
        {
            log.AddAzureMonitorLogExporter(monitor => Set(monitor, connection));
        }
    }

    /// <summary>Over HTTP each signal has a path of its own, which the exporter adds only to addresses it finds in the environment.</summary>
    private static void Set(OtlpExporterOptions otlp, OtlpProtocol protocol, Uri endpoint, string signal)
    {
        otlp.Protocol = protocol == OtlpProtocol.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        otlp.Endpoint = protocol == OtlpProtocol.Grpc ? endpoint : new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/v1/" + signal);
    }

    private static void Set(AzureMonitorExporterOptions monitor, string connection)
    {
        monitor.ConnectionString = connection;
        monitor.Credential = new DefaultAzureCredential();
    }

    private sealed record Target(TelemetryOptions Options, string? Insights)
    {
        public bool IsNone => Options.OtlpEndpoint is null && Insights is null;
    }
}
