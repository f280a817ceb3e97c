metadata description = 'A storage account without keys: reached by identity only, over TLS 1.2 or later, nothing public.'

import { containerType, retentionType, tagsType } from '../types.bicep'

param name string
param location string
param tags tagsType
param containers containerType[]
param tables string[]
param retention retentionType

@description('Containers whose blobs move to the cool tier after a time.')
param coolContainers string[] = []

@description('The container of copies of sent mails: personal data, deleted after a time. None: no such container.')
param mailsContainer string?

@description('False when the account is reached through private endpoints only.')
param publicAccess bool

@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param sku string

param workspaceId string

var cooling = {
  enabled: true
  name: 'cool-old-blobs'
  type: 'Lifecycle'
  definition: {
    filters: { blobTypes: ['blockBlob'], prefixMatch: map(coolContainers, container => '${container}/') }
    actions: { baseBlob: { tierToCool: { daysAfterModificationGreaterThan: retention.coolAfterDays } } }
  }
}

// Digests are left out: their policy would refuse it, and their age is their worth.
var pruning = {
  enabled: true
  name: 'delete-replaced-versions'
  type: 'Lifecycle'
  definition: {
    filters: {
      blobTypes: ['blockBlob']
      prefixMatch: map(filter(containers, container => container.?immutableDays == null), container => '${container.name}/')
    }
    actions: { version: { delete: { daysAfterCreationGreaterThan: retention.versionDays } } }
  }
}

// The fact that a mail was sent stays in the history; what goes is its text with name and address.
var forgetting = {
  enabled: true
  name: 'delete-old-mails'
  type: 'Lifecycle'
  definition: {
    filters: { blobTypes: ['blockBlob'], prefixMatch: ['${mailsContainer}/'] }
    actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: retention.mailDays } } }
  }
}

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku }
  kind: 'StorageV2'
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    allowedCopyScope: 'AAD'
    defaultToOAuthAuthentication: true
    encryption: {
      keySource: 'Microsoft.Storage'
      requireInfrastructureEncryption: true
      services: {
        blob: { enabled: true, keyType: 'Account' }
        file: { enabled: true, keyType: 'Account' }
        // Encrypted either way; the account's own key also serves tables and queues.
        queue: { enabled: true, keyType: 'Account' }
        table: { enabled: true, keyType: 'Account' }
      }
    }
    isLocalUserEnabled: false
    minimumTlsVersion: 'TLS1_2'
    networkAcls: { bypass: 'AzureServices', defaultAction: publicAccess ? 'Allow' : 'Deny' }
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      containerDeleteRetentionPolicy: { enabled: true, days: retention.softDeleteDays }
      deleteRetentionPolicy: { enabled: true, days: retention.softDeleteDays, allowPermanentDelete: false }
      isVersioningEnabled: true
    }

    resource container 'containers' = [
      for item in containers: {
        name: item.name
        properties: { publicAccess: 'None' }
      }
    ]
  }

  resource tableService 'tableServices' = {
    name: 'default'

    resource table 'tables' = [
      for item in tables: {
        name: item
      }
    ]
  }

  resource lifecycle 'managementPolicies' = {
    name: 'default'
    properties: { policy: { rules: concat([pruning], empty(coolContainers) ? [] : [cooling], mailsContainer == null ? [] : [forgetting]) } }
    dependsOn: [blobs]
  }
}

// Unlocked as deployed, so that a trial can be removed; the office locks it once (README, "After the first deployment").
resource immutability 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2025-01-01' = [
  for (item, index) in containers: if (item.?immutableDays != null) {
    parent: account::blobs::container[index]
    name: 'default'
    properties: { immutabilityPeriodSinceCreationInDays: item.?immutableDays ?? 1, allowProtectedAppendWrites: false }
  }
]

resource blobLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: account::blobs
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'StorageWrite', enabled: true }, { category: 'StorageDelete', enabled: true }]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

resource tableLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: account::tableService
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'StorageDelete', enabled: true }]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}
