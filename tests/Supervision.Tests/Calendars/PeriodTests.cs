using System.Text.Json;
using Supervision.Calendars;

namespace Supervision.Tests.Calendars;

public sealed class PeriodTests
{
    [Theory]
    [InlineData("P30D", 30, PeriodUnit.CalendarDays)]
    [InlineData("10WD", 10, PeriodUnit.WorkingDays)]
    [InlineData("P2M", 2, PeriodUnit.Months)]
    [InlineData("P1Y", 1, PeriodUnit.Years)]
    [InlineData("P0D", 0, PeriodUnit.CalendarDays)]
    public void Is_read_and_written_as_text_and_in_json(string text, int count, PeriodUnit unit)
    {
        var period = Period.Parse(text);

        Assert.Equal(new Period(count, unit), period);
        Assert.Equal(text, period.ToString());
        Assert.Equal($"\"{text}\"", JsonSerializer.Serialize(period));
        Assert.Equal(period, JsonSerializer.Deserialize<Period>($"\"{text}\""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("30")]
    [InlineData("p30d")]
    [InlineData("P030D")]
    [InlineData("P-1D")]
    [InlineData("P1Y2M")]
    [InlineData("P10WD")]
    [InlineData("PT1H")]
    [InlineData("P1Y\n")]
    [InlineData("P101Y")]
    [InlineData("99999WD")]
    public void Refuses_what_is_no_period(string text)
    {
        Assert.False(Period.TryParse(text, out _));
        Assert.Throws<FormatException>(() => Period.Parse(text));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Period>(JsonSerializer.Serialize(text)));
    }

    [Fact]
    public void Is_never_negative() => Assert.Throws<ArgumentOutOfRangeException>(() => new Period(-1, PeriodUnit.Months));
}
