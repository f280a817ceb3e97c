using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Supervision.Mail;
using Supervision.Pages.Rendering;
using Supervision.Time;

namespace Supervision.Functions;

/// <summary>Makes answers of pages: language, frame, headers.</summary>
public sealed class PageAnswers(PageTemplates templates, LegislatureClock clock, IOptions<OfficeOptions> office)
{
    internal PageTemplates Templates => templates;

    internal LegislatureClock Clock => clock;

    internal OfficeOptions Office => office.Value;

    /// <summary>Begins the answer to a request for a page.</summary>
    public PageRequest Begin(HttpRequest request) => new(request, this);

    /// <summary>A file of the pages; under its current version browsers may keep it for a year.</summary>
    public static IResult Asset(HttpRequest request, PageAsset asset) => new AssetAnswer(asset, request.Query["v"] == asset.Version);

    /// <summary>A mail as its recipient sees it: shown in a sandbox, without scripts, forms, or anything from elsewhere.</summary>
    public static IResult ForeignHtml(string html) => new ForeignAnswer(html);

    private sealed class ForeignAnswer(string html) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = "text/html; charset=utf-8";
            response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
            response.Headers.XContentTypeOptions = "nosniff";
            response.Headers.CacheControl = "no-store";
            await response.WriteAsync(html, httpContext.RequestAborted);
        }
    }

    private sealed class AssetAnswer(PageAsset asset, bool current) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = asset.ContentType;
            response.ContentLength = asset.Content.Length;
            response.Headers.CacheControl = current ? "public, max-age=31536000, immutable" : "no-cache";
            response.Headers.XContentTypeOptions = "nosniff";
            await response.Body.WriteAsync(asset.Content, httpContext.RequestAborted);
        }
    }
}
