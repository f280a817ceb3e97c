using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Supervision.Jurisdictions;

namespace Supervision.Functions;

/// <summary>The language of an answer: of those that the jurisdiction offers, the one the caller prefers.</summary>
public static class RequestLanguage
{
    public const string Chinese = "zh-CN";
    public const string English = "en";

    private static readonly IReadOnlyList<string> Both = [Chinese, English];

    /// <summary>The query parameter "lang" first, else Accept-Language; the jurisdiction's first language where neither names one that it offers.</summary>
    public static string Of(HttpRequest request)
    {
        var offered = Offered(request);
        if (Known(request.Query["lang"].ToString(), offered) is { } asked)
        {
            return asked;
        }

        if (!StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var accepted))
        {
            return offered[0];
        }

        return accepted
            .OrderByDescending(language => language.Quality ?? 1)
            .Select(language => Known(language.Value.Value ?? "", offered))
            .FirstOrDefault(language => language is not null) ?? offered[0];
    }

    /// <summary>The languages of the jurisdiction profile, the preferred one first.</summary>
    internal static IReadOnlyList<string> Offered(HttpRequest request) =>
        request.HttpContext.RequestServices?.GetService<JurisdictionProfile>()?.Languages ?? Both;

    private static string? Known(string language, IReadOnlyList<string> offered)
    {
        var known = language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Chinese
            : language.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? English
            : null;
        return known is not null && offered.Contains(known) ? known : null;
    }
}
