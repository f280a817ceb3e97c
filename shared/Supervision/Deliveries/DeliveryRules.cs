using System.Security.Cryptography;
using System.Text;
using Supervision.Departments;

namespace Supervision.Deliveries;

/// <summary>What must hold of a delivery, and what an officer should look at.</summary>
public static class DeliveryRules
{
    private const int LongestTitle = 300;

    /// <summary>Every fault of the metadata, each named; empty when it is in order.</summary>
    /// <param name="today">Local date of receipt.</param>
    public static IReadOnlyList<InputFault> Check(DeliveryKind kind, DeliveryMetadata metadata, DateOnly today)
    {
        var faults = new List<InputFault>();
        Text("title", metadata.Title, LongestTitle, required: true);
        Text("occurrence", metadata.Occurrence, 24, required: false);
        Text("number", metadata.Number, 100, required: false);
        if (kind == DeliveryKind.Report)
        {
            // A delivery that names its occurrence, such as an answer to a review opinion, need not cover a period.
            if (metadata.Occurrence is null || metadata.PeriodStart is not null || metadata.PeriodEnd is not null)
            {
                Require("periodStart", metadata.PeriodStart);
                Require("periodEnd", metadata.PeriodEnd);
            }

            if (metadata.PeriodStart > metadata.PeriodEnd)
            {
                faults.Add(InputFault.Of("period-order", "periodEnd", "The period ends before it begins."));
            }

            NotAfterToday("documentDate", metadata.DocumentDate);
            NotFor(kind, "issued", metadata.Issued);
            NotFor(kind, "published", metadata.Published);
            NotFor(kind, "effective", metadata.Effective);
        }
        else
        {
            Require("issued", metadata.Issued);
            NotAfterToday("issued", metadata.Issued);
            NotAfterToday("published", metadata.Published);
            if (metadata.Published < metadata.Issued)
            {
                faults.Add(InputFault.Of("published-before-issued", "published", "A rule is not published before it is issued."));
            }

            NotFor(kind, "periodStart", metadata.PeriodStart);
            NotFor(kind, "periodEnd", metadata.PeriodEnd);
            if (metadata.Figures is not null)
            {
                faults.Add(InputFault.Of("field-not-for-kind", "figures", "Only reports have this."));
            }
        }

        return faults;

        void Text(string field, string? text, int longest, bool required)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                if (required)
                {
                    faults.Add(InputFault.Of("text-missing", field, "Must not be empty."));
                }
            }
            else if (text.Length > longest)
            {
                faults.Add(InputFault.Of("text-too-long", field, "At most {most} characters.", ("most", longest)));
            }
            else if (text.Any(char.IsControl))
            {
                faults.Add(InputFault.Of("text-control-characters", field, "Control characters are not accepted."));
            }
        }

        void Require(string field, DateOnly? date)
        {
            if (date is null)
            {
                faults.Add(InputFault.Of("date-missing", field, "Give a date such as 2026-03-31."));
            }
        }

        void NotAfterToday(string field, DateOnly? date)
        {
            if (date > today)
            {
                faults.Add(InputFault.Of("date-in-future", field, "Lies after today, {today}.", ("today", today)));
            }
        }

        void NotFor(DeliveryKind of, string field, DateOnly? date)
        {
            if (date is not null)
            {
                faults.Add(of == DeliveryKind.Report
                    ? InputFault.Of("field-not-for-kind", field, "Only rules have this.")
                    : InputFault.Of("field-not-for-kind", field, "Only reports have this."));
            }
        }
    }

    /// <summary>f as the delivery claims it (domain.md section 4): the issue date of a rule, the receipt of a report.</summary>
    public static DateOnly ClaimedDate(DeliveryKind kind, DeliveryMetadata metadata, DateOnly receivedOn) =>
        kind == DeliveryKind.Rule ? metadata.Issued!.Value : receivedOn;

    /// <summary>Codes of what an officer should look at; none refuses the delivery.</summary>
    public static IReadOnlyList<string> Findings(DeliveryKind kind, DeliveryMetadata metadata, DateOnly receivedOn, TimeSpan longestFromIssue) =>
        kind == DeliveryKind.Rule && receivedOn.DayNumber - metadata.Issued!.Value.DayNumber > longestFromIssue.TotalDays
            ? ["issued-long-before-receipt"]
            : [];

    /// <summary>SHA-256 over kind, metadata and the hashes of the files in order, lower-case hexadecimal.</summary>
    public static string ContentHash(DeliveryRequest request) => ContentHash(request.Kind, request.Metadata, request.Files.Select(file => file.Sha256));

    /// <summary>The hash that a delivery must have by what its row says now.</summary>
    public static string ContentHash(Delivery delivery) => ContentHash(delivery.Kind, delivery.Metadata, delivery.Files.Select(file => file.Sha256));

    private static string ContentHash(DeliveryKind kind, DeliveryMetadata metadata, IEnumerable<string> hashes)
    {
        var canonical = new StringBuilder().Append(kind).Append('\n').Append(Json.Write(metadata)).Append('\n');
        foreach (var hash in hashes)
        {
            canonical.Append(hash).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())));
    }
}
