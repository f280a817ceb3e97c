using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Supervision.Deliveries;
using Supervision.Gathering;
using Supervision.Laws.Reading;
using Supervision.Obligations.Extraction;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Tests.Api;

/// <summary>
/// Generated inputs against everything that reads what strangers send. A few thousand each run; the environment variable SUPERVISION_FUZZ takes
/// another number, SUPERVISION_FUZZ_SEED another seed.
/// </summary>
public sealed class IntakeFuzzTests(ITestOutputHelper output)
{
    private static readonly int Count = Number("SUPERVISION_FUZZ", 3_000);
    private static readonly int Seed = Number("SUPERVISION_FUZZ_SEED", 20_240_102);

    private static readonly string[] Pieces =
    [
        "--b\r\n", "--b--\r\n", "--b", "\r\n", "\r\n\r\n", "\n", "Content-Disposition: form-data; name=\"metadata\"\r\n\r\n",
        "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n", "Content-Disposition: form-data; name=\"file\"; filename*=UTF-8''a%2Edocx\r\n\r\n",
        "Content-Disposition: form-data; name=\"f\"; filename=\"a.xlsx\"\r\n\r\nPK\u0003\u0004", "Content-Type: application/json\r\n", "Content-Disposition:", ": :", "Content-Disposition: form-data; name=\"title\"\r\n\r\n", "Content-Disposition: form-data; name=\"confirmed\"\r\n\r\n", "\0",
        "{\"title\":\"办法\",\"issued\":\"2024-01-02\"}", "{\"title\":", "{\"figures\":{\"period\":{\"from\":\"2023-01-01\",\"to\":\"2023-12-31\"}}}", "[[[[", "\"\\ud800\"", "1e999", "正文", "=1+1,",
    ];

    private static readonly string[] LawPieces =
    [
        "第一条 ", "第二章 ", "第一百零一条　", "应当在", "一年内", "制定", "办法", "省人民政府", "（2023年11月20日通过）", "# 临江省条例\n", "\n\n", "自2024年1月1日起施行。", "由", "、", "。",
        "具体办法", "每年", "报告", "\u3000", "第", "条", "（一）", "<b>", "\r\n", "1", "２",
    ];

    private static readonly string[] FeedPieces =
    [
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[", "]}", "{\"id\":\"a\"", "{\"id\":1", "}", ",", "\"_supervision\":{\"kind\":\"report\",\"metadata\":{}}",
        "\"attachments\":[{\"url\":\"a.txt\"}]", "\"attachments\":[{\"url\":\"http://[\"}]", "\"\\ud800\"", "null", "1", "\"next_url\":\"//x\"", ":", "\"date_modified\":\"2024\"",
    ];

    private static readonly Dictionary<DeliveryKind, string> Uploads = new()
    {
        [DeliveryKind.Rule] = UploadOf("""{"title":"办法","issued":"2024-01-02"}"""),
        [DeliveryKind.Report] = UploadOf(
            """{"title":"报告","periodStart":"2023-01-01","periodEnd":"2023-12-31","figures":{"period":{"from":"2023-01-01","to":"2023-12-31"},"inspections":{"carriedOut":120,"withProblems":8}}}"""),
    };

    /// <summary>Invented, in the manner of real ones.</summary>
    private const string Law =
        "# 临江省湿地保护条例\n\n（2023年11月20日临江省第十四届人民代表大会常务委员会第六次会议通过）\n\n第一章 总则\n\n第一条 为了保护湿地，制定本条例。\n\n"
        + "第二条 省人民政府应当自本条例施行之日起一年内制定具体办法。\n\n第三条 县级以上人民政府应当每年向本级人民代表大会常务委员会报告湿地保护情况。\n\n"
        + "（一）湿地名录；\n\n（二）保护经费。\n\n第四条 本条例自2024年1月1日起施行。\n";

    private const string Feed =
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"环境厅\",\"items\":[{\"id\":\"a\",\"title\":\"报告\",\"date_modified\":\"2024-01-02T00:00:00Z\","
        + "\"_supervision\":{\"kind\":\"report\",\"metadata\":{\"title\":\"报告\"}},\"attachments\":[{\"url\":\"a.txt\",\"mime_type\":\"text/plain\"}]}]}";

