using System.Text.Json;
using Supervision.Functions;
using Supervision.LocalHost;

namespace Supervision.Tests.Infra;

public sealed class AppProtectionTests
{
    private const string Site = "Microsoft.Web/sites";

    // Built-in roles by their published ids.
    private static readonly IReadOnlyDictionary<string, string> Roles = new Dictionary<string, string>
    {
        ["09976791-48a7-449e-bb21-39d1a415f350"] = "Communication and Email Service Owner",
        ["b86a8fe4-44ce-4948-aee5-eccb2c155cd7"] = "Key Vault Secrets Officer",
        ["4633458b-17de-408a-b874-0445c86b69e6"] = "Key Vault Secrets User",
        ["73c42c96-874c-492b-b04d-ab87d138a893"] = "Log Analytics Reader",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["de139f84-1756-47ae-9be6-808fbbe84772"] = "Website Contributor",
    };

    private static readonly string[] RolesOfTheApp =
    [
        "app: Key Vault Secrets User on vaults/k",
        "app: Monitoring Metrics Publisher on components/a",
        "app: Storage Blob Data Contributor on storageAccounts/d",
        "app: Storage Blob Data Owner on deliveries in storageAccounts/d",
        "app: Storage Blob Data Owner on papers in storageAccounts/d",
        "app: Storage Blob Data Owner on storageAccounts/h",
        "app: Storage Table Data Contributor on storageAccounts/d",
        "app: Storage Table Data Contributor on storageAccounts/h",
    ];

    [Fact]
    public async Task The_app_has_one_identity_and_uses_it_for_secrets_and_package()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            var identity = Assert.Single(deployment.Every("Microsoft.ManagedIdentity/userAssignedIdentities")).Text("id");
            var site = Assert.Single(deployment.Every(Site));

