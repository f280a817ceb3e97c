using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Supervision.Functions;

/// <summary>Signing in to the pages with a key, and out. The key travels in the body and then in a cookie, never in an address.</summary>
public sealed class SignInFunctions(Authentication authentication, PageAnswers answers, Gate gate)
{
    private const int MostBytes = 4_096;
    private const int MostFields = 8;

    [Function("SignIn")]
    public async Task<IResult> SignInAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sign-in")] HttpRequest request, CancellationToken cancellationToken)
    {
        var page = answers.Begin(request);
        return page.Show(await gate.ForEveryoneAsync(request, async () =>
        {
            if (!authentication.IsFromThisSite(request))
            {
                return page.Error(StatusCodes.Status403Forbidden);
            }

            var form = await ReadFormAsync(request, cancellationToken);
            var next = PageRequest.LocalPath(form.GetValueOrDefault("next"));
            var key = form.GetValueOrDefault("key", "").Trim();
            if ((await authentication.CheckAsync(key, cancellationToken)).Caller is null)
            {
                return page.SignIn(StatusCodes.Status401Unauthorized, next, failed: true);
            }

            return page.Redirect(next, cookies => cookies.Append(Gate.Cookie, key, CookieFor(request)));
        }));
    }

    [Function("SignOut")]
    public async Task<IResult> SignOutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sign-out")] HttpRequest request, CancellationToken cancellationToken)
    {
        var page = answers.Begin(request);
        return page.Show(await gate.ForEveryoneAsync(request, () => Task.FromResult(authentication.IsFromThisSite(request)
            ? page.Redirect("/", cookies => cookies.Delete(Gate.Cookie, CookieFor(request)))
            : page.Error(StatusCodes.Status403Forbidden))));
    }

    /// <summary>Lost when the browser closes; not for scripts, not sent by other sites, and on https never without it.</summary>
    private static CookieOptions CookieFor(HttpRequest request) => new()
    {
        HttpOnly = true,
        SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict,
        Secure = PageRequest.IsHttps(request),
        Path = "/",
        IsEssential = true,
    };

    private static async Task<Dictionary<string, string>> ReadFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidRequestException("request-invalid");
        }

        var body = await request.BytesAsync(MostBytes, cancellationToken);
        using var reader = new FormReader(System.Text.Encoding.UTF8.GetString(body.Span)) { ValueCountLimit = MostFields };
        try
        {
            var form = await reader.ReadFormAsync(cancellationToken);
            return form.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);
        }
        catch (InvalidDataException)
        {
            throw new InvalidRequestException("request-invalid");
        }
    }
}
