namespace Supervision.Obligations.Extraction;

/// <summary>How sure each pattern is. Estimates from reading its finds: the labelled sentences are too few to measure them one by
/// one.</summary>
internal static class Confidences
{
    public static double Of(Finding finding)
    {
        var sure = finding.Rule switch
        {
            "rule.object-by-organ" => 0.97,
            "rule.by-organ-object" => 0.95,
            "rule.organ-makes-object" => 0.9,
            "rule.organ-provides" => 0.85,
            "rule.by-organ-separately" => 0.85,
            "rule.separately" => 0.8,
            "rule.terms-by-organ" => 0.7,
            "rule.content-by-organ" => 0.6,
            "rule.needed-by-organ" => 0.8,
            "rule.organ-makes-terms" => 0.5,
            "report.delivers-to-congress" => 0.8,
            "report.on-resolution" => 0.7,
            "report.reports-to-congress" => 0.95,
            "report.submits-to-congress" => 0.9,
            "report.reports-congress" => 0.9,
            _ => 0.5,
        };
        return finding.Subject == Stretch.Inherited ? sure * 0.8 : sure;
    }
}