            Assert.Equal("UserAssigned", site.Text("identity.type"));
            Assert.Equal(identity, Assert.Single(site.At("identity.userAssignedIdentities").EnumerateObject()).Name);
            Assert.Equal(identity, site.Text("properties.keyVaultReferenceIdentity"));
            if (site.At("properties").Has("functionAppConfig"))
            {
                var storage = site.At("properties.functionAppConfig.deployment.storage.authentication");
                Assert.Equal("UserAssignedIdentity", storage.Text("type"));
                Assert.Equal(identity, storage.Text("userAssignedIdentityResourceId"));
            }
            else
            {
                Assert.Equal(identity, deployment.Settings["WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID"]);
            }
        }
    }

    [Fact]
    public async Task The_app_is_reached_over_TLS_1_2_or_later_only()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            var site = deployment.Every(Site)[0];

            Assert.True(site.Flag("properties.httpsOnly"));
            Assert.Contains(site.Text("properties.siteConfig.minTlsVersion"), new[] { "1.2", "1.3" });
            Assert.Contains(site.Text("properties.siteConfig.scmMinTlsVersion"), new[] { "1.2", "1.3" });
        }
    }

    [Fact]
    public async Task Nobody_publishes_by_password_or_debugs_from_afar()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            var policies = deployment.Every(Site + "/basicPublishingCredentialsPolicies");

            Assert.Equal(["ftp", "scm"], policies.Select(policy => policy.Text("name").Split('/')[^1]).Order(StringComparer.Ordinal));
            Assert.All(policies, policy => Assert.False(policy.Flag("properties.allow")));
            Assert.Equal("Disabled", deployment.Every(Site)[0].Text("properties.siteConfig.ftpsState"));
            Assert.False(deployment.Every(Site)[0].Flag("properties.siteConfig.remoteDebuggingEnabled"));
        }
    }

    [Fact]
    public async Task The_vault_keeps_what_is_deleted_and_asks_roles_not_policies()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            var vault = Assert.Single(deployment.Every("Microsoft.KeyVault/vaults"));

            Assert.True(vault.Flag("properties.enableRbacAuthorization"));
            Assert.True(vault.Flag("properties.enableSoftDelete"));
            Assert.True(vault.Flag("properties.enablePurgeProtection"));
            Assert.Equal(90, vault.Number("properties.softDeleteRetentionInDays"));
        }
    }

    [Fact]
    public async Task Monitoring_takes_no_keys()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            Assert.All(
                deployment.Every("Microsoft.Insights/components"), insights => Assert.True(insights.Flag("properties.DisableLocalAuth")));
            Assert.All(
                deployment.Every("Microsoft.OperationalInsights/workspaces"),
                workspace => Assert.True(workspace.Flag("properties.features.disableLocalAuth")));
            var sending = ArmText.Resolve(deployment.Settings["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"], ArmText.Global);
            Assert.EndsWith(";Authorization=AAD", sending, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Roles_are_the_least_that_is_needed_and_each_on_one_resource()
    {
        string[] rolesOfPeople =
        [
            "operators: Key Vault Secrets Officer on vaults/k",
            "operators: Log Analytics Reader on workspaces/l",
            "publishers: Storage Blob Data Contributor on storageAccounts/h",
            "publishers: Website Contributor on sites/f",
        ];
        string[] rolesOfTheSender = ["sender: Communication and Email Service Owner on communicationServices/a"];
        var (dev, prod, china) = (await Deployment.OfAsync("dev"), await Deployment.OfAsync("prod"), await Deployment.OfAsync("china"));

        Assert.Equal<string[]>(RolesOfTheApp, Grants(dev));
        Assert.Equal<string[]>([.. RolesOfTheApp, .. rolesOfPeople], Grants(china));
        Assert.Equal<string[]>([.. RolesOfTheApp, .. rolesOfPeople, .. rolesOfTheSender], Grants(prod));
    }

    [Fact]
    public async Task Sign_in_through_Entra_needs_no_secret_and_follows_the_cloud()
    {
        foreach (var stage in new[] { "prod", "china" })
        {
            var deployment = await Deployment.OfAsync(stage);
            var sign = Assert.Single(
                deployment.Every(Site + "/config"), config => config.Text("name").EndsWith("/authsettingsV2", StringComparison.Ordinal));
            var entra = sign.At("properties.identityProviders.azureActiveDirectory");

            Assert.True(sign.Flag("properties.platform.enabled"));
            Assert.True(sign.Flag("properties.httpSettings.requireHttps"));
            Assert.True(entra.Flag("enabled"));
            Assert.False(sign.Flag("properties.login.tokenStore.enabled"));
            var setting = entra.Text("registration.clientSecretSettingName");
            Assert.Equal("OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID", setting);
            Assert.Equal(deployment.Settings["AZURE_CLIENT_ID"], deployment.Settings[setting]);
            const string Tenant = "00000000-0000-0000-0000-000000000002/v2.0";
            var issuer = entra.Text("registration.openIdIssuer");
            Assert.Equal("https://login.chinacloudapi.cn/" + Tenant, ArmText.Resolve(issuer, ArmText.China));
            Assert.Equal("https://login.microsoftonline.com/" + Tenant, ArmText.Resolve(issuer, ArmText.Global));
        }
    }

    [Fact]
    public async Task An_instance_that_is_not_ready_gets_no_calls_where_the_plan_looks_after_instances()
    {
        var path = (await Deployment.OfAsync("china")).Every(Site)[0].Text("properties.siteConfig.healthCheckPath");

        Assert.Contains(LocalFunctionsHost.Describe(typeof(FunctionServices).Assembly), function => "/" + function.Route == path && function.Methods.Contains("GET"));
        foreach (var other in new[] { await Deployment.OfAsync("dev"), await Deployment.OfAsync("prod"), await Deployment.ConsumptionAsync() })
        {
            Assert.False(other.Every(Site)[0].At("properties.siteConfig").Has("healthCheckPath"));
        }
    }

    [Fact]
    public async Task The_plan_is_chosen_by_a_parameter_and_each_kind_runs_the_same_program()
    {
        var (flex, premium, consumption) = (await Deployment.OfAsync("prod"), await Deployment.OfAsync("china"), await Deployment.ConsumptionAsync());

        Assert.Equal(("FlexConsumption", "FC1"), Sku(flex));
        Assert.Equal(("ElasticPremium", "EP1"), Sku(premium));
        Assert.Equal(("Dynamic", "Y1"), Sku(consumption));
        var runtime = flex.Every(Site)[0].At("properties.functionAppConfig.runtime");
        Assert.Equal(("dotnet-isolated", "10.0"), (runtime.Text("name"), runtime.Text("version")));
        Assert.Equal("DOTNET-ISOLATED|10.0", premium.Every(Site)[0].Text("properties.siteConfig.linuxFxVersion"));
        Assert.Equal("v10.0", consumption.Every(Site)[0].Text("properties.siteConfig.netFrameworkVersion"));
        Assert.False(consumption.Every("Microsoft.Web/serverfarms")[0].Flag("properties.reserved"));
        foreach (var deployment in new[] { premium, consumption })
        {
            Assert.Equal("dotnet-isolated", deployment.Settings["FUNCTIONS_WORKER_RUNTIME"]);
            Assert.EndsWith("/packages/supervision-0.1.0.zip", ArmText.Resolve(deployment.Settings["WEBSITE_RUN_FROM_PACKAGE"], ArmText.Global), StringComparison.Ordinal);
            Assert.DoesNotContain(deployment.Settings.Keys, name => name.StartsWith("WEBSITE_CONTENT", StringComparison.Ordinal));
        }

        static (string, string) Sku(Deployment deployment) =>
            (deployment.Every("Microsoft.Web/serverfarms")[0].Text("sku.tier"), deployment.Every("Microsoft.Web/serverfarms")[0].Text("sku.name"));
    }

    [Fact]
    public async Task China_runs_on_a_plan_and_with_services_that_are_offered_there()
    {
        var china = await Deployment.OfAsync("china");

        Assert.Equal("ElasticPremium", china.Every("Microsoft.Web/serverfarms")[0].Text("sku.tier"));
        Assert.False(china.Every(Site)[0].At("properties").Has("functionAppConfig"));
        Assert.DoesNotContain(
            china.Resources, resource => resource.Text("type").StartsWith("Microsoft.Communication/", StringComparison.Ordinal));
        Assert.Empty(china.Any("Microsoft.Consumption/budgets"));
        Assert.All(china.Resources.Where(resource => resource.Has("location")), resource =>
            Assert.Contains(resource.Text("location"), new[] { "chinanorth3", "global" }));
    }

    private static string[] Grants(Deployment deployment)
    {
        return [.. deployment.Every("Microsoft.Authorization/roleAssignments").Select(Describe).Order(StringComparer.Ordinal)];

        static string Describe(JsonElement grant)
        {
            // .../providers/{namespace}/{type}/{name}[/blobServices/default/containers/{name}]/providers/Microsoft.Authorization/roleAssignments/{id}
            var parts = grant.Text("id").Split('/');
            Assert.Equal("providers", parts[^4]);
            Assert.Equal("resourceGroups", parts[3]);
            var inContainer = parts.Length == 17 && parts[11] == "containers";
            Assert.True(parts.Length == 13 || inContainer, $"{grant.Text("id")} is not on one resource.");
            var principal = grant.Text("properties.principalId");
            var who = principal[0] switch { '[' => "app", '2' => "operators", '3' => "publishers", '4' => "sender", _ => principal };
            var where = (inContainer ? parts[12] + " in " : "") + $"{parts[7]}/{parts[8][0]}";
            return $"{who}: {Roles[grant.Text("properties.roleDefinitionId").Split('/')[^1]]} on {where}";
        }
    }
}
