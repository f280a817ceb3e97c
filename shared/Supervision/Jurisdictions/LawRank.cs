using System.Text.Json.Serialization;
using Supervision.Calendars;

namespace Supervision.Jurisdictions;

/// <summary>Whether the parent law is the nation's or the place's own; defaults differ by it.</summary>
[JsonConverter(typeof(WireNameConverter<LawRank>))]
public enum LawRank
{
    /// <summary>法律: passed by the National People's Congress or its standing committee.</summary>
    National,

    /// <summary>地方性法规: passed by a local people's congress or its standing committee.</summary>
    Local,
}
