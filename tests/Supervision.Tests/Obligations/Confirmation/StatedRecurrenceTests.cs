using Supervision.Calendars;
using Supervision.Obligations;
using Stated = Supervision.Obligations.Extraction;

namespace Supervision.Tests.Obligations.Confirmation;

public sealed class StatedRecurrenceTests
{
    [Theory]
    [InlineData("每年", null)]
    [InlineData("每年至少一次", null)]
    [InlineData("每年第一季度", "03-31")]
    [InlineData("每年第三季度", "09-31")]
    [InlineData("每年十二月底前", "12-31")]
    [InlineData("每年6月底前", "06-31")]
    public void A_quarter_or_month_that_the_law_names_is_the_due_date(string words, string? by)
    {
        var recurrence = StatedRecurrence.Of(Given(words), out var unclear);

        Assert.False(unclear);
        Assert.Equal(new EachCalendarPeriod(1, RecurrenceUnit.Year, by is null ? null : MonthDay.Parse(by)), recurrence);
    }

    [Theory]
    [InlineData("每年六月至九月期间")]
    [InlineData("每年审议预算时")]
    public void Words_that_say_more_are_left_to_an_officer(string words)
    {
        Assert.Null(StatedRecurrence.Of(Given(words), out var unclear));

        Assert.True(unclear);
    }

    [Fact]
    public void A_deadline_beside_the_frequency_is_left_to_an_officer()
    {
        Assert.Null(StatedRecurrence.Of(Given("每年") with { DeadlineWords = "在下一年第一季度内" }, out var unclear));

        Assert.True(unclear);
    }

    private static ObligationProposal Given(string words) => new(
        ObligationKind.RecurringReport,
        Modality.Must,
        "第六条",
        "市人民政府应当报告。",
        0,
        ["市人民政府"],
        null,
        null,
        null,
        null,
        words,
        new Stated.Recurrence(1, Stated.RecurrenceUnit.Year),
        "test",
        1,
        false);
}
