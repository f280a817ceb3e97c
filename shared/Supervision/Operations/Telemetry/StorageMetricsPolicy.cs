using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Supervision.Operations.Telemetry;

/// <summary>Counts every try of a request to storage, as it is billed and throttled.</summary>
/// <param name="service">table or blob.</param>
internal sealed class StorageMetricsPolicy(string service) : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var began = Stopwatch.GetTimestamp();
        var answered = false;
        try
        {
            ProcessNext(message, pipeline);
            answered = true;
        }
        finally
        {
            Count(message, answered, began);
        }
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var began = Stopwatch.GetTimestamp();
        var answered = false;
        try
        {
            await ProcessNextAsync(message, pipeline);
            answered = true;
        }
        finally
        {
            Count(message, answered, began);
        }
    }

    private void Count(HttpMessage message, bool answered, long began) => Telemetry.StorageAnswered(
        service,
        message.Request.Method.Method,
        answered && message.HasResponse ? message.Response.Status : 0,
        Stopwatch.GetElapsedTime(began));
}
