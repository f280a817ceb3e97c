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
