metadata description = 'Plan, function app and its settings.'

import { planType, productType, signInType, tagsType } from '../types.bicep'

param name string
param location string
param tags tagsType
param plan planType
param product productType
param identityName string
param identityClientId string
param dataAccountName string
param hostAccountName string
param packagesContainer string
param vaultName string
param insightsConnectionString string
param workspaceId string

@description('Subnet through which the app reaches storage and vault; none: over the public network.')
param subnetId string?

@description('The registration with which Entra ID signs people in at the front of the app, or none.')
param signIn signInType?

var hasSignIn = signIn != null
var isFlex = plan.kind == 'FlexConsumption'
var isWindows = plan.kind == 'Consumption'
var skus = {
  FlexConsumption: { tier: 'FlexConsumption', name: 'FC1' }
  ElasticPremium: { tier: 'ElasticPremium', name: plan.?size ?? 'EP1' }
  Consumption: { tier: 'Dynamic', name: 'Y1' }
}

var storageSuffix = environment().suffixes.storage
var dataBlobs = 'https://${dataAccountName}.blob.${storageSuffix}'
var dataTables = 'https://${dataAccountName}.table.${storageSuffix}'
var hostBlobs = 'https://${hostAccountName}.blob.${storageSuffix}'
var hostQueues = 'https://${hostAccountName}.queue.${storageSuffix}'
var hostTables = 'https://${hostAccountName}.table.${storageSuffix}'
var smtpUser = product.mail.smtp.?user

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = { name: identityName }

resource serverFarm 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: isWindows ? 'functionapp' : plan.kind == 'ElasticPremium' ? 'elastic' : 'functionapp,linux'
  sku: skus[plan.kind]
  properties: {
    reserved: !isWindows
    maximumElasticWorkerCount: plan.kind == 'ElasticPremium' ? plan.?maximumInstances : null
  }
}

resource site 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  // azd finds the app it publishes to by this tag.
  tags: union(tags, { 'azd-service-name': 'functions' })
  kind: isWindows ? 'functionapp' : 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    serverFarmId: serverFarm.id
    reserved: !isWindows
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identity.id
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: subnetId
    outboundVnetRouting: subnetId != null ? { allTraffic: true } : null
    functionAppConfig: isFlex
      ? {
          deployment: {
            storage: {
              type: 'blobContainer'
              value: '${hostBlobs}/${packagesContainer}'
              authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identity.id }
            }
          }
          runtime: { name: 'dotnet-isolated', version: '10.0' }
          scaleAndConcurrency: {
            instanceMemoryMB: plan.?instanceMemoryMB ?? 2048
            maximumInstanceCount: plan.?maximumInstances ?? 40
            alwaysReady: (plan.?alwaysReady ?? 0) > 0 ? [{ name: 'http', instanceCount: plan.?alwaysReady ?? 0 }] : []
          }
        }
      : null
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      remoteDebuggingEnabled: false
      linuxFxVersion: plan.kind == 'ElasticPremium' ? 'DOTNET-ISOLATED|10.0' : null
      netFrameworkVersion: isWindows ? 'v10.0' : null
      use32BitWorkerProcess: isFlex ? null : false
      // An instance that does not reach storage gets no more calls and is replaced. The other plans watch their instances themselves.
      healthCheckPath: plan.kind == 'ElasticPremium' ? '/api/health/ready' : null
      minimumElasticInstanceCount: plan.kind == 'ElasticPremium' ? plan.?minimumInstances : null
    }
  }

  // Nobody publishes by password: only by Entra ID.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: {
      // The platform.
      APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
      AZURE_CLIENT_ID: identityClientId
      AzureWebJobsStorage__blobServiceUri: hostBlobs
      AzureWebJobsStorage__queueServiceUri: hostQueues
      AzureWebJobsStorage__tableServiceUri: hostTables
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identityClientId
      AzureWebJobsDisableHomepage: 'true'
      // What alert rules count must not be sampled away.
      AzureFunctionsJobHost__logging__applicationInsights__samplingSettings__excludedTypes: 'Request;Exception;Trace'
      ...(isFlex
        ? {}
        : {
            FUNCTIONS_EXTENSION_VERSION: '~4'
            FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'
            WEBSITE_RUN_FROM_PACKAGE: '${hostBlobs}/${packagesContainer}/${plan.?package ?? ''}'
            WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: identity.id
          })
      ...(hasSignIn ? { OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: identityClientId } : {})
      ...(hasSignIn
        ? {
            Access__PlatformSignIn: 'true'
            Access__Oidc__Authority: uri(environment().authentication.loginEndpoint, '${signIn.?tenantId ?? tenant().tenantId}/v2.0')
            Access__Oidc__Audience: '${signIn.?clientId},api://${signIn.?clientId}'
          }
        : {})
      // The product. A test compares these with its options classes, both ways.
      Storage__BlobServiceUri: dataBlobs
      Storage__TableServiceUri: dataTables
      Schedules__Sweep: product.schedules.sweep
      Schedules__Relay: product.schedules.relay
      Schedules__CheckAgenda: product.schedules.checkAgenda
      Schedules__SealHistory: product.schedules.sealHistory
      Schedules__Gather: product.schedules.gather
      Jurisdiction__Profile: product.jurisdictionProfile
      Office__Name: product.office.name
      Office__NameEn: product.office.nameEn
      Office__BaseUrl: product.office.?baseUrl ?? 'https://${site.properties.defaultHostName}'
      Mail__From: product.mail.from
      Mail__FromName: product.mail.fromName
      Mail__ReplyTo: product.mail.?replyTo ?? product.mail.from
      Mail__MessageIdDomain: product.mail.?messageIdDomain ?? last(split(product.mail.from, '@'))
      Mail__Smtp__Host: product.mail.smtp.host
      Mail__Smtp__Port: string(product.mail.smtp.port)
      Mail__Smtp__Security: product.mail.smtp.security
      ...(smtpUser == null
        ? {}
        : {
            Mail__Smtp__UserName: smtpUser!.name
            Mail__Smtp__Password: '@Microsoft.KeyVault(SecretUri=https://${vaultName}${environment().suffixes.keyvaultDns}/secrets/${smtpUser!.secretName})'
          })
      ...product.settings
    }
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: site
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'FunctionAppLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output hostName string = site.properties.defaultHostName
