using CsCheck;
using Supervision.Mail.Messages;

namespace Supervision.Tests.Mail.Messages;

public sealed class WordsTests
{
    [Theory]
    [InlineData("第十二条第二款", "Article 12, paragraph 2")]
    [InlineData("第一百零五条", "Article 105")]
    [InlineData("第二十条之一", "Article 20-1")]
    [InlineData("第三条第一款第（四）项", "Article 3, paragraph 1, item 4")]
    [InlineData("第1024条", "Article 1024")]
    [InlineData("第十条", "Article 10")]
    [InlineData("Article 7", "Article 7")]
    [InlineData("附则", "附则")]
    public void English_mails_name_articles_in_English(string reference, string english)
    {
        Assert.Equal(english, ArticleNames.InEnglish(reference));
    }

    [Theory]
    [InlineData("zh-CN", "zh-CN")]
    [InlineData("en-GB", "en")]
    [InlineData("EN", "en")]
    [InlineData("fr", "zh-CN")]
    [InlineData(null, "zh-CN")]
    public void Every_language_setting_has_a_nearest_language(string? setting, string language)
    {
        Assert.Equal(language, MailLanguages.Nearest(setting));
    }

    [Fact]
    public void Wrapping_loses_nothing_and_keeps_to_the_width()
    {
        var word = Gen.OneOf(Gen.String[Gen.Char["abcdef"], 1, 12], Gen.String[Gen.Char["，。（）《》条例第十二报送"], 1, 30]);

        Gen.Select(word.Array[1, 40], Gen.Int[30, 80]).Sample((words, width) =>
        {
            var text = string.Join(' ', words);

            var wrapped = Columns.Wrap(text, width);

            Assert.Equal(Letters(text), Letters(wrapped));
            // Signs that must not begin or end a line may force a longer one only where they follow each other without end.
            Assert.All(wrapped.Split('\n'), line => Assert.True(Width(line) <= width || line.EnumerateRunes().Count(rune => IsSign(rune.Value)) > width / 6, line));
        });
    }

    [Fact]
    public void Shortening_never_exceeds_the_width_and_never_cuts_a_character()
    {
        Gen.Select(Gen.String[Gen.Char["ab 报👩‍👩‍👧é\u0301"], 0, 60], Gen.Int[3, 40]).Sample((text, width) =>
        {
            var line = CleanText.OneLine(text, width);

            Assert.True(Columns.Of(line) <= width, line);
            Assert.DoesNotContain('\uFFFD', line);
            Assert.Equal(line, CleanText.OneLine(line, width));
        });
    }

    private static string Letters(string text) => string.Concat(text.Where(sign => !char.IsWhiteSpace(sign)));

    private static int Width(string line) => line.EnumerateRunes().Sum(rune => rune.Value >= 0x2E80 ? 2 : 1);

    private static bool IsSign(int value) => "，。（）《》".Contains((char)value, StringComparison.Ordinal);
}
