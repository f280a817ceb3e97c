using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Obligations;

namespace Supervision.Tests.Jurisdictions;

public sealed class AppliedDefaultTests
{
    private static readonly JurisdictionProfile Province = JurisdictionProfiles.LoadShipped("jilin-like");

    [Fact]
    public void Names_every_body_that_may_receive_where_that_depends_on_the_kind_of_instrument()
    {
        var applied = AppliedDefault.Of(Province, State(ObligationKind.FilingForRecord, DueBasis.ProfileDefault, "legislation-law-109"))!;

        Assert.Equal(["全国人民代表大会常务委员会和国务院", "国务院和本级人民代表大会常务委员会"], applied.ReceivedBy.Select(body => body.Zh));
        Assert.Equal("第一百零九条", applied.Basis.Article!.Zh);
        Assert.Null(applied.ExplainTo);
        Assert.True(applied.ToBeConfirmed);
        Assert.StartsWith("The period is that of article 109", applied.Note!.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_nothing_of_a_period_that_is_not_the_profiles()
    {
        Assert.Null(AppliedDefault.Of(Province, State(ObligationKind.ImplementingRule, DueBasis.LawText, null)));
        Assert.Null(AppliedDefault.Of(Province, State(ObligationKind.ImplementingRule, DueBasis.Officer, null)));
        Assert.Null(AppliedDefault.Of(Province, State(ObligationKind.ImplementingRule, DueBasis.ProfileDefault, "a-code-of-an-older-profile")));
    }

    [Fact]
    public void Only_a_basis_that_names_a_body_has_the_department_explain_to_it()
    {
        Assert.Equal(
            "全国人民代表大会常务委员会",
            AppliedDefault.Of(Province, State(ObligationKind.ImplementingRule, DueBasis.ProfileDefault, "legislation-law-66"))!.ExplainTo!.Zh);
        Assert.Null(AppliedDefault.Of(Province, State(ObligationKind.AnswerToReviewOpinion, DueBasis.ProfileDefault, "legislation-law-112"))!.ExplainTo);
    }

    private static DeadlineState State(ObligationKind kind, DueBasis basis, string? code)
    {
        var day = new DateOnly(2025, 1, 2);
        return new DeadlineState
        {
            Id = new DeadlineId(new ObligationId(LawId.OfTitle("临江省湿地保护条例"), 1), DepartmentId.Parse("szf"), "1"),
            Kind = kind,
            CoDepartments = [],
            Committee = "environment",
            Trigger = day,
            OriginalDue = day,
            Due = day,
            Provenance = new Provenance(basis, code, "effective-date", day, null, LastDayRule.AsIs, day, day, false, "cn", "jilin-like@1"),
            OpenedOn = day,
            Round = 1,
            RoundStartedOn = day,
        };
    }
}
