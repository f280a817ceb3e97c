namespace Supervision.StorageContract;

/// <summary>What came of asking the whole contract.</summary>
/// <param name="Passed">Requirements that were met.</param>
/// <param name="Failures">Requirement and reason, of those that were not.</param>
/// <param name="LeftBehind">Tables and containers of the check that could not be removed.</param>
public sealed record StorageCheckReport(int Passed, IReadOnlyList<(string Requirement, string Reason)> Failures, IReadOnlyList<string> LeftBehind)
{
    /// <summary>True when every requirement was met. What was left behind is untidy, no breach.</summary>
    public bool Meets => Failures.Count == 0 && Passed > 0;
}

/// <summary>Asks a storage service the whole contract and removes what that left there.</summary>
public static class StorageCheck
{
    private static readonly TimeSpan MostPerRequirement = TimeSpan.FromMinutes(2);

    /// <param name="account">Makes the account's clients for a token that ends the requests of one requirement.</param>
    /// <param name="told">Told each requirement with its failure, or null.</param>
    public static async Task<StorageCheckReport> RunAsync(
        Func<Func<CancellationToken>, StorageAccount> account,
        IReadOnlyList<Requirement> requirements,
        Action<Requirement, string?> told,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(requirements);
        ArgumentNullException.ThrowIfNull(told);
        var (passed, failures, left) = (0, new List<(string, string)>(), new List<string>());
        foreach (var requirement in requirements)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var token = cancellationToken;
            var used = account(() => token);
            string? failure = null;
            using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
            {
                limit.CancelAfter(MostPerRequirement);
                token = limit.Token;
                try
                {
                    await requirement.CheckAsync(used);
                    passed++;
                }
                catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
                {
                    failure = fault.Message;
                    failures.Add((requirement.Name, failure));
                }
                finally
                {
                    // Also what an interrupted check made is removed.
                    token = CancellationToken.None;
                    left.AddRange(await used.CleanUpAsync());
                }
            }

            told(requirement, failure);
        }

        return new StorageCheckReport(passed, failures, left);
    }
}
