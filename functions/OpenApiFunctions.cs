using Microsoft.AspNetCore.Http;
using Supervision.Functions.OpenApi;

namespace Supervision.Functions;

/// <summary>The API document, open to everyone: it holds nothing of anyone.</summary>
public sealed class OpenApiFunctions(Gate gate)
{
    [Function("GetOpenApi")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/openapi.json")] HttpRequest request) =>
        gate.ForEveryoneAsync(request, () =>
        {
            var language = RequestLanguage.Of(request);
            request.HttpContext.Response.Headers.ContentLanguage = language;
            request.HttpContext.Response.Headers.Vary = "Accept-Language";
            return Task.FromResult(Results.Bytes(ApiDocument.Write(language == RequestLanguage.Chinese), "application/vnd.oai.openapi+json"));
        });
}