    [Fact]
    public async Task The_reader_of_uploads_answers_every_body_with_an_outcome_and_leaves_no_file()
    {
        var reader = new UploadReader(Options.Create(new DeliveryOptions { MostBytes = 100_000 }), new LegislatureClock(TimeProvider.System, TimeZoneInfo.Utc));
        var outcomes = new Dictionary<string, int>(StringComparer.Ordinal);
        var random = new Random(Seed);
        for (var i = 0; i < Count; i++)
        {
            var kind = (DeliveryKind)random.Next(2);
            var body = Generate(random, Pieces, Uploads[kind]);
            var context = new DefaultHttpContext();
            context.Request.ContentType = random.Next(20) == 0 ? Encoding.Latin1.GetString(Generate(random, Pieces, Uploads[kind])).Replace('\r', ' ').Replace('\n', ' ') : "multipart/form-data; boundary=b";
            context.Request.Body = new MemoryStream(body);
            var spools = new List<IAsyncDisposable>();

            var outcome = await reader.ReadAsync(context.Request, kind, spools, TestContext.Current.CancellationToken, random.Next(2) == 0 ? null : new FormFields());

            foreach (var spool in spools)
            {
                await spool.DisposeAsync();
            }

            outcomes[outcome.GetType().Name] = outcomes.GetValueOrDefault(outcome.GetType().Name) + 1;
        }

        output.WriteLine($"{Count} bodies: {string.Join(", ", outcomes.Select(pair => $"{pair.Key} {pair.Value}"))}");
        Assert.All(["Invalid", "Whole", "WrongType"], name => Assert.True(outcomes[name] > Count / 50, name));
    }

    [Fact]
    public void No_two_texts_share_a_key_and_no_key_holds_what_the_service_refuses()
    {
        var random = new Random(Seed);
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < Count; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(4) switch
            {
                0 => ((char)random.Next(1, 128)).ToString(),
                1 => "/\\#?!%'\"\t\n".Substring(random.Next(10), 1),
                2 => char.ConvertFromUtf32(random.Next(0x4E00, 0x9FFF)),
                _ => char.ConvertFromUtf32(random.Next(0x1F300, 0x1F6FF)),
            }));

            var key = KeyText.Encode(text);

            Assert.Matches(@"\A[A-Za-z0-9._!-]+\z", key);
            Assert.Equal(text, seen.TryAdd(key, text) ? text : seen[key]);
        }
    }

    [Fact]
    public void The_reader_of_laws_reads_or_refuses_every_text()
    {
        var random = new Random(Seed);
        var (read, found, refused) = (0, 0, 0);
        for (var i = 0; i < Count; i++)
        {
            var bytes = Generate(random, LawPieces, Law);
            if (LawReader.Read(random.Next(2) == 0 ? "a.md" : "a.txt", bytes) is LawReading.Law { Text: var law })
            {
                read++;
                found += ObligationExtractor.Extract(law).Count;
            }
            else
            {
                refused++;
            }
        }

        output.WriteLine($"{Count} texts: {read} read, with {found} obligations, {refused} refused.");
        Assert.All([read, found, refused], number => Assert.True(number > Count / 50));
    }

    [Fact]
    public void The_reader_of_feeds_reads_or_refuses_every_answer()
    {
        var random = new Random(Seed);
        var (read, refused) = (0, 0);
        for (var i = 0; i < Count; i++)
        {
            try
            {
                JsonFeed.Read(Generate(random, FeedPieces, Feed), new Uri("https://feed.example/feed.json"));
                read++;
            }
            catch (GatherFaultException)
            {
                refused++;
            }
        }

        output.WriteLine($"{Count} answers: {read} read, {refused} refused.");
        Assert.All([read, refused], number => Assert.True(number > Count / 50));
    }

    private static string UploadOf(string metadata) =>
        $"--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{metadata}\r\n"
        + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\n正文\r\n--b--\r\n";

    /// <summary>Half are pieces in any order, half a good input with a few wounds; both cut, doubled and with bytes changed.</summary>
    private static byte[] Generate(Random random, string[] pieces, string good)
    {
        var text = new StringBuilder(random.Next(2) == 0 ? good : "");
        for (var i = text.Length > 0 ? random.Next(4) : random.Next(1, 14); i > 0; i--)
        {
            Wound(random, pieces, text, anywhere: text.Length > 0 && text.Length >= good.Length / 2);
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        for (var i = random.Next(4) == 0 ? random.Next(1, 6) : 0; i > 0 && bytes.Length > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }

    private static void Wound(Random random, string[] pieces, StringBuilder text, bool anywhere)
    {
        var piece = pieces[random.Next(pieces.Length)];
        piece = random.Next(8) == 0 ? piece[..random.Next(piece.Length + 1)] : piece;
        if (!anywhere)
        {
            text.Append(piece);
            return;
        }

        var at = random.Next(text.Length);
        var length = Math.Min(random.Next(1, 40), text.Length - at);
        switch (random.Next(3))
        {
            case 0:
                text.Insert(at, piece);
                break;
            case 1:
                text.Insert(at, text.ToString(at, length));
                break;
            default:
                text.Remove(at, length);
                break;
        }
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
