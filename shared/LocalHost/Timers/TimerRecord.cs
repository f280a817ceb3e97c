using System.Text.Json;
using System.Text.Json.Serialization;

namespace Supervision.LocalHost.Timers;

/// <summary>What is kept of a timer between runs, in its blob. All times UTC.</summary>
/// <param name="Last">When the last run that counted began; null before the first.</param>
/// <param name="Next">When the next was due, as seen then. For readers: the schedule may have changed since.</param>
/// <param name="LastUpdated">When this was written.</param>
internal sealed record TimerRecord(DateTimeOffset? Last, DateTimeOffset Next, DateTimeOffset LastUpdated)
{
    /// <summary>The time after which the next occurrence is sought.</summary>
    [JsonIgnore]
    public DateTimeOffset CountedUntil => Last ?? LastUpdated;

    public BinaryData ToContent() => new(JsonSerializer.SerializeToUtf8Bytes(this, TimerRecordJson.Default.TimerRecord));

    /// <summary>Reads the blob's content; empty content, as a new blob has, gives null.</summary>
    /// <exception cref="JsonException">The content is something else.</exception>
    public static TimerRecord? Parse(BinaryData content) =>
        content.ToMemory().IsEmpty ? null : JsonSerializer.Deserialize(content, TimerRecordJson.Default.TimerRecord);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TimerRecord))]
internal sealed partial class TimerRecordJson : JsonSerializerContext;
