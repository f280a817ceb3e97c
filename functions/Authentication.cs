using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Supervision.Access;
using Supervision.Mail;

namespace Supervision.Functions;

/// <summary>Who a request is found to come from.</summary>
/// <param name="Refusal">Why nobody was found; null when nothing was shown.</param>
public readonly record struct Found(Caller? Caller, string? Refusal);

/// <summary>
/// Finds out who calls: by a bearer token or key in the Authorization header, by a key in the product's own header, by the browser's cookie,
/// or, only where configured, by what the platform's sign-in says.
/// </summary>
public sealed class Authentication(AccessKeys keys, BearerTokens tokens, IOptions<AccessOptions> options, IOptions<OfficeOptions> office)
{
    /// <summary>The cookie in which a browser keeps its key. Only pages and reads accept it: no other site can make it act.</summary>
    public const string Cookie = "supervision-key";

    /// <summary>Carries a key where a platform in front of the functions keeps the Authorization header for tokens of its own.</summary>
    public const string KeyHeader = "X-Supervision-Key";

    public async Task<Found> FindAsync(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        const string Bearer = "Bearer ";
        var stop = request.HttpContext.RequestAborted;
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return await CheckAsync(header[Bearer.Length..].Trim(), stop);
        }

        // For calendar programs, which ask people for a name and a password; reads only, as with the cookie.
        const string Basic = "Basic ";
        if (header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) && HttpMethods.IsGet(request.Method))
        {
            return await CheckAsync(PasswordOf(header[Basic.Length..].Trim()), stop);
        }

        if (request.Headers.TryGetValue(KeyHeader, out var key) && key.Count == 1)
        {
            return await CheckAsync(key.ToString().Trim(), stop);
        }

        if (HttpMethods.IsGet(request.Method) && request.Cookies.TryGetValue(Cookie, out var cookie) && cookie is not null)
        {
            return await CheckAsync(cookie, stop);
        }

        // A browser that is signed in at the platform sends that along by itself, so acts must come from this site's own pages.
        return options.Value.PlatformSignIn
            && request.Headers.TryGetValue(PlatformPrincipal.Header, out var principal) && principal.Count == 1
            && (HttpMethods.IsGet(request.Method) || IsFromThisSite(request))
            ? new Found(PlatformPrincipal.Read(principal.ToString(), options.Value.Oidc), "principal-malformed")
            : new Found(null, header.Length > 0 ? "authorization-unknown" : null);
    }

    /// <summary>The caller behind the cookie of a browser, for the few acts of pages: only when a page of this site sent the form.</summary>
    public async Task<Found> FindOfFormAsync(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!IsFromThisSite(request))
        {
            return new Found(null, "cross-site");
        }

        return request.Cookies.TryGetValue(Cookie, out var cookie) && cookie is not null
            ? await CheckAsync(cookie, request.HttpContext.RequestAborted)
            : await FindAsync(request);
    }

    /// <summary>The caller by what the request itself shows; only where it shows nothing, by the cookie of a browser on a page of this site.</summary>
    public Task<Found> FindOfKeyOrPageAsync(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Headers.Authorization.Count > 0 || request.Headers.ContainsKey(KeyHeader) || !request.Cookies.ContainsKey(Cookie)
            ? FindAsync(request)
            : FindOfFormAsync(request);
    }

    /// <summary>The caller behind a key or token.</summary>
    public async Task<Found> CheckAsync(string text, CancellationToken cancellationToken)
    {
        if (BearerTokens.LooksLikeToken(text))
        {
            var (caller, refusal) = await tokens.CheckAsync(text, cancellationToken);
            return new Found(caller, refusal);
        }

        return new Found(await keys.AuthenticateAsync(text, cancellationToken), "key-refused");
    }

    /// <summary>
    /// True when a page of this site sent the form: browsers say so in Sec-Fetch-Site, or, on plain http, in Origin. A request with
    /// neither comes from no browser and is refused too; scripts send their key with each request and need not sign in.
    /// </summary>
    public bool IsFromThisSite(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
        {
            return site == "same-origin";
        }

        return Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var origin)
            && (origin.Authority == request.Host.Value || origin.Authority == office.Value.BaseUrl?.Authority);
    }

    /// <summary>Beside what the caller asked for: notes that the key is in use.</summary>
    public Task NoteUseAsync(Caller caller, CancellationToken cancellationToken) =>
        caller?.Id is ['k', ..] ? keys.NoteUseAsync(caller.Id, cancellationToken) : Task.CompletedTask;

    /// <summary>The password of RFC 7617 credentials; empty when they are none.</summary>
    private static string PasswordOf(string credentials)
    {
        var bytes = new byte[credentials.Length];
        return Convert.TryFromBase64String(credentials, bytes, out var length)
            && System.Text.Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password]
                ? password
                : "";
    }
}
