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

    [Function("CreateKey")]
    public Task<IResult> CreateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/keys")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Administrator, request, async _ =>
        {
            var body = await request.JsonAsync<KeyBody>(cancellationToken);
            var days = body.ValidDays ?? DefaultDays;
            var faults = new List<InputFault>();
            if ((body.Role == Role.Department) != body.Department.HasValue)
            {
                faults.Add(new InputFault("role-department", "department", "A key of role department names its department, and no other key does."));
            }

            if (!Enum.IsDefined(body.Role) || body.Role is Role.None or Role.Staff or Role.Anyone)
            {
                faults.Add(new InputFault("role-unknown", "role", "department, officer, director, administrator or reader."));
            }

            if (days is < 1 or > MostDays)
            {
                faults.Add(new InputFault("valid-days", "validDays", $"1 to {MostDays}."));
            }

            if (faults.Count > 0)
            {
                return Problems.Invalid(faults);
            }

            if (body.Department is { } department && await directory.FindAsync(department, cancellationToken) is null)
            {
                return Problems.NotFound("department");
            }

            var (key, text) = await keys.CreateAsync(body.Role, body.Department, TimeSpan.FromDays(days), cancellationToken);
            return Answers.Created($"/api/keys/{key.Id}", new { key.Id, key.Role, key.Department, key.Expires, key = text });
        });

    [Function("RevokeKey")]
    public Task<IResult> RevokeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/keys/{key}")] HttpRequest request, string key, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Administrator, request, async _ =>
            await keys.RevokeAsync(key, cancellationToken) ? Results.NoContent() : Problems.NotFound("key"));

    internal sealed record KeyBody(Role Role, DepartmentId? Department = null, int? ValidDays = null);
}
