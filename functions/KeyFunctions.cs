using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Departments;
using Supervision.Identity;

namespace Supervision.Functions;

/// <summary>Keys for departments and, on premises, for staff.</summary>
public sealed class KeyFunctions(AccessKeys keys, DirectoryStore directory, Gate gate)
{
    private const int DefaultDays = 365;
    private const int MostDays = 1_095;
    private const int LongestLabel = 100;
    private static readonly string[] KeyRoles = ["department", "officer", "director", "administrator", "reader"];

    [Function("CreateKey")]
    public Task<IResult> CreateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/keys")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Administrator, request, async caller =>
        {
            var body = await request.JsonAsync<KeyBody>(cancellationToken);
            var days = body.ValidDays ?? DefaultDays;
            var faults = new List<InputFault>();
            if ((body.Role == Role.Department) != body.Department.HasValue)
            {
                faults.Add(InputFault.Of("role-department", "department", "A key of role department names its department, and no other key does."));
            }

            if (!Enum.IsDefined(body.Role) || body.Role is Role.None or Role.Staff or Role.Anyone)
            {
                faults.Add(InputFault.Of("role-unknown", "role", "One of {known}.", ("known", KeyRoles)));
            }

            if (days is < 1 or > MostDays)
            {
                faults.Add(InputFault.Of("valid-days", "validDays", "1 to {most}.", ("most", MostDays)));
            }

            if (body.Label is { } label && (string.IsNullOrWhiteSpace(label) || label.Length > LongestLabel || label.Any(char.IsControl)))
            {
                faults.Add(InputFault.Of("key-label", "label", "1 to {most} characters.", ("most", LongestLabel)));
            }

            if (faults.Count > 0)
            {
                return Problems.Invalid(faults);
            }

            if (body.Department is { } department && await directory.FindAsync(department, cancellationToken) is null)
            {
                return Problems.NotFound("department");
            }

            var (key, text) = await keys.CreateAsync(body.Role, body.Department, TimeSpan.FromDays(days), cancellationToken, body.Label, caller.Id);
            return Answers.Created($"/api/keys/{key.Id}", new CreatedKey(key.Id, key.Role, key.Department, key.Label, key.Expires, text));
        });

    [Function("ListKeys")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/keys")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Administrator, request, async _ =>
        {
            var (continuation, size) = request.Page();
            DepartmentId? department = request.Query["department"].ToString() is { Length: > 0 } text ? DepartmentId.Parse(text) : null;
            var (page, next) = await keys.PageAsync(department, continuation, size, cancellationToken);
            return Answers.Page([.. page.Select(KeyView.Of)], next);
        });

    [Function("GetKey")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/keys/{key}")] HttpRequest request, string key, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Administrator, request, async _ =>
            await keys.FindAsync(key, cancellationToken) is { } found ? Answers.Ok(KeyView.Of(found)) : Problems.NotFound("key"));

    [Function("RevokeKey")]
    public Task<IResult> RevokeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/keys/{key}")] HttpRequest request, string key, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Administrator, request, async caller =>
            await keys.RevokeAsync(key, cancellationToken, caller.Id) ? Results.NoContent() : Problems.NotFound("key"));

    internal sealed record KeyBody(Role Role, DepartmentId? Department = null, int? ValidDays = null, string? Label = null);

    /// <summary>A key without its secret, which nobody knows.</summary>
    /// <param name="LastUsed">To the hour.</param>
    internal sealed record KeyView(
        string Id,
        Role Role,
        DepartmentId? Department,
        string? Label,
        DateTimeOffset Created,
        string? CreatedBy,
        DateTimeOffset Expires,
        DateTimeOffset? Revoked,
        string? RevokedBy,
        DateTimeOffset? LastUsed)
    {
        public static KeyView Of(AccessKeyUse use) => new(
            use.Key.Id,
            use.Key.Role,
            use.Key.Department,
            use.Key.Label,
            use.Key.Created,
            use.Key.CreatedBy,
            use.Key.Expires,
            use.Key.Revoked,
            use.Key.RevokedBy,
            use.LastUsed);
    }
}
