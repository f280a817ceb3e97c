using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Departments;
using Supervision.Identity;

namespace Supervision.Functions;

/// <summary>The directory of departments.</summary>
public sealed class DepartmentFunctions(DirectoryStore directory, RegisterDepartment register, Gate gate)
{
    [Function("ListDepartments")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/departments")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
        {
            var (continuation, size) = request.Page();
            var (departments, next) = await directory.PageAsync(continuation, size, cancellationToken);
            return Answers.Page(departments, next);
        });

    [Function("GetDepartment")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/departments/{department}")] HttpRequest request,
        string department,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Anyone, request, department, async _ =>
            await directory.FindAsync(DepartmentId.Parse(department), cancellationToken) is { } found
                ? Answers.Tagged(request, DirectoryStore.TagOf(found), found)
                : Problems.NotFound("department"));

    [Function("SaveDepartment")]
    public Task<IResult> SaveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/departments/{department}")] HttpRequest request,
        string department,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Administrator, request, async _ =>
        {
            var body = await request.JsonAsync<DepartmentBody>(cancellationToken);
            var wanted = new Department(
                DepartmentId.Parse(department),
                body.Name,
                body.NameEn,
                body.Aliases ?? [],
                body.Language ?? "zh-CN",
                body.ValidFrom,
                body.ValidTo,
                body.Successor,
                body.Split);
            var faults = await register.ExecuteAsync(wanted, cancellationToken, request.Seen());
            return faults.Count > 0 ? Problems.Invalid(faults) : Answers.Tagged(request, DirectoryStore.TagOf(wanted), wanted);
        });

    internal sealed record DepartmentBody(
        string Name,
        string? NameEn = null,
        IReadOnlyList<string>? Aliases = null,
        string? Language = null,
        DateOnly? ValidFrom = null,
        DateOnly? ValidTo = null,
        DepartmentId? Successor = null,
        IReadOnlyList<SplitShare>? Split = null);
}
