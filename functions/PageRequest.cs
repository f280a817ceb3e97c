using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Supervision.Access;
using Supervision.Pages.Rendering;
using Supervision.Pages.Texts;

namespace Supervision.Functions;

/// <summary>A request for a page: in which language it is answered, and what surrounds the answer.</summary>
public sealed class PageRequest
{
    /// <summary>The cookie in which a browser keeps the language chosen.</summary>
    public const string LanguageCookie = "supervision-lang";

    /// <summary>No script at all, and nothing from anywhere else.</summary>
    internal const string ContentPolicy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private const int LongestContinuation = 4_000;
    private const int LongestPath = 500;

    private readonly PageAnswers answers;
    private readonly IReadOnlyList<string> offered;
    private readonly string? chosen;
    private string policy = ContentPolicy;

    internal PageRequest(HttpRequest request, PageAnswers answers)
    {
        Request = request;
        this.answers = answers;
        offered = RequestLanguage.Offered(request);
        chosen = Known(request.Query["lang"].ToString());
        var language = chosen ?? Known(request.Cookies[LanguageCookie]) ?? RequestLanguage.Of(request);
        Wording = new Wording(PageTexts.In(language), answers.Clock.Zone);
    }

    public HttpRequest Request { get; }

    public Wording Wording { get; }

    public PageTexts Texts => Wording.Texts;

    /// <summary>Where a list goes on, or null.</summary>
    public string? Continuation =>
        Request.Query["continuation"].ToString() is { Length: > 0 and <= LongestContinuation } token ? token : null;

    /// <summary>True when the browser speaks https, here or to a proxy in front.</summary>
    internal static bool IsHttps(HttpRequest request) =>
        request.IsHttps
        || request.Headers["X-Forwarded-Proto"].ToString().Split(',')[0].Trim().Equals("https", StringComparison.OrdinalIgnoreCase)
        || request.Headers.Origin.ToString().StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The path if it leads to a page of this site, else the start page.</summary>
    internal static string LocalPath(string? path) =>
        path is ['/', ..] and not ['/', '/', ..]
        && path.Length <= LongestPath
        && path.All(character => character is > ' ' and <= '~' and not '\\')
            ? path
            : "/";

    /// <summary>A page for a caller who is signed in.</summary>
    public IResult Page(string template, string title, object model, Caller caller) => Page(StatusCodes.Status200OK, template, title, model, caller);

    public IResult Page(int status, string template, string title, object model, Caller caller) =>
        Answer(status, template, title, model, SignedInAs(caller), delivers: caller.Department is not null && caller.Roles.HasFlag(Role.Department));

    /// <summary>A page for whoever holds its address, without a sign-in.</summary>
    public IResult Open(int status, string template, string title, object model) => Answer(status, template, title, model, null);

    public IResult Error(int status) =>
        Answer(status, "error", Texts[$"error.{Shown(status)}.title"], new ErrorPage(Shown(status)), null);

    /// <param name="next">Where the browser goes once signed in.</param>
    /// <param name="failed">True when a key was given and is not valid, for whatever reason.</param>
    public IResult SignIn(int status, string next, bool failed)
    {
        // A link in a web mail leaves the cookie at home (SameSite=Strict); asked again from this page, the browser sends it.
        var again = !failed && Request.Headers["Sec-Fetch-Site"] == "cross-site" && HttpMethods.IsGet(Request.Method);
        return Answer(status, "sign-in", Texts["sign-in.title"], new SignInPage(next, failed), null, again);
    }

    /// <summary>Lets the page run the product's own script and that script call this site; nothing from anywhere else.</summary>
    public PageRequest WithScript()
    {
        policy = ContentPolicy + "; script-src 'self'; connect-src 'self'";
        return this;
    }

    public IResult Redirect(string path, Action<IResponseCookies> cookies) => new Redirection(this, path, cookies);

    /// <summary>A refusal of the gate as a page; anything else as it is.</summary>
    public IResult Show(IResult result) => result switch
    {
        IProblemResult { Status: StatusCodes.Status401Unauthorized } when Request.Path == "/" =>
            SignIn(StatusCodes.Status200OK, "/", failed: false),
        IProblemResult { Status: StatusCodes.Status401Unauthorized } =>
            SignIn(StatusCodes.Status401Unauthorized, LocalPath(Request.GetEncodedPathAndQuery()), failed: false),
        IProblemResult problem => Error(problem.Status),
        _ => result,
    };

    private static int Shown(int status) => status switch
    {
        StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound or StatusCodes.Status503ServiceUnavailable => status,
        >= 400 and < 500 => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status500InternalServerError,
    };

    private string? Known(string? language)
    {
        var known = language == "zh" ? PageTexts.Chinese : language;
        return known is not null && offered.Contains(known) ? known : null;
    }

    private string SignedInAs(Caller caller) =>
        caller.Department is { } department
            ? Texts.Fill("signed-in.department", ("department", department.Value))
            : Texts["signed-in.staff"];

    private HtmlAnswer Answer(int status, string template, string title, object model, string? signedInAs, bool loadAgain = false, bool delivers = false)
    {
        var other = offered.FirstOrDefault(language => language != Texts.Language);
        var frame = new PageFrame(
            title,
            signedInAs,
            other,
            other is null ? null : SwitchAddress(other),
            PageAssets.Style.Address,
            PageAssets.Icon.Address,
            answers.Office.NameIn(Texts.Language),
            answers.Clock.Now,
            loadAgain,
            delivers);
        return new HtmlAnswer(this, status, answers.Templates.Render(template, model, frame, Wording));
    }

    /// <summary>This page in the other language; after a form the start page, since an address cannot repeat the form.</summary>
    private string SwitchAddress(string language)
    {
        var query = new QueryBuilder();
        if (HttpMethods.IsGet(Request.Method) && Continuation is { } continuation)
        {
            query.Add("continuation", continuation);
        }

        query.Add("lang", language);
        var path = HttpMethods.IsGet(Request.Method) ? LocalPath(Request.Path.ToUriComponent()) : "/";
        return path + query.ToQueryString();
    }

    private void Prepare(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        headers.Vary = "Accept-Language, Cookie";
        headers.ContentLanguage = Texts.Language;
        if (chosen is not null)
        {
            response.Cookies.Append(LanguageCookie, chosen, new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = IsHttps(Request),
                Path = "/",
                MaxAge = TimeSpan.FromDays(365),
            });
        }
    }

    internal sealed record ErrorPage(int Status);

    internal sealed record SignInPage(string Next, bool Failed);

    private sealed class HtmlAnswer(PageRequest page, int status, string html) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            page.Prepare(response);
            response.StatusCode = status;
            response.ContentType = "text/html; charset=utf-8";
            if (status == StatusCodes.Status401Unauthorized)
            {
                response.Headers.WWWAuthenticate = "Bearer";
            }

            if (status == StatusCodes.Status503ServiceUnavailable)
            {
                response.Headers.RetryAfter = "5";
            }

            var bytes = Encoding.UTF8.GetBytes(html);
            response.ContentLength = bytes.Length;
            await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
        }
    }

    private sealed class Redirection(PageRequest page, string path, Action<IResponseCookies> cookies) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            page.Prepare(httpContext.Response);
            cookies(httpContext.Response.Cookies);
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            return Task.CompletedTask;
        }
    }
}
