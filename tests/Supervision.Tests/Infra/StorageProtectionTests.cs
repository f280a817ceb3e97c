namespace Supervision.Tests.Infra;

public sealed class StorageProtectionTests
{
    private const string Account = "Microsoft.Storage/storageAccounts";
    private const string BlobService = Account + "/blobServices";
    private const string Container = BlobService + "/containers";

    [Fact]
    public async Task No_account_accepts_shared_keys()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            Assert.All(deployment.Every(Account), account => Assert.False(account.Flag("properties.allowSharedKeyAccess")));
            Assert.All(deployment.Every(Account), account => Assert.False(account.Flag("properties.isLocalUserEnabled")));
        }
    }

    [Fact]
    public async Task Accounts_speak_only_TLS_1_2_or_later()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            Assert.All(
                deployment.Every(Account),
                account => Assert.Contains(account.Text("properties.minimumTlsVersion"), new[] { "TLS1_2", "TLS1_3" }));
            Assert.All(deployment.Every(Account), account => Assert.True(account.Flag("properties.supportsHttpsTrafficOnly")));
        }
    }

    [Fact]
    public async Task No_blob_is_public()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            Assert.All(deployment.Every(Account), account => Assert.False(account.Flag("properties.allowBlobPublicAccess")));
            Assert.All(deployment.Every(Container), container => Assert.Equal("None", container.Text("properties.publicAccess")));
        }
    }

    [Fact]
    public async Task Nothing_is_copied_to_another_tenant()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            Assert.All(deployment.Every(Account), account => Assert.False(account.Flag("properties.allowCrossTenantReplication")));
            Assert.All(deployment.Every(Account), account => Assert.Equal("AAD", account.Text("properties.allowedCopyScope")));
        }
    }

    [Fact]
    public async Task Deleted_blobs_and_containers_can_be_brought_back_for_a_week_at_least()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            Assert.Equal(deployment.Every(Account).Count, deployment.Every(BlobService).Count);
            foreach (var policy in new[] { "properties.deleteRetentionPolicy", "properties.containerDeleteRetentionPolicy" })
            {
                Assert.All(deployment.Every(BlobService), service => Assert.True(service.Flag(policy + ".enabled")));
                Assert.All(deployment.Every(BlobService), service => Assert.True(service.Number(policy + ".days") >= 7));
            }
        }
    }

    [Fact]
    public async Task What_was_deleted_is_gone_for_good_only_after_its_days()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            Assert.All(deployment.Every(BlobService), service => Assert.False(service.Flag("properties.deleteRetentionPolicy.allowPermanentDelete")));
        }
    }

    [Fact]
    public async Task Everything_is_encrypted_twice_tables_with_the_key_of_the_account()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            foreach (var encryption in deployment.Every(Account).Select(account => account.At("properties.encryption")))
            {
                Assert.True(encryption.Flag("requireInfrastructureEncryption"));
                Assert.All(["blob", "file", "queue", "table"], service => Assert.True(encryption.Flag($"services.{service}.enabled")));
                Assert.Equal("Account", encryption.Text("services.table.keyType"));
            }
        }
    }

    [Fact]
    public async Task Whoever_opens_an_account_in_the_portal_comes_as_a_person()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            Assert.All(deployment.Every(Account), account => Assert.True(account.Flag("properties.defaultToOAuthAuthentication")));
        }
    }

    [Fact]
    public async Task Replaced_blobs_are_kept_as_versions()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            Assert.All(deployment.Every(BlobService), service => Assert.True(service.Flag("properties.isVersioningEnabled")));
        }
    }

    [Fact]
    public async Task History_digests_can_be_neither_changed_nor_deleted()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            var policy = Assert.Single(deployment.Every(Container + "/immutabilityPolicies"));

            Assert.EndsWith("/digests/default", policy.Text("name"), StringComparison.Ordinal);
            Assert.False(policy.Flag("properties.allowProtectedAppendWrites"));
            Assert.True(policy.Number("properties.immutabilityPeriodSinceCreationInDays") >= (deployment.Stage == "dev" ? 1 : 3650));
        }
    }

    [Fact]
    public async Task Life_cycle_rules_prune_versions_cool_deliveries_and_leave_digests_alone()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            var policies = deployment.Every(Account + "/managementPolicies")
                .Select(policy => policy.At("properties.policy.rules")).ToList();
            var rules = policies.SelectMany(policy => policy.EnumerateArray()).ToList();

            var deleting = rules.Where(rule => rule.At("definition.actions").Has("baseBlob") && rule.At("definition.actions.baseBlob").Has("delete"));

            Assert.Equal(deployment.Every(Account).Count, policies.Count);
            Assert.Equal(policies.Count, rules.Count(rule => rule.Text("name") == "delete-replaced-versions"));
            Assert.Single(rules, rule => rule.Text("name") == "cool-old-blobs");
            Assert.All(rules, rule => Assert.True(rule.Flag("enabled")));
            Assert.All(rules, rule => Assert.True(rule.At("definition.filters.prefixMatch").GetArrayLength() > 0));
            Assert.All(rules, rule => Assert.DoesNotContain(
                "digests", rule.At("definition.filters.prefixMatch").ToString(), StringComparison.Ordinal));
            Assert.Equal(["delete-old-mails"], deleting.Select(rule => rule.Text("name")));
        }
    }

    [Fact]
    public async Task Copies_of_sent_mails_are_the_only_records_that_age_deletes()
    {
        foreach (var (stage, days) in new[] { ("dev", 30), ("prod", 1825), ("china", 1825) })
        {
            var rules = (await Deployment.OfAsync(stage)).Every(Account + "/managementPolicies")
                .SelectMany(policy => policy.At("properties.policy.rules").EnumerateArray());
            var rule = Assert.Single(rules, rule => rule.Text("name") == "delete-old-mails");

            Assert.Equal(["mails/"], rule.At("definition.filters.prefixMatch").EnumerateArray().Select(prefix => prefix.GetString()));
            Assert.Equal(days, rule.Number("definition.actions.baseBlob.delete.daysAfterModificationGreaterThan"));
        }
    }

    [Fact]
    public async Task With_a_network_storage_and_vault_are_reached_through_private_endpoints_only()
    {
        foreach (var stage in new[] { "prod", "china" })
        {
            var deployment = await Deployment.OfAsync(stage);
            var closed = deployment.Every(Account).Concat(deployment.Every("Microsoft.KeyVault/vaults")).ToList();
            var reached = deployment.Every("Microsoft.Network/privateEndpoints")
                .Select(endpoint => endpoint.At("properties.privateLinkServiceConnections")[0])
                .Select(link => $"{link.Text("properties.privateLinkServiceId")} {link.At("properties.groupIds")[0].GetString()}").ToList();

            Assert.All(closed, resource => Assert.Equal("Disabled", resource.Text("properties.publicNetworkAccess")));
            Assert.All(closed, resource => Assert.Equal("Deny", resource.Text("properties.networkAcls.defaultAction")));
            Assert.All(deployment.Every(Account), account => Assert.Contains($"{account.Text("id")} blob", reached));
            Assert.All(deployment.Every(Account), account => Assert.Contains($"{account.Text("id")} table", reached));
            Assert.Contains($"{deployment.Every("Microsoft.KeyVault/vaults")[0].Text("id")} vault", reached);
            Assert.Equal(reached.Count, deployment.Every("Microsoft.Network/privateEndpoints/privateDnsZoneGroups").Count);
            var subnet = deployment.Every("Microsoft.Web/sites")[0].Text("properties.virtualNetworkSubnetId");
            Assert.EndsWith("/subnets/app", subnet, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Private_names_follow_the_cloud()
    {
        var china = await Deployment.OfAsync("china");
        var zones = china.Every("Microsoft.Network/privateDnsZones").Select(zone => zone.Text("name")).ToList();

        Assert.Equal(
            [
                "privatelink.blob.core.chinacloudapi.cn", "privatelink.queue.core.chinacloudapi.cn",
                "privatelink.table.core.chinacloudapi.cn", "privatelink.vaultcore.azure.cn",
            ],
            zones.Select(name => ArmText.Resolve(name, ArmText.China)).Order(StringComparer.Ordinal));
        Assert.Equal(
            [
                "privatelink.blob.core.windows.net", "privatelink.queue.core.windows.net",
                "privatelink.table.core.windows.net", "privatelink.vaultcore.azure.net",
            ],
            zones.Select(name => ArmText.Resolve(name, ArmText.Global)).Order(StringComparer.Ordinal));
    }
}
