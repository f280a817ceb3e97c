namespace Supervision.PlainModel;

/// <summary>What a place's own ordinances say (domain.md, section 2), in raw numbers.</summary>
/// <param name="FirstTerm">First day of a term of the congress; each lasts five years.</param>
/// <param name="Review">How long rules may be under review after the higher law changed; null: the place sets no time.</param>
/// <param name="Defaults">By kind: how long after the event the clock opens, if not at once, and its period.</param>
public sealed record PlainPractice(
    string Profile, DateOnly FirstTerm, string? Review, IReadOnlyDictionary<string, (string? After, string Period)> Defaults)
{
    public static IReadOnlyList<PlainPractice> All { get; } =
    [
        new("jilin-like", new DateOnly(2023, 1, 1), null, new Dictionary<string, (string?, string)>
        {
            ["rule"] = (null, "P1Y"), ["rectification"] = (null, "P3M"), ["audit-rectification"] = (null, "P6M"),
        }),
        new("zibo-like", new DateOnly(2022, 1, 1), "P60D", new Dictionary<string, (string?, string)>
        {
            ["rule"] = (null, "P1Y"), ["implementation-report"] = ("P1Y", "P30D"), ["rule-review"] = (null, "P60D"), ["audit-rectification"] = (null, "P6M"),
        }),
        new("huludao-like", new DateOnly(2022, 1, 1), "30WD", new Dictionary<string, (string?, string)>
        {
            ["rule"] = (null, "P1Y"), ["implementation-report"] = ("P1Y", "30WD"), ["rule-review"] = (null, "30WD"), ["audit-rectification"] = (null, "P6M"),
        }),
        new("zigong-like", new DateOnly(2022, 1, 1), null, new Dictionary<string, (string?, string)>
        {
            ["rule"] = (null, "P1Y"), ["implementation-report"] = ("P1Y", "P60D"), ["post-legislative-evaluation"] = ("P3Y", "P90D"), ["audit-rectification"] = (null, "P6M"),
        }),
    ];
}
