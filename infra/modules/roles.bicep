metadata description = 'Who may do what: the one table of roles. Each line names one role on one resource and why it is needed.'

import { peopleType } from '../types.bicep'

param dataAccountName string
param hostAccountName string
param vaultName string
param insightsName string
param workspaceName string
param siteName string
param communicationName string?

@description('Name of the app\'s identity.')
param identityName string

@description('Service principal that signs in to the SMTP of Communication Services.')
param senderPrincipalId string?

param people peopleType

@description('The app\'s own roles are granted before it first starts; those on the app itself after it exists.')
param onApp bool

type assignmentType = {
  on: 'data' | 'deliveries' | 'papers' | 'host' | 'vault' | 'insights' | 'workspace' | 'site' | 'communication'
  role: string
  who: 'app' | 'operators' | 'publishers' | 'sender'
  why: string
}

// Built-in roles; the ids are the same in every cloud.
var roleIds = {
  CommunicationAndEmailServiceOwner: '09976791-48a7-449e-bb21-39d1a415f350'
  KeyVaultSecretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
  KeyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  LogAnalyticsReader: '73c42c96-874c-492b-b04d-ab87d138a893'
  MonitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
  StorageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  StorageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  StorageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  WebsiteContributor: 'de139f84-1756-47ae-9be6-808fbbe84772'
}

// Everybody but the app, which is known only once its identity exists.
var others = {
  operators: people.?operators ?? ''
  publishers: people.?publishers ?? ''
  sender: senderPrincipalId ?? ''
}

var table assignmentType[] = [
  { on: 'data', role: 'StorageTableDataContributor', who: 'app', why: 'All records of the product are table rows.' }
  { on: 'data', role: 'StorageBlobDataContributor', who: 'app', why: 'Texts of laws and deliveries are blobs.' }
  // Contributors may delete a blob but none of its versions, and what is removed by decision must go with all of them.
  { on: 'deliveries', role: 'StorageBlobDataOwner', who: 'app', why: 'Removal by decision deletes versions of files.' }
  { on: 'papers', role: 'StorageBlobDataOwner', who: 'app', why: 'Removal by decision deletes versions of papers.' }
  { on: 'host', role: 'StorageBlobDataOwner', who: 'app', why: 'The Functions host leases timers and reads its package.' }
  { on: 'host', role: 'StorageTableDataContributor', who: 'app', why: 'The Functions host writes diagnostic events.' }
  { on: 'vault', role: 'KeyVaultSecretsUser', who: 'app', why: 'The password of the mail server is a reference.' }
  { on: 'insights', role: 'MonitoringMetricsPublisher', who: 'app', why: 'Telemetry is sent by identity, not by key.' }
  { on: 'workspace', role: 'LogAnalyticsReader', who: 'operators', why: 'Operators read logs.' }
  { on: 'vault', role: 'KeyVaultSecretsOfficer', who: 'operators', why: 'Operators set and renew the mail password.' }
  { on: 'site', role: 'WebsiteContributor', who: 'publishers', why: 'Publishers publish and restart the app.' }
  { on: 'host', role: 'StorageBlobDataContributor', who: 'publishers', why: 'Publishers upload packages.' }
  { on: 'communication', role: 'CommunicationAndEmailServiceOwner', who: 'sender', why: 'The mail user of Communication Services sends.' }
]

var granted = filter(table, line => (line.who == 'app' || !empty(others[line.who])) && (line.on == 'site') == onApp)
var onData = filter(granted, line => line.on == 'data')
var onContainers = filter(granted, line => line.on == 'deliveries' || line.on == 'papers')
var onHost = filter(granted, line => line.on == 'host')
var onVault = filter(granted, line => line.on == 'vault')
var onInsights = filter(granted, line => line.on == 'insights')
var onWorkspace = filter(granted, line => line.on == 'workspace')
var onSite = filter(granted, line => line.on == 'site')
var onCommunication = filter(granted, line => line.on == 'communication' && communicationName != null)

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = { name: identityName }
resource data 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: dataAccountName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource container 'containers' existing = [
      for line in onContainers: {
        name: line.on
      }
    ]
  }
}
resource host 'Microsoft.Storage/storageAccounts@2025-01-01' existing = { name: hostAccountName }
resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = { name: vaultName }
resource insights 'Microsoft.Insights/components@2020-02-02' existing = { name: insightsName }
resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' existing = { name: workspaceName }
resource site 'Microsoft.Web/sites@2024-11-01' existing = { name: siteName }
resource communication 'Microsoft.Communication/communicationServices@2023-04-01' existing = { name: communicationName ?? 'none' }

resource grantsData 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for line in onData: {
    name: guid(identityName, data.id, line.who, line.role)
    scope: data
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds[line.role])
      principalId: line.who == 'app' ? identity.properties.principalId : others[line.who]
      principalType: line.who == 'app' || line.who == 'sender' ? 'ServicePrincipal' : 'Group'
      description: line.why
    }
  }
]

resource grantsContainers 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (line, index) in onContainers: {
    name: guid(identityName, data::blobs::container[index].id, line.who, line.role)
    scope: data::blobs::container[index]
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds[line.role])
      principalId: line.who == 'app' ? identity.properties.principalId : others[line.who]
      principalType: line.who == 'app' || line.who == 'sender' ? 'ServicePrincipal' : 'Group'
      description: line.why
    }
  }
]

resource grantsHost 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for line in onHost: {
    name: guid(identityName, host.id, line.who, line.role)
    scope: host
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds[line.role])
      principalId: line.who == 'app' ? identity.properties.principalId : others[line.who]
      principalType: line.who == 'app' || line.who == 'sender' ? 'ServicePrincipal' : 'Group'
      description: line.why
    }
  }
]

resource grantsVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for line in onVault: {
    name: guid(identityName, vault.id, line.who, line.role)
    scope: vault
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds[line.role])
      principalId: line.who == 'app' ? identity.properties.principalId : others[line.who]
      principalType: line.who == 'app' || line.who == 'sender' ? 'ServicePrincipal' : 'Group'
      description: line.why
    }
  }
]

resource grantsInsights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for line in onInsights: {
    name: guid(identityName, insights.id, line.who, line.role)
    scope: insights
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds[line.role])
      principalId: line.who == 'app' ? identity.properties.principalId : others[line.who]
      principalType: line.who == 'app' || line.who == 'sender' ? 'ServicePrincipal' : 'Group'
      description: line.why
    }
  }
]

resource grantsWorkspace 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for line in onWorkspace: {
    name: guid(identityName, workspace.id, line.who, line.role)
    scope: workspace
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds[line.role])
      principalId: line.who == 'app' ? identity.properties.principalId : others[line.who]
      principalType: line.who == 'app' || line.who == 'sender' ? 'ServicePrincipal' : 'Group'
      description: line.why
    }
  }
]

resource grantsSite 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for line in onSite: {
    name: guid(identityName, site.id, line.who, line.role)
    scope: site
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds[line.role])
      principalId: line.who == 'app' ? identity.properties.principalId : others[line.who]
      principalType: line.who == 'app' || line.who == 'sender' ? 'ServicePrincipal' : 'Group'
      description: line.why
    }
  }
]

resource grantsCommunication 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for line in onCommunication: {
    name: guid(identityName, communication.id, line.who, line.role)
    scope: communication
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds[line.role])
      principalId: line.who == 'app' ? identity.properties.principalId : others[line.who]
      principalType: line.who == 'app' || line.who == 'sender' ? 'ServicePrincipal' : 'Group'
      description: line.why
    }
  }
]
