using System.Globalization;
using System.Reflection;

namespace Supervision.StorageContract;

/// <summary>One thing that this product asks of the storage service it runs on.</summary>
/// <param name="Name">The sentence, with values in brackets.</param>
/// <param name="CheckAsync">Fails with an exception when the service does otherwise.</param>
public sealed record Requirement(string Name, Func<StorageAccount, Task> CheckAsync);

/// <summary>The whole contract: what every storage service must do for this product to be right.</summary>
public static class Requirements
{
    /// <summary>Every requirement, in the order of the contract's parts.</summary>
    public static IReadOnlyList<Requirement> All { get; } =
    [
        .. Of<EntityContract>(account => new(account)),
        .. Of<QueryContract>(account => new(account)),
        .. Of<TransactionContract>(account => new(account)),
        .. Of<LimitsContract>(account => new(account)),
        .. Of<BlobContract>(account => new(account)),
        .. Of<LeaseContract>(account => new(account)),
    ];

    private static IEnumerable<Requirement> Of<T>(Func<StorageAccount, T> create)
        where T : ContractPart =>
        typeof(T).GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .SelectMany(method => method.GetCustomAttributes<RequirementAttribute>().Select(asked => (Method: method, asked.Values)))
            .Select(one => new Requirement(
                NameOf<T>(one.Method, one.Values),
                account => (Task)one.Method.Invoke(create(account), BindingFlags.DoNotWrapExceptions, null, [.. one.Values], CultureInfo.InvariantCulture)!))
            .OrderBy(requirement => requirement.Name, StringComparer.Ordinal);

    private static string NameOf<T>(MethodInfo method, IReadOnlyList<object> values)
    {
        var part = typeof(T).Name.Replace("Contract", "", StringComparison.Ordinal);
        var sentence = method.Name.Replace('_', ' ');
        var given = string.Join(", ", values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));
        return given.Length == 0 ? $"{part}: {sentence}" : $"{part}: {sentence} ({given})";
    }
}
