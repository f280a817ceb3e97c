namespace Supervision.PlainModel;

/// <summary>What becomes of files that are to be removed.</summary>
public sealed partial class Model
{
    /// <summary>By delivery and number of the file: proposed, rejected, confirmed or removed, and who proposed it.</summary>
    public Dictionary<string, (string Status, string By)> Removals { get; } = [];

    private readonly Dictionary<string, string> removalChains = [];

    private void TakeRemoval(FoundFact fact, PlainAct? act)
    {
        var content = fact.Type == "removal-proposed" ? fact.Body.GetProperty("content").GetString()! : removalChains.GetValueOrDefault(fact.Chain, "");
        var (status, by) = Removals.GetValueOrDefault(content, ("none", ""));
        var next = fact.Type switch
        {
            "removal-proposed" when act is RemoveAct remove && remove.Content == content && status is "none" or "rejected" => "proposed",
            "removal-confirmed" when act is DecideRemovalAct { Confirm: true } decide && decide.Content == content && status == "proposed" && by != act.Id => "confirmed",
            "removal-rejected" when act is DecideRemovalAct { Confirm: false } decide && decide.Content == content && status == "proposed" && by != act.Id => "rejected",
            "content-removed" when fact.By == "removal" && status == "confirmed" => "removed",
            _ => null,
        };
        if (next is null)
        {
            findings.Excess($"{fact.Chain} {fact.Seq} {fact.Type} by {fact.By} on {fact.On:O} had no cause");
            return;
        }

        removalChains[fact.Chain] = content;
        Removals[content] = (next, next == "proposed" ? fact.By : by);
    }
}
