using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Supervision.Jurisdictions;

namespace Supervision.Identity;

/// <summary>The id of a law: "l" and twelve hexadecimal digits derived from its title, so that importing it again finds it.</summary>
public readonly partial record struct LawId : IStringId<LawId>
{
    private LawId(string value) => Value = value;

    public string Value { get; }

    public static LawId OfTitle(string title)
    {
        var plain = string.Concat(title.Normalize(NormalizationForm.FormKC).Where(character => !char.IsWhiteSpace(character)));
        return new LawId("l" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plain)))[..12]);
    }

    public static LawId Parse(string? text) => TryParse(text, out var id) ? id : throw new InvalidIdException("law id", text);

    public static bool TryParse(string? text, out LawId id)
    {
        var fits = text is not null && Form().IsMatch(text);
        id = fits ? new LawId(text!) : default;
        return fits;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"\Al[0-9a-f]{12}\z")]
    private static partial Regex Form();
}

/// <summary>The id of a department: 1 to 40 lower-case letters, digits and underscores. "office" is the congress's own office.</summary>
public readonly partial record struct DepartmentId : IStringId<DepartmentId>
{
    /// <summary>The home of what concerns no department: the supervision office itself.</summary>
    public static readonly DepartmentId Office = new("office");

    private DepartmentId(string value) => Value = value;

    public string Value { get; }

    public static DepartmentId Parse(string? text) => TryParse(text, out var id) ? id : throw new InvalidIdException("department id", text);

    public static bool TryParse(string? text, out DepartmentId id)
    {
        var fits = text is not null && Form().IsMatch(text);
        id = fits ? new DepartmentId(text!) : default;
        return fits;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"\A[a-z0-9_]{1,40}\z")]
    private static partial Regex Form();
}

/// <summary>The id of an obligation: its law and its number in that law, counted from 1.</summary>
public readonly record struct ObligationId(LawId Law, int Number) : IStringId<ObligationId>
{
    public string Value => string.Create(CultureInfo.InvariantCulture, $"{Law}-{Number}");

    public static ObligationId Parse(string? text) => TryParse(text, out var id) ? id : throw new InvalidIdException("obligation id", text);

    public static bool TryParse(string? text, out ObligationId id)
    {
        id = default;
        var parts = text?.Split('-') ?? [];
        if (parts.Length != 2 || !LawId.TryParse(parts[0], out var law) || !Ordinals.TryParse(parts[1], out var number))
        {
            return false;
        }

        id = new ObligationId(law, number);
        return true;
    }

    public override string ToString() => Value;
}

/// <summary>
/// The id of a deadline, <c>{law}-{obligation}-{department}-{occurrence}</c>. The occurrence is a period label (2026, 2026H1) or an
/// ordinal, never a due date, so the id outlives every change of the date. The department is the home partition.
/// </summary>
public readonly partial record struct DeadlineId(ObligationId Obligation, DepartmentId Home, string Occurrence) : IStringId<DeadlineId>
{
    public string Value => $"{Obligation}-{Home}-{Occurrence}";

    public static DeadlineId Parse(string? text) => TryParse(text, out var id) ? id : throw new InvalidIdException("deadline id", text);

    public static bool TryParse(string? text, out DeadlineId id)
    {
        id = default;
        var parts = text?.Split('-') ?? [];
        if (parts.Length != 4
            || !LawId.TryParse(parts[0], out var law)
            || !Ordinals.TryParse(parts[1], out var number)
            || !DepartmentId.TryParse(parts[2], out var home)
            || !OccurrenceForm().IsMatch(parts[3]))
        {
            return false;
        }

        id = new DeadlineId(new ObligationId(law, number), home, parts[3]);
        return true;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"\A[0-9A-Z]{1,24}\z")]
    private static partial Regex OccurrenceForm();
}

