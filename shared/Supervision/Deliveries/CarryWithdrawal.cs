using Supervision.Deadlines;
using Supervision.Obligations;
using Supervision.Papers;

namespace Supervision.Deliveries;

/// <summary>
/// Carries a withdrawal to the further deadlines that the delivery counts for, each by a decision of its own. The delivery's row names them in the
/// transaction of the withdrawal, so that after a crash the relay does the rest; where it no longer stands, or an officer has accepted it meanwhile,
/// nothing is left to do.
/// </summary>
public sealed class CarryWithdrawal(DeadlineDecisions decisions, OpeningRules rules)
{
    /// <summary>Repeating it changes nothing.</summary>
    public async Task ExecuteAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.Withdrawal is not { } withdrawal)
        {
            return;
        }

        foreach (var (deadline, reason) in withdrawal.Further)
        {
            await decisions.DecideAsync<bool>(
                deadline,
                new Decision(withdrawal.Decision, withdrawal.By, withdrawal.On),
                remember: false,
                head => head?.State is { } state && state.Deliveries.Any(standing => standing.Delivery == delivery.Id && !standing.Accepted)
                    ? new Verdict<bool>.Record(FactOf(state, delivery, reason, withdrawal.On), true)
                    : new Verdict<bool>.Nothing(true),
                cancellationToken);
        }
    }

    /// <summary>What a deadline records of a delivery that is taken back.</summary>
    internal DeliveryWithdrawn FactOf(DeadlineState state, Delivery delivery, PaperRef reason, DateOnly on)
    {
        var then = DeadlineLifeCycle.Without(state, delivery.Id, on);
        return new DeliveryWithdrawn(delivery.Id, reason, rules.NextAfterFulfilment(then));
    }
}
