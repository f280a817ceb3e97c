using System.Text.Json.Serialization;
using Supervision.Calendars;

namespace Supervision.Jurisdictions;

/// <summary>The stages of escalation, lowest first; their order is their rank.</summary>
[JsonConverter(typeof(WireNameConverter<EscalationStage>))]
public enum EscalationStage
{
    /// <summary>Early notice, long before the due date.</summary>
    EarlyNotice,

    /// <summary>Reminder, shortly before the due date.</summary>
    Reminder,

    /// <summary>Overdue: the due date has passed.</summary>
    Overdue,

    /// <summary>The department must explain in writing (Legislation Law art. 66).</summary>
    ExplanationRequired,

    /// <summary>A supervision letter is proposed; a person decides.</summary>
    [JsonStringEnumMemberName("supervision-letter")]
    SupervisionLetterProposed,

    /// <summary>Steps by the standing committee are proposed; people decide.</summary>
    [JsonStringEnumMemberName("standing-committee")]
    StandingCommitteeProposed,
}

/// <summary>The names of stages in ids, JSON and pages.</summary>
public static class EscalationStages
{
    private static readonly string[] Names = ["early-notice", "reminder", "overdue", "explanation-required", "supervision-letter",
        "standing-committee"];

    /// <summary>The stable name, e.g. <c>early-notice</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no stage.</exception>
    public static string Name(this EscalationStage stage) =>
        Enum.IsDefined(stage) ? Names[(int)stage]
            : throw new ArgumentOutOfRangeException(nameof(stage), stage, "Unknown escalation stage.");

    public static bool TryParse(string? name, out EscalationStage stage)
    {
        var index = Array.IndexOf(Names, name);
        stage = index < 0 ? default : (EscalationStage)index;
        return index >= 0;
    }
}
