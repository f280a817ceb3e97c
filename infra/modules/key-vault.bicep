metadata description = 'The vault for the few secrets there are, and the notice that one runs out.'

import { tagsType } from '../types.bicep'

param name string
param location string
param tags tagsType
param publicAccess bool
param workspaceId string
param actionGroupId string

@description('Whether Event Grid can raise Azure Monitor alerts in this cloud.')
param expiryAlert bool

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    enabledForDeployment: false
    enabledForDiskEncryption: false
    enabledForTemplateDeployment: false
    networkAcls: { bypass: 'AzureServices', defaultAction: publicAccess ? 'Allow' : 'Deny' }
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
  }
}

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [{ category: 'AuditEvent', enabled: true }]
  }
}

// The vault tells of a secret's end 30 days ahead, and only of versions made after this subscription exists.
resource events 'Microsoft.EventGrid/systemTopics@2025-02-15' = if (expiryAlert) {
  name: '${name}-events'
  location: location
  tags: tags
  properties: { source: vault.id, topicType: 'Microsoft.KeyVault.vaults' }

  resource expiry 'eventSubscriptions' = {
    name: 'expiry'
    properties: {
      destination: {
        endpointType: 'MonitorAlert'
        properties: {
          severity: 'Sev2'
          description: 'A secret or certificate in the key vault runs out within 30 days, or has run out. What to do: infra/runbook/expiry.md'
          actionGroups: [actionGroupId]
        }
      }
      eventDeliverySchema: 'CloudEventSchemaV1_0'
      filter: {
        includedEventTypes: [
          'Microsoft.KeyVault.SecretNearExpiry'
          'Microsoft.KeyVault.SecretExpired'
          'Microsoft.KeyVault.CertificateNearExpiry'
          'Microsoft.KeyVault.CertificateExpired'
        ]
      }
    }
  }
}

output id string = vault.id
