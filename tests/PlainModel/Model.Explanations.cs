namespace Supervision.PlainModel;

/// <summary>What explanations make of a deadline.</summary>
public sealed partial class Model
{
    private bool ChangeByExplanation(PlainDeadline line, FoundFact fact, PlainAct? act)
    {
        switch (fact.Type)
        {
            case "explanation-submitted" when act is ExplainAct explain && explain.Deadline == line.Id && line.IsAwaited && line.Explanation is not { Status: "accepted" }:
                if (line.Explanation is { Status: "submitted" } before)
                {
                    line.Decided(before.On, fact.On);
                }

                line.Explanation = new PlainExplanation(++line.Explanations, fact.On, act.Id);
                Same(fact, "number", line.Explanations, fact.Body.GetProperty("number").GetInt32());
                Same(fact, "proposed due", explain.ProposedDue, Date(fact.Body, "proposedDue"));
                if (line.Pending is { } alert)
                {
                    (alert.Status, alert.AcknowledgedOn) = ("explained", alert.AcknowledgedOn ?? fact.On);
                    alert.ExplainedAt ??= fact.Recorded;
                }

                return true;
            case "explanation-accepted" when act is JudgeAct { Accept: true } judge:
                return Judge(line, judge, fact);
            case "explanation-rejected" when act is JudgeAct { Accept: false } judge:
                return Judge(line, judge, fact);
            case "reopened" when act is ReopenAct reopen && reopen.Deadline == line.Id && (line.Closure is not null || line.DeferredOn is not null) && !line.IsDutyOver:
                var waived = line.Closure is { Reason: "waived" };
                line.Decided((line.Closure?.On ?? line.DeferredOn)!.Value, fact.On);
                (line.Closure, line.DeferredOn) = (null, null);
                if (waived)
                {
                    WithdrawNext(line, fact.On);
                }

                OpenNext(line, fact);
                line.BeginRound("round-ended", fact.On, fact.Recorded);
                return true;
            default:
                return false;
        }
    }

    private static bool Judge(PlainDeadline line, JudgeAct judge, FoundFact fact)
    {
        if (judge.Deadline != line.Id || line.Explanation is not { Status: "submitted" } explanation || explanation.Number != judge.Number || explanation.By == judge.Id)
        {
            return false;
        }

        line.Decided(explanation.On, fact.On);
        line.Explanation = explanation with { Status = judge.Accept ? "accepted" : "rejected" };
        if (line.Pending is { Status: "explained" } alert)
        {
            alert.Status = judge.Accept ? "explanation-accepted" : "explanation-rejected";
            alert.AcceptedAt = judge.Accept ? fact.Recorded : null;
        }

        return true;
    }
}
