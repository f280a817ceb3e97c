using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Supervision.Tests.Api;

/// <summary>Structured figures, as JSON and in the workbook.</summary>
public sealed class FiguresTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Year = """{"period":{"from":"2023-01-01","to":"2023-12-31"}""";
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    [Fact]
    public async Task Figures_are_taken_shown_on_the_receipt_and_kept_as_sent()
    {
        var (department, client) = await host.DepartmentAsync();
        var figures = Year + ""","inspections":{"carriedOut":120,"withProblems":30},"penalties":{"count":5,"amount":12345.67},"problems":["人手不足"]}""";

        var receipt = await SendAsync(client, department, figures, 201);

        var kept = receipt.Json.GetProperty("metadata").GetProperty("figures");
        Assert.Equal(120, kept.GetProperty("inspections").GetProperty("carriedOut").GetInt32());
        Assert.Equal(12345.67m, kept.GetProperty("penalties").GetProperty("amount").GetDecimal());
        Assert.Equal("人手不足", kept.GetProperty("problems")[0].GetString());
        Assert.False(kept.TryGetProperty("lawsuits", out _));
    }

    [Theory]
    [InlineData("{}", "figures-invalid figures")]
    [InlineData("[]", "figures-invalid figures")]
    [InlineData("1", "figures-invalid figures")]
    [InlineData(Year + ""","x":1}""", "figures-invalid figures.x")]
    [InlineData(Year + ""","cases":{"opened":-1}}""", "figures-invalid figures.cases.opened")]
    [InlineData(Year + ""","cases":{"opened":1.5}}""", "figures-invalid figures.cases.opened")]
    [InlineData(Year + ""","cases":{"opened":"5"}}""", "figures-invalid figures.cases.opened")]
    [InlineData(Year + ""","cases":{"opened":1e400}}""", "figures-invalid figures.cases.opened")]
    [InlineData(Year + ""","cases":{"opened":1e3}}""", "figures-invalid figures.cases.opened")]
    [InlineData(Year + ""","cases":{"opened":99999999999999999999999999999999999999}}""", "figures-invalid figures.cases.opened")]
    [InlineData(Year + ""","cases":{"opened":2000000000}}""", "figures-invalid figures.cases.opened")]
    [InlineData(Year + ""","penalties":{"count":1,"amount":0.001}}""", "figures-invalid figures.penalties.amount")]
    [InlineData(Year + ""","problems":["\ud800"]}""", "figures-invalid figures.problems")]
    [InlineData(Year + ""","problems":["a\u0000b"]}""", "figures-invalid figures.problems")]
    [InlineData("""{"period":{"from":"2023-02-30","to":"2023-12-31"}}""", "figures-invalid figures.period.from")]
    [InlineData("""{"period":{"from":"2023-12-31","to":"2023-01-01"}}""", "period-order figures.period.to")]
    [InlineData("""{"period":{"from":"2023-01-01","to":"2024-01-02"}}""", "figures-period-not-over figures.period.to")]
    [InlineData(Year + ""","inspections":{"carriedOut":1,"withProblems":2}}""", "figures-part-above-total figures.inspections.withProblems")]
    [InlineData(Year + ""","lawsuits":{"concluded":3,"won":2,"lost":2}}""", "figures-part-above-total figures.lawsuits.won")]
    [InlineData(Year + ""","reconsiderations":{"concluded":2147483647,"won":1000000000,"lost":1000000000}}""", "figures-invalid figures.reconsiderations.concluded")]
    [InlineData(Year + ""","staff":{"total":1,"certified":2}}""", "figures-part-above-total figures.staff.certified")]
    [InlineData(Year + ""","penalties":{"count":0,"amount":5}}""", "figures-contradict figures.penalties.amount")]
    public async Task Figures_that_cannot_be_are_refused_with_the_place_of_each_fault(string figures, string fault)
    {
        var (department, client) = await host.DepartmentAsync();

        var answer = await SendAsync(client, department, figures, 422, withPeriod: false);

        Assert.Contains(fault, answer.Faults);
    }

    [Fact]
    public async Task Figures_of_a_period_other_than_the_reports_are_refused()
    {
        var (department, client) = await host.DepartmentAsync();

        var answer = await SendAsync(client, department, """{"period":{"from":"2022-01-01","to":"2022-12-31"}}""", 422);

        Assert.Equal(["figures-period-differs figures.period"], answer.Faults);
    }

    [Fact]
    public async Task A_period_that_overlaps_the_one_before_is_refused_and_the_same_period_is_a_new_version()
    {
        var (department, client) = await host.DepartmentAsync();
        await SendAsync(client, department, """{"period":{"from":"2022-07-01","to":"2022-12-31"}}""", 201, withPeriod: false);

        var overlapping = await SendAsync(client, department, """{"period":{"from":"2022-12-31","to":"2023-06-30"}}""", 422, withPeriod: false);
        await SendAsync(client, department, """{"period":{"from":"2022-07-01","to":"2022-12-31"},"cases":{"opened":1}}""", 201, withPeriod: false);
        await SendAsync(client, department, """{"period":{"from":"2023-01-01","to":"2023-06-30"}}""", 201, withPeriod: false);

        Assert.Equal(["figures-period-overlaps figures.period.from"], overlapping.Faults);
    }

    [Fact]
    public async Task A_sudden_change_waits_for_a_confirmation_and_then_is_a_finding()
    {
        var (department, client) = await host.DepartmentAsync();
        await SendAsync(client, department, """{"period":{"from":"2022-01-01","to":"2022-12-31"},"cases":{"opened":100,"closed":90}}""", 201, withPeriod: false);
        var next = Year + ""","cases":{"opened":20,"closed":95}}""";

        var asked = await SendAsync(client, department, next, 422);
        var half = await SendAsync(client, department, next, 422, confirmed: ["figures-sudden-change"]);
        var receipt = await SendAsync(client, department, next, 201, confirmed: ["figures-sudden-change", "figures-unusual"]);
        var again = await SendAsync(client, department, next, 200, confirmed: ["figures-sudden-change", "figures-unusual"]);

        Assert.Equal("confirmation-needed", asked.Code);
        Assert.Equal(["figures-sudden-change figures.cases.opened", "figures-unusual figures.cases.closed"], asked.Faults);
        Assert.Equal(["figures-unusual figures.cases.closed"], half.Faults);
        var findings = receipt.Json.GetProperty("findings").EnumerateArray().Select(code => code.GetString()).ToList();
        Assert.Contains("figures-sudden-change", findings);
        Assert.Contains("figures-unusual", findings);
        Assert.Equal(receipt.Json.GetProperty("id").GetString(), again.Json.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Rules_have_no_figures()
    {
        var (department, client) = await host.DepartmentAsync();

        var answer = await client.SendAsync(
            Upload.Of(department, "rules", """{"title":"办法","issued":"2024-01-02","figures":""" + Year + "}}", ("a.txt", "a"u8.ToArray())), 422);

        Assert.Equal(["field-not-for-kind figures"], answer.Faults);
    }

    [Theory]
    [InlineData("zh-CN", "不得填报国家秘密", "执法检查")]
    [InlineData("en", "No state secrets", "Inspections")]
    public async Task The_workbook_is_given_in_both_languages_and_what_is_filled_in_is_read_from_it(string language, string notice, string label)
    {
        var template = await TemplateAsync(language);
        var (department, client) = await host.DepartmentAsync();
        var filled = Fill(template, new Dictionary<string, string>
        {
            ["fig_period_from"] = "44927",
            ["fig_period_to"] = "45291",
            ["fig_inspections_carriedOut"] = "120",
            ["fig_penalties_count"] = "3",
            ["fig_penalties_amount"] = "0.30000000000000004",
            ["fig_problems_1"] = "text:人手不足",
            ["fig_problems_3"] = "text:经费不足",
            ["fig_staff_total"] = "text:1,200",
        });

        var receipt = await client.SendAsync(Upload.Of(department, "reports", Metadata(null), ("数字表.xlsx", filled)), 201);

        var strings = Part(template, "xl/worksheets/sheet1.xml") + Part(template, "xl/worksheets/sheet.xml");
        Assert.Contains(notice, strings, StringComparison.Ordinal);
        Assert.Contains(label, strings, StringComparison.Ordinal);
        Assert.Contains("dataValidation", strings, StringComparison.Ordinal);
        var figures = receipt.Json.GetProperty("metadata").GetProperty("figures");
        Assert.Equal("2023-01-01", figures.GetProperty("period").GetProperty("from").GetString());
        Assert.Equal("2023-12-31", figures.GetProperty("period").GetProperty("to").GetString());
        Assert.Equal(120, figures.GetProperty("inspections").GetProperty("carriedOut").GetInt32());
        Assert.Equal(0.3m, figures.GetProperty("penalties").GetProperty("amount").GetDecimal());
        Assert.Equal(1200, figures.GetProperty("staff").GetProperty("total").GetInt32());
        Assert.Equal(["人手不足", "经费不足"], figures.GetProperty("problems").EnumerateArray().Select(text => text.GetString()));
    }

    [Fact]
    public async Task Cells_that_hold_no_figure_are_named_and_an_empty_template_says_what_is_missing()
    {
        var template = await TemplateAsync("zh-CN");
        var (department, client) = await host.DepartmentAsync();
        var wrong = Fill(template, new Dictionary<string, string> { ["fig_period_from"] = "text:去年", ["fig_cases_opened"] = "text:许多" });

        var answer = await client.SendAsync(Upload.Of(department, "reports", Metadata(null), ("a.xlsx", wrong)), 422);
        var empty = await client.SendAsync(Upload.Of(department, "reports", Metadata(null), ("a.xlsx", template)), 422);

        Assert.Equal(["figures-cell figures.cases.opened", "figures-cell figures.period.from"], answer.Faults);
        Assert.All(empty.Faults, fault => Assert.StartsWith("figures-invalid figures", fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Figures_given_twice_must_be_the_same()
    {
        var template = await TemplateAsync("en");
        var (department, client) = await host.DepartmentAsync();
        var filled = Fill(template, new Dictionary<string, string> { ["fig_period_from"] = "44927", ["fig_period_to"] = "45291", ["fig_cases_opened"] = "4" });
        var same = Year + ""","cases":{"opened":4}}""";
        var other = Year + ""","cases":{"opened":5}}""";

        var refused = await client.SendAsync(Upload.Of(department, "reports", Metadata(other), ("a.xlsx", filled)), 422);
        await client.SendAsync(Upload.Of(department, "reports", Metadata(same), ("a.xlsx", filled)), 201);

        Assert.Equal(["figures-differ a.xlsx"], refused.Faults);
    }

    [Fact]
    public async Task An_ordinary_workbook_holds_no_figures()
    {
        var (department, client) = await host.DepartmentAsync();

        var receipt = await client.SendAsync(Upload.Of(department, "reports", Metadata(null), ("a.xlsx", Workbook())), 201);

        Assert.False(receipt.Json.GetProperty("metadata").TryGetProperty("figures", out _));
    }

    [Fact]
    public async Task The_schema_is_published_and_is_what_is_checked()
    {
        var schema = await host.As(null).GetAsync("api/schemas/report-figures", 200);

        Assert.Equal("application/schema+json", schema.ContentType);
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.Json.GetProperty("$schema").GetString());
        string[] asked = ["period", "inspections", "cases", "penalties", "licences", "reconsiderations", "lawsuits", "complaints", "staff", "budget", "rulesMade", "problems", "suggestions"];
        Assert.Equal(asked, schema.Json.GetProperty("properties").EnumerateObject().Select(property => property.Name));
    }

    private static Task<Answer> SendAsync(
        ApiClient client, string department, string figures, int expected, bool withPeriod = true, IReadOnlyList<string>? confirmed = null) =>
        client.SendAsync(Upload.Of(department, "reports", Metadata(figures, withPeriod, confirmed), ("报告.txt", "报告全文"u8.ToArray())), expected);

    private static string Metadata(string? figures, bool yearly = true, IReadOnlyList<string>? confirmed = null)
    {
        var metadata = new JsonObject { ["title"] = "工作情况报告", ["periodStart"] = "2023-01-01", ["periodEnd"] = "2023-12-31", ["documentDate"] = "2024-01-02" };
        if (!yearly && JsonNode.Parse(Readable(figures!)) is JsonObject read && read["period"] is JsonObject period)
        {
            metadata["periodStart"] = period["from"]!.GetValue<string>() is "2023-02-30" ? "2023-02-01" : period["from"]!.GetValue<string>();
            metadata["periodEnd"] = period["to"]!.GetValue<string>();
            if (string.CompareOrdinal(metadata["periodStart"]!.GetValue<string>(), metadata["periodEnd"]!.GetValue<string>()) > 0)
            {
                metadata["periodStart"] = metadata["periodEnd"]!.GetValue<string>();
            }
        }

        if (confirmed is not null)
        {
            metadata["confirmed"] = JsonSerializer.SerializeToNode(confirmed);
        }

        var text = metadata.ToJsonString();
        return figures is null ? text : text[..^1] + ",\"figures\":" + figures + "}";
    }

    /// <summary>What JsonNode can parse of figures with numbers that no figure can be.</summary>
    private static string Readable(string figures) => figures.Replace("\\ud800", "", StringComparison.Ordinal);

    private async Task<byte[]> TemplateAsync(string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/templates/report-figures");
        request.Headers.TryAddWithoutValidation("Accept-Language", language);
        return (await host.As(null).SendAsync(request, 200)).Body;
    }

    private static string Part(byte[] workbook, string name)
    {
        using var archive = new ZipArchive(new MemoryStream(workbook));
        if (archive.GetEntry(name) is not { } part)
        {
            return "";
        }

        using var reader = new StreamReader(part.Open());
        return reader.ReadToEnd();
    }

    /// <summary>Fills cells in by editing the XML, as a spreadsheet program would have saved it: numbers as they are, "text:" as inline text.</summary>
    internal static byte[] Fill(byte[] template, IReadOnlyDictionary<string, string> values)
    {
        using var bytes = new MemoryStream();
        bytes.Write(template);
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Update, leaveOpen: true))
        {
            var book = Load(archive.GetEntry("xl/workbook.xml")!);
            var sheet = archive.Entries.Single(part => part.FullName.StartsWith("xl/worksheets/sheet", StringComparison.Ordinal));
            var cells = Load(sheet);
            foreach (var (name, value) in values)
            {
                var place = book.Descendants(Main + "definedName").Single(defined => (string?)defined.Attribute("name") == name).Value;
                var reference = place[(place.IndexOf('!', StringComparison.Ordinal) + 1)..].Replace("$", "", StringComparison.Ordinal);
                var cell = cells.Descendants(Main + "c").Single(candidate => (string?)candidate.Attribute("r") == reference);
                if (value.StartsWith("text:", StringComparison.Ordinal))
                {
                    cell.SetAttributeValue("t", "inlineStr");
                    cell.Add(new XElement(Main + "is", new XElement(Main + "t", value[5..])));
                }
                else
                {
                    cell.Add(new XElement(Main + "v", value));
                }
            }

            var name2 = sheet.FullName;
            sheet.Delete();
            using var writer = archive.CreateEntry(name2).Open();
            cells.Save(writer);
        }

        return bytes.ToArray();

        static XDocument Load(ZipArchiveEntry part)
        {
            using var stream = part.Open();
            return XDocument.Load(stream);
        }
    }

    private static byte[] Workbook() => SampleFiles.Zip(
        ("[Content_Types].xml", Encoding.UTF8.GetBytes(
            """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>""")),
        ("_rels/.rels", Encoding.UTF8.GetBytes(
            """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>""")),
        ("xl/workbook.xml", Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"""<workbook xmlns="{Main}"><sheets/></workbook>"""))));
}
