using System.Globalization;
using System.Security;
using System.Text;
using System.Text.Json;

namespace Supervision.InMemoryStorage;

/// <summary>An error as the service reports it.</summary>
internal sealed record ServiceError(int Status, string Code, string Message)
{
    public static ServiceError Of(int status, string code, string message) => new(status, code, message);

    public InMemoryResponse ToResponse(StorageKind kind, DateTimeOffset now)
    {
        var response = new InMemoryResponse(Status, now);
        if (kind == StorageKind.Table)
        {
            return response.WithBody(ToJson(Message, response.RequestId, now), TableJson.ContentType);
        }

        var text = $"{SecurityElement.Escape(Message)}\nRequestId:{response.RequestId}\nTime:{Time(now)}";
        response.Add("x-ms-error-code", Code);
        return response.WithBody(
            Encoding.UTF8.GetBytes($"""<?xml version="1.0" encoding="utf-8"?><Error><Code>{Code}</Code><Message>{text}</Message></Error>"""),
            "application/xml");
    }

    /// <summary>The OData error body; within a transaction the message begins with the index of the change.</summary>
    public byte[] ToJson(string message, string requestId, DateTimeOffset now) => JsonSerializer.SerializeToUtf8Bytes(
        new Dictionary<string, object>
        {
            ["odata.error"] = new
            {
                code = Code,
                message = new { lang = "en-US", value = $"{message}\nRequestId:{requestId}\nTime:{Time(now)}" },
            },
        });

    private static string Time(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);
}

/// <summary>Ends the reading of a request that the service refuses.</summary>
internal sealed class ServiceErrorException(ServiceError error) : Exception(error.Message)
{
    public ServiceError Error { get; } = error;
}
