using System.Net.Http.Headers;

namespace Supervision.Tests.Api;

public sealed class LawTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Empty = "";

    [Fact]
    public async Task A_law_is_imported_once_from_Markdown_and_recognised_in_plain_text()
    {
        var title = host.NewId("临江省湿地保护条例");
        var markdown = Texts.Law(title);

        var created = await host.Officer.PostTextAsync("api/laws?file=law.md&titleEn=Wetland%20Regulation", markdown, 201);
        var again = await host.Officer.PostTextAsync("api/laws?file=law.md", markdown, 200);

        var law = created.Json.GetProperty("law");
        Assert.Equal(title, law.GetProperty("title").GetString());
        Assert.Equal("Wetland Regulation", law.GetProperty("titleEn").GetString());
        Assert.Equal("2023-11-20", law.GetProperty("adoptedOn").GetString());
        Assert.Equal("2024-01-01", law.GetProperty("effectiveOn").GetString());
        Assert.True(again.Json.GetProperty("unchanged").GetBoolean());
        Assert.Equal(0, again.Json.GetProperty("proposed").GetArrayLength());
        var path = created.Message.Headers.Location!.OriginalString;
        Assert.Equal("/api/laws/" + law.GetProperty("id").GetString(), path);
        Assert.Equal(law.GetRawText(), (await host.Officer.GetAsync(path, 200)).Text);
        var obligations = (await host.Officer.GetAsync(path + "/obligations", 200)).Json.GetProperty("items");
        Assert.Equal(created.Json.GetProperty("proposed").GetRawText(), obligations.GetRawText());
    }

    [Fact]
    public async Task A_law_comes_into_the_charge_of_a_committee_that_the_profile_knows()
    {
        var text = Texts.Law(host.NewId("临江省湿地保护条例"));

        Assert.Equal(["committee-unknown committee"], (await host.Officer.PostTextAsync("api/laws?file=law.md&committee=wetlands", text, 422)).Faults);
        var law = (await host.Officer.PostTextAsync("api/laws?file=law.md&committee=environment", text, 201)).Json.GetProperty("law");
        Assert.Equal(["committee-by-decision committee"], (await host.Officer.PostTextAsync("api/laws?file=law.md&committee=finance", text, 422)).Faults);
        var path = $"api/laws/{law.GetProperty("id").GetString()}";
        Assert.Equal(["committee-unknown committee"], (await host.Officer.PostAsync($"{path}/committee", new { committee = "wetlands" }, 422)).Faults);
        Assert.Equal("law-not-found", (await host.Officer.PostAsync("api/laws/l000000000000/committee", new { committee = "finance" }, 404)).Code);
        await host.As(await host.KeyAsync(Access.Role.Director)).PostAsync($"{path}/committee", new { committee = "finance" }, 200);

        Assert.Equal("environment", law.GetProperty("committee").GetString());
        Assert.Equal("finance", (await host.Officer.GetAsync(path, 200)).Json.GetProperty("committee").GetString());
    }

    [Fact]
    public async Task A_law_in_plain_text_is_imported()
    {
        var title = host.NewId("临江省河道管理条例");
        var text = $"{title}\n\n（2023年11月20日临江省第十四届人民代表大会常务委员会第六次会议通过）\n\n第一条 为了加强河道管理，制定本条例。\n\n"
            + "第二条 河道采砂的具体办法由省人民政府制定。\n\n第三条 本条例自2024年1月1日起施行。\n";

        var created = await host.Officer.PostTextAsync("api/laws?file=law.txt", text, 201);

        Assert.Equal(title, created.Json.GetProperty("law").GetProperty("title").GetString());
        Assert.Equal("implementing-rule", Assert.Single(created.Json.GetProperty("proposed").EnumerateArray()).GetProperty("candidate").GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("渡口安全条例.docx")]
    [InlineData("渡口安全条例.pdf")]
    [InlineData("法规库网页.html")]
    public async Task A_law_is_imported_as_word_processors_and_law_databases_give_it(string name)
    {
        using var content = new ByteArrayContent(
            await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "tests/Supervision.Tests/Laws/Reading/Made", name), TestContext.Current.CancellationToken));
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/laws?file=" + Uri.EscapeDataString(name)) { Content = content };

        var answer = await host.Officer.SendAsync(request);

        Assert.True(answer.Status is 200 or 201, answer.Text);
        Assert.Equal("江南省渡口安全条例", answer.Json.GetProperty("law").GetProperty("title").GetString());
        Assert.Equal(7, answer.Json.GetProperty("law").GetProperty("articles").GetInt32());
    }

    [Theory]
    [InlineData(Empty)]
    [InlineData("今天天气很好。")]
    [InlineData("PK\u0003\u0004 not a text at all")]
    public async Task What_is_no_law_is_refused_with_the_reason(string text)
    {
        var answer = await host.Officer.PostTextAsync("api/laws?file=a.txt", text, 422);

        Assert.Equal("law-text-refused", answer.Code);
        Assert.False(string.IsNullOrEmpty(answer.Json.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_file_over_twenty_five_megabytes_is_413_declared_or_not()
    {
        var text = new string('x', 25_000_001);
        var chunked = new HttpRequestMessage(HttpMethod.Post, "api/laws?file=a.txt") { Content = new StringContent(text) };
        chunked.Headers.TransferEncodingChunked = true;

        Assert.Equal("too-large", (await host.Officer.PostTextAsync("api/laws?file=a.txt", text, 413)).Code);
        Assert.Equal("too-large", (await host.Officer.SendAsync(chunked, 413)).Code);
    }

    [Fact]
    public async Task Unknown_and_malformed_ids_are_404_and_a_forged_continuation_is_no_fault_of_ours()
    {
        Assert.Equal("law-not-found", (await host.Officer.GetAsync("api/laws/l000000000000", 404)).Code);
        Assert.Equal("law-not-found", (await host.Officer.GetAsync("api/laws/nonsense", 404)).Code);
        Assert.Equal("obligation-not-found", (await host.Officer.PostAsync("api/laws/l000000000000/obligations/1/confirmation", new { departments = new[] { "a" } }, 404)).Code);
        Assert.Equal("obligation-not-found", (await host.Officer.PostAsync("api/laws/l000000000000/obligations/01/confirmation", new { departments = new[] { "a" } }, 404)).Code);
        foreach (var forged in new[] { "nonsense", "a b", "1!8!x 1!8!y", "%00", new string('x', 4_000) })
        {
            // The emulator reads some of these as a place in the list; none may look like a fault of the product's.
            var answer = await host.Officer.GetAsync($"api/departments?continuation={Uri.EscapeDataString(forged)}");
            Assert.True(answer.Status is 200 || answer.Code == "request-invalid", $"{forged}: {answer.Text}");
        }
    }

    [Fact]
    public async Task A_refusal_is_in_the_language_asked_for()
    {
        using var english = new HttpRequestMessage(HttpMethod.Get, "api/laws/l000000000000");
        english.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue("en-GB"));

        var answer = await host.Officer.SendAsync(english, 404);

        Assert.Equal("There is no such law.", answer.Json.GetProperty("title").GetString());
        Assert.Equal("没有这部法规。", (await host.Officer.GetAsync("api/laws/l000000000000", 404)).Json.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Laws_are_listed_once_the_relay_has_run()
    {
        var law = await host.LawAsync();

        await host.RelayAsync();

        Assert.Contains((await host.Officer.GetAsync("api/laws?size=500", 200)).Json.GetProperty("items").EnumerateArray(), item => item.GetProperty("id").GetString() == law);
    }
}
