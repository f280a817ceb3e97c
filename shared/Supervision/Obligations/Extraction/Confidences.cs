namespace Supervision.Obligations.Extraction;

/// <summary>
/// How likely a person confirms what a pattern finds: the share confirmed among its labelled finds, drawn towards <see cref="Prior"/> where
/// few were labelled. The counts were made once, from the labels that this folder's README names without the held-out half of the drawn sample;
/// patterns have been changed since, and the counts have not been made anew. A test compares the result with that held-out half, which is not quite
/// clean either (see there): what is shown is an order of certainty, right to a few hundredths on average.
/// </summary>
internal static class Confidences
{
    /// <summary>What is expected of a pattern of which nothing has been labelled.</summary>
    private const double Prior = 0.8;

    /// <summary>How many labelled finds the prior is worth.</summary>
    private const double PriorWeight = 2;

    /// <summary>An inherited subject may be another's; measured together with its pattern, so only lowered a little.</summary>
    private const double InheritedSubject = 0.9;

    public static double Of(Finding finding)
    {
        // Confirmed of labelled; a borderline label counts half.
        var (confirmed, labelled) = finding.Rule switch
        {
            "rule.object-by-organ" => (90.5, 91),
            "rule.organ-makes-object" => (54.5, 59),
            "rule.terms-by-organ" => (5.5, 6),
            "rule.organ-makes-terms" => (3.0, 6),
            "rule.organ-provides" => (3.5, 5),
            "rule.content-by-organ" => (0.5, 1),
            "rule.by-organ-separately" => (1.0, 1),
            "rule.separately" => (1.0, 1),
            "report.reports-to-congress" => (44.0, 45),
            "report.submits-to-congress" => (14.0, 14),
            "report.reports-congress" => (1.0, 1),
            "report.delivers-to-congress" => (1.0, 1),
            "report.on-resolution" => (1.0, 1),
            "filing.with-congress" => (4.0, 4),
            "filing.of-rule" => (1.0, 1),
            _ => (0.0, 0),
        };
        var sure = (confirmed + (Prior * PriorWeight)) / (labelled + PriorWeight);
        return Math.Round(finding.Subject == Stretch.Inherited ? sure * InheritedSubject : sure, 3);
    }
}
