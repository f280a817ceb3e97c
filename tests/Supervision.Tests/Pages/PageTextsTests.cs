using System.Reflection;
using System.Text.RegularExpressions;
using Supervision.Alerts;
using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.History;
using Supervision.Jurisdictions;
using Supervision.Laws.Reading;
using Supervision.Laws.Versions;
using Supervision.Obligations;
using Supervision.Obligations.Conformity;
using Supervision.Obligations.Versions;
using Supervision.Operations.Alerts;
using Supervision.Pages.Texts;

namespace Supervision.Tests.Pages;

public sealed partial class PageTextsTests
{
    [Fact]
    public void Both_languages_have_the_same_texts_with_the_same_placeholders()
    {
        var chinese = PageTexts.In("zh-CN");
        var english = PageTexts.In("en");

        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), chinese.Keys.Order(StringComparer.Ordinal));
        Assert.All(english.Keys.Where(key => !key.EndsWith(".one", StringComparison.Ordinal)), key => Assert.Equal(
            Placeholder().Matches(english[key]).Select(match => match.Value).Distinct().Order(),
            Placeholder().Matches(chinese[key]).Select(match => match.Value).Distinct().Order()));
    }

    [Theory]
    [InlineData("stage", typeof(EscalationStage))]
    [InlineData("standing", typeof(Standing))]
    [InlineData("kind", typeof(ObligationKind))]
    [InlineData("modality", typeof(Modality))]
    [InlineData("alert-status", typeof(AlertStatus))]
    [InlineData("alert-outcome", typeof(AlertOutcome))]
    [InlineData("delivery-kind", typeof(DeliveryKind))]
    [InlineData("review", typeof(ReviewState))]
    [InlineData("return", typeof(ReturnReason))]
    [InlineData("basis", typeof(DueBasis))]
    [InlineData("level", typeof(LawLevel))]
    [InlineData("operation", typeof(OperationalCode))]
    [InlineData("last-day-rule", typeof(LastDayRule))]
    [InlineData("pending", typeof(PendingFate))]
    [InlineData("carried", typeof(CarriedAs))]
    [InlineData("fact.provision-carried-over", typeof(CarriedAs))]
    [InlineData("article-fate", typeof(ArticleFate))]
    [InlineData("change-basis", typeof(ChangeBasis))]
    [InlineData("conformity-level", typeof(ConformityLevel))]
    public void Every_code_has_words(string group, Type codes) =>
        Assert.All(Enum.GetValues(codes).Cast<Enum>(), code => Assert.NotEmpty(PageTexts.In("zh-CN")[$"{group}.{Wording.NameOf(code)}"]));

    [Fact]
    public void Every_type_of_fact_has_words()
    {
        var types = typeof(FactBody).GetCustomAttributes<System.Text.Json.Serialization.JsonDerivedTypeAttribute>();

        Assert.All(types, type => Assert.NotEmpty(PageTexts.In("en")["fact." + type.TypeDiscriminator]));
    }

    [Fact]
    public void A_value_that_looks_like_a_placeholder_is_left_as_it_is()
    {
        var text = PageTexts.In("en").Fill("as-of", ("instant", "{zone}"), ("zone", "Asia/Shanghai"));

        Assert.StartsWith("As of {zone} (Asia/Shanghai)", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", 0, 1, "1 day left")]
    [InlineData("en", 1, -1, "1 day late")]
    [InlineData("en", 1200, null, "1,200 days late")]
    [InlineData("en", 0, 0, "due today")]
    [InlineData("zh-CN", 3, -3, "逾期3天")]
    [InlineData("zh-CN", 0, -5, "已过期限5天")]
    [InlineData("en", 0, -1, "1 day past its date")]
    [InlineData("en", 0, null, "–")]
    public void Says_days_late_and_left(string language, int late, int? left, string expected) =>
        Assert.Equal(expected, new Wording(PageTexts.In(language), TimeZoneInfo.Utc).Days(late, left));

    [Fact]
    public void Says_instants_in_the_legislatures_time_zone()
    {
        var wording = new Wording(PageTexts.In("zh-CN"), TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));

        Assert.Equal("2025年1月1日 00:30", wording.Instant(new DateTimeOffset(2024, 12, 31, 16, 30, 0, TimeSpan.Zero)));
    }

    [GeneratedRegex(@"\{[a-z]+\}")]
    private static partial Regex Placeholder();
}
