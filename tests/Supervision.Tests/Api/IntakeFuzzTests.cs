using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Supervision.Deliveries;
using Supervision.Gathering;
using Supervision.Laws.Reading;
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

    [Fact]
    public async Task The_reader_of_uploads_answers_every_body_with_an_outcome_and_leaves_no_file()
    {
        var reader = new UploadReader(Options.Create(new DeliveryOptions { MostBytes = 100_000 }), new LegislatureClock(TimeProvider.System, TimeZoneInfo.Utc));
        var outcomes = new Dictionary<string, int>(StringComparer.Ordinal);
        var random = new Random(Seed);
        for (var i = 0; i < Count; i++)
        {
            var body = Generate(random, Pieces);
            var context = new DefaultHttpContext();
            context.Request.ContentType = random.Next(20) == 0 ? Encoding.Latin1.GetString(Generate(random, Pieces)).Replace('\r', ' ').Replace('\n', ' ') : "multipart/form-data; boundary=b";
            context.Request.Body = new MemoryStream(body);
            var spools = new List<IAsyncDisposable>();

            var outcome = await reader.ReadAsync(context.Request, (DeliveryKind)random.Next(2), spools, TestContext.Current.CancellationToken, random.Next(2) == 0 ? null : new FormFields());

            foreach (var spool in spools)
            {
                await spool.DisposeAsync();
            }

            outcomes[outcome.GetType().Name] = outcomes.GetValueOrDefault(outcome.GetType().Name) + 1;
        }

        output.WriteLine($"{Count} bodies: {string.Join(", ", outcomes.Select(pair => $"{pair.Key} {pair.Value}"))}");
        Assert.Contains("Invalid", outcomes.Keys);
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
        var (read, refused) = (0, 0);
        for (var i = 0; i < Count; i++)
        {
            var bytes = Generate(random, LawPieces);
            switch (LawReader.Read(random.Next(2) == 0 ? "a.md" : "a.txt", bytes))
            {
                case LawReading.Refused:
                    refused++;
                    break;
                default:
                    read++;
                    break;
            }
        }

        output.WriteLine($"{Count} texts: {read} read, {refused} refused.");
        Assert.True(refused > 0);
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
                JsonFeed.Read(Generate(random, FeedPieces), new Uri("https://feed.example/feed.json"));
                read++;
            }
            catch (GatherFaultException)
            {
                refused++;
            }
        }

        output.WriteLine($"{Count} answers: {read} read, {refused} refused.");
        Assert.True(refused > 0);
    }

    /// <summary>Pieces in any order, cut, doubled and with bytes changed.</summary>
    private static byte[] Generate(Random random, string[] pieces)
    {
        var text = new StringBuilder();
        for (var i = random.Next(1, 14); i > 0; i--)
        {
            var piece = pieces[random.Next(pieces.Length)];
            text.Append(random.Next(8) == 0 ? piece[..random.Next(piece.Length + 1)] : piece);
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        for (var i = random.Next(4) == 0 ? random.Next(1, 6) : 0; i > 0 && bytes.Length > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
