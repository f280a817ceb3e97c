using System.Text.RegularExpressions;
using Supervision.Laws.Reading;

namespace Supervision.Tests.Laws.Reading;

public sealed partial class CorpusReadingTests
{
    [Fact]
    public void All_texts_of_the_corpus_are_read_with_every_article_they_number()
    {
        var files = Files();

        var faults = new List<string>();
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file);
            if (LawReader.Read(file, bytes) is not LawReading.Law { Text: var law })
            {
                faults.Add($"{file} was refused");
                continue;
            }

            var numbered = HeadingPattern().Matches(File.ReadAllText(file)).Select(match => match.Groups["n"].Value).ToList();
            var missing = numbered.Except(law.Articles.Select(article => article.Number)).ToList();
            if (missing.Count > 0)
                faults.Add($"{file} lacks {string.Join(' ', missing)}");
            if (law.Title.Length < 4)
                faults.Add($"{file} has no title");
        }

        Assert.Equal(597, files.Count);
        Assert.Empty(faults);
    }

    [Fact]
    public void Dates_are_known_for_nearly_all_texts_and_in_order()
    {
        var laws = Files().Select(file => ((LawReading.Law)LawReader.Read(file, File.ReadAllBytes(file))).Text).ToList();

        Assert.True(laws.Count(law => law.AdoptedOn is not null) >= 590);
        Assert.True(laws.Count(law => law.EffectiveOn is not null) >= 560);
        Assert.True(laws.Count(law => law.Issuer is not null && law.Level is not null) >= 595);
        Assert.DoesNotContain(laws, law => law.LastAmendedOn < law.AdoptedOn);
    }

    private static List<string> Files()
    {
        if (Repository.Corpus is not { } corpus)
        {
            Assert.Skip("The corpus of law texts is not beside this checkout.");
            return [];
        }

        return [.. Directory.EnumerateFiles(Path.Combine(corpus, "laws"), "*.md", SearchOption.AllDirectories)];
    }

    [GeneratedRegex("^(?<n>第[一二三四五六七八九十百零]+条(?:之[一二三四五六七八九十]+)?)[ 　]", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex HeadingPattern();
}
