using System.Text;
using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Jurisdictions;

namespace Supervision.Functions;

/// <summary>The jurisdiction profile in force, and the schema that profiles follow. The schema is open to everyone: it holds nothing of anyone.</summary>
public sealed class ProfileFunctions(JurisdictionProfile profile, Gate gate)
{
    [Function("GetProfile")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/profile")] HttpRequest request) =>
        gate.ForAsync(Role.Staff, request, _ => Task.FromResult(Results.Text(JurisdictionProfiles.Write(profile), "application/json", Encoding.UTF8)));

    [Function("GetProfileSchema")]
    public Task<IResult> GetSchemaAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/schemas/jurisdiction-profile")] HttpRequest request) =>
        gate.ForEveryoneAsync(request, () => Task.FromResult(Results.Text(JurisdictionProfiles.Schema, "application/schema+json", Encoding.UTF8)));
}