/// <summary>The id of an alert, <c>{deadline}-r{round}-{stage}</c>: one alert per deadline, round and stage, whoever raises it.</summary>
public readonly record struct AlertId(DeadlineId Deadline, int Round, EscalationStage Stage) : IStringId<AlertId>
{
    public string Value => string.Create(CultureInfo.InvariantCulture, $"{Deadline}-r{Round}-{Stage.Name()}");

    public static AlertId Parse(string? text) => TryParse(text, out var id) ? id : throw new InvalidIdException("alert id", text);

    public static bool TryParse(string? text, out AlertId id)
    {
        id = default;
        var parts = text?.Split('-', 6) ?? [];
        if (parts.Length != 6
            || !DeadlineId.TryParse(string.Join('-', parts[..4]), out var deadline)
            || parts[4] is not ['r', ..]
            || !Ordinals.TryParse(parts[4][1..], out var round)
            || !EscalationStages.TryParse(parts[5], out var stage))
        {
            return false;
        }

        id = new AlertId(deadline, round, stage);
        return true;
    }

    public override string ToString() => Value;
}

/// <summary>The id of a delivery: "d" and 26 random characters. It says nothing of its content.</summary>
public readonly partial record struct DeliveryId : IStringId<DeliveryId>
{
    private DeliveryId(string value) => Value = value;

    public string Value { get; }

    public static DeliveryId New(RandomIds ids) => new("d" + ids.Next());

    public static DeliveryId Parse(string? text) => TryParse(text, out var id) ? id : throw new InvalidIdException("delivery id", text);

    public static bool TryParse(string? text, out DeliveryId id)
    {
        var fits = text is not null && Form().IsMatch(text);
        id = fits ? new DeliveryId(text!) : default;
        return fits;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"\Ad[0-9a-z]{26}\z")]
    private static partial Regex Form();
}

/// <summary>
/// The id of an upload in parts: "u", the day (UTC) on which it was begun, and 26 random characters. The delivery that comes of it bears the
/// same 26, so that its files lie where they belong from the first part on.
/// </summary>
public readonly partial record struct UploadId : IStringId<UploadId>
{
    private const int DayEnds = 9;

    private UploadId(string value) => Value = value;

    public string Value { get; }

    /// <summary>The day on which it was begun, yyyyMMdd (UTC).</summary>
    public string Day => Value[1..DayEnds];

    /// <summary>The delivery that may come of it.</summary>
    public DeliveryId Delivery => DeliveryId.Parse("d" + Value[DayEnds..]);

    public static UploadId New(DateTimeOffset now, RandomIds ids) =>
        new("u" + now.ToString("yyyyMMdd", CultureInfo.InvariantCulture) + ids.Next());

    public static UploadId Parse(string? text) => TryParse(text, out var id) ? id : throw new InvalidIdException("upload id", text);

    public static bool TryParse(string? text, out UploadId id)
    {
        var fits = text is not null && Form().IsMatch(text);
        id = fits ? new UploadId(text!) : default;
        return fits;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"\Au[0-9]{8}[0-9a-z]{26}\z")]
    private static partial Regex Form();
}

/// <summary>The id of a person: 1 to 40 lower-case letters, digits and underscores, unique within the organ.</summary>
public readonly partial record struct PersonId : IStringId<PersonId>
{
    private PersonId(string value) => Value = value;

    public string Value { get; }

    public static PersonId Parse(string? text) => TryParse(text, out var id) ? id : throw new InvalidIdException("person id", text);

    public static bool TryParse(string? text, out PersonId id)
    {
        var fits = text is not null && Form().IsMatch(text);
        id = fits ? new PersonId(text!) : default;
        return fits;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"\A[a-z0-9_]{1,40}\z")]
    private static partial Regex Form();
}

internal static class Ordinals
{
    /// <summary>Reads 1 to 99999 without sign, space or leading zero, so that one number has one spelling.</summary>
    public static bool TryParse(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && number is >= 1 and <= 99_999
        && text[0] != '0';
}
