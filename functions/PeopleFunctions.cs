using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Departments;
using Supervision.Identity;

namespace Supervision.Functions;

/// <summary>The people of departments and of the office who are told.</summary>
public sealed class PeopleFunctions(DirectoryStore directory, RegisterDepartment register, Gate gate)
{
    [Function("ListPeople")]
    public Task<IResult> ListPeopleAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/departments/{department}/people")] HttpRequest request,
        string department,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
            Answers.Page(await directory.ListPeopleAsync(DepartmentId.Parse(department), cancellationToken), null));

    [Function("GetPerson")]
    public Task<IResult> GetPersonAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/departments/{department}/people/{person}")] HttpRequest request,
        string department,
        string person,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
            await directory.FindPersonAsync(DepartmentId.Parse(department), PersonId.Parse(person), cancellationToken) is { } found
                ? Answers.Tagged(request, DirectoryStore.TagOf(found), found)
                : Problems.NotFound("person"));

    [Function("SavePerson")]
    public Task<IResult> SavePersonAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/departments/{department}/people/{person}")] HttpRequest request,
        string department,
        string person,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Administrator, request, async _ =>
        {
            var body = await request.JsonAsync<PersonBody>(cancellationToken);
            var organ = DepartmentId.Parse(department);
            if (organ != DepartmentId.Office && await directory.FindAsync(organ, cancellationToken) is null)
            {
                return Problems.NotFound("department");
            }

            var wanted = new Person(
                organ, PersonId.Parse(person), body.Name, body.Mail, body.Language ?? "zh-CN", body.Roles, body.Committees ?? [], body.Preference);
            var faults = await register.ExecuteAsync(wanted, cancellationToken, request.Seen());
            return faults.Count > 0 ? Problems.Invalid(faults) : Answers.Tagged(request, DirectoryStore.TagOf(wanted), wanted);
        });

    internal sealed record PersonBody(
        string Name,
        string Mail,
        IReadOnlyList<string> Roles,
        string? Language = null,
        IReadOnlyList<string>? Committees = null,
        MailPreference Preference = MailPreference.Immediate);
}
