using System.Text.Json;
using System.Text.Json.Serialization;

namespace Supervision.Calendars;

/// <summary>Writes enumeration members by kebab-case name (or their <c>JsonStringEnumMemberName</c>) and refuses numbers.</summary>
internal sealed class WireNameConverter<TEnum>()
    : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
