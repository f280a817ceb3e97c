using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Supervision.Identity;

namespace Supervision.History.Removals;

/// <summary>The id of a removal, derived from what is to be removed: proposing it again finds it. It is also the name of its history chain.</summary>
public readonly partial record struct RemovalId : IStringId<RemovalId>
{
    private RemovalId(string value) => Value = value;

    public string Value { get; }

    public static RemovalId Of(RemovalTarget target) =>
        new("x" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{target.Chain}/{target.Content}")))[..26]);

    public static RemovalId Parse(string? text) => TryParse(text, out var id) ? id : throw new InvalidIdException("removal id", text);

    public static bool TryParse(string? text, out RemovalId id)
    {
        var fits = text is not null && Form().IsMatch(text);
        id = fits ? new RemovalId(text!) : default;
        return fits;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"\Ax[0-9a-f]{26}\z")]
    private static partial Regex Form();
}
