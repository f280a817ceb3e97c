using System.Text.Json;
using Json.Schema;
using Microsoft.Extensions.DependencyInjection;
using Supervision.Jurisdictions;

namespace Supervision.Tests.Api;

public sealed class ProfileTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task The_profile_in_force_is_answered_as_a_file_of_it_would_read()
    {
        var inForce = host.Host.Services.GetRequiredService<JurisdictionProfile>();

        var answer = await host.Officer.GetAsync("api/profile", 200);

        Assert.Equal("application/json", answer.ContentType);
        var read = JurisdictionProfiles.Parse(answer.Text, "api/profile");
        Assert.Equal(JurisdictionProfiles.Write(inForce), JurisdictionProfiles.Write(read));
        Assert.Contains(inForce.Name.Zh, answer.Text, StringComparison.Ordinal);
        Assert.Contains(inForce.DefaultCommittee, answer.Json.GetProperty("committees").EnumerateArray().Select(committee => committee.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task The_schema_is_open_to_everyone_and_the_profile_fits_it()
    {
        var schema = await host.As(null).GetAsync("api/schemas/jurisdiction-profile", 200);
        var profile = await host.Officer.GetAsync("api/profile", 200);

        Assert.Equal("application/schema+json", schema.ContentType);
        Assert.True(JsonSchema.FromText(schema.Text).Evaluate(profile.Json, new EvaluationOptions()).IsValid);
        var committees = JsonDocument.Parse(profile.Text.Replace("\"committees\"", "\"comittees\"", StringComparison.Ordinal)).RootElement;
        Assert.False(JsonSchema.FromText(schema.Text).Evaluate(committees, new EvaluationOptions()).IsValid);
    }
}
