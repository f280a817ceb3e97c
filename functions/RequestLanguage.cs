using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Supervision.Functions;

/// <summary>The language of an answer: zh-CN or en, as the caller prefers.</summary>
public static class RequestLanguage
{
    public const string Chinese = "zh-CN";
    public const string English = "en";

    /// <summary>The query parameter "lang" first, else Accept-Language; English where neither says anything known.</summary>
    public static string Of(HttpRequest request)
    {
        if (Known(request.Query["lang"].ToString()) is { } asked)
        {
            return asked;
        }

        if (!StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var accepted))
        {
            return English;
        }

        return accepted
            .OrderByDescending(language => language.Quality ?? 1)
            .Select(language => Known(language.Value.Value ?? ""))
            .FirstOrDefault(language => language is not null) ?? English;
    }

    private static string? Known(string language) =>
        language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Chinese
        : language.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? English
        : null;
}
