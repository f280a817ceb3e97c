using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Supervision.Tests.Api;

/// <summary>Uploads as a department's script would send them.</summary>
internal static class Upload
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static HttpRequestMessage Rule(string department, string? obligation, string issued = "2024-01-02", string text = "办法全文", string title = "补偿办法") =>
        Of(department, "rules", new { title, obligation, issued }, ("办法.txt", Encoding.UTF8.GetBytes(text)));

    public static HttpRequestMessage Report(string department, string? obligation, string text = "报告全文", string title = "工作情况报告") => Of(
        department,
        "reports",
        new { title, obligation, periodStart = "2024-01-01", periodEnd = "2024-12-31", documentDate = "2024-01-02" },
        ("报告.txt", Encoding.UTF8.GetBytes(text)));

    public static HttpRequestMessage Of(string department, string what, object? metadata, params (string Name, byte[] Content)[] files)
    {
        var body = new MultipartFormDataContent("boundary-of-the-test");
        if (metadata is not null)
        {
            var json = metadata as string ?? JsonSerializer.Serialize(metadata, Web).Replace("\"obligation\":null,", "", StringComparison.Ordinal);
            body.Add(new StringContent(json, Encoding.UTF8, "application/json"), "metadata");
        }

        foreach (var (name, content) in files)
        {
            var part = new ByteArrayContent(content);
            part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "file", FileNameStar = name };
            body.Add(part);
        }

        return new HttpRequestMessage(HttpMethod.Post, $"api/departments/{department}/{what}") { Content = body };
    }

    /// <summary>A body written byte by byte, for what no library would send.</summary>
    public static HttpRequestMessage Raw(string department, string what, byte[] body, string contentType = "multipart/form-data; boundary=b")
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return new HttpRequestMessage(HttpMethod.Post, $"api/departments/{department}/{what}") { Content = content };
    }

    public static byte[] Part(string disposition, string content) =>
        Encoding.UTF8.GetBytes($"--b\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n");

    public static byte[] End => "--b--\r\n"u8.ToArray();
}
