using Supervision.Deadlines;

namespace Supervision.Laws;

/// <summary>What a request about a law was answered, kept in the transaction of what it changed: the same request sent again gets it again.</summary>
/// <param name="Request">The decision's id.</param>
/// <param name="Asked">What was asked for, with everything that tells it from another wish.</param>
/// <param name="Outcome">The answer, as its use case writes it.</param>
/// <param name="Plan">Id of the plan that carries it out, or null.</param>
internal sealed record KeptAnswer(string Request, string Asked, string Outcome, string? Plan = null)
{
    /// <summary>The answer, for the same wish.</summary>
    /// <exception cref="IdempotencyKeyReusedException">It was given to another wish.</exception>
    public T Read<T>(string asked)
    {
        IdempotencyKeyReusedException.Check(Request, Asked, asked);
        return Json.Read<T>(Outcome);
    }
}
