metadata description = 'Supervision in one resource group of its own: az deployment sub create --template-file main.bicep --parameters parameters/<stage>.bicepparam'

targetScope = 'subscription'

import {
  alertsType
  budgetType
  communicationType
  jurisdictionType
  mailType
  networkType
  officeType
  peopleType
  planType
  retentionType
  schedulesType
  signInType
  stageType
  tagsType
} from 'types.bicep'

@description('Short name of the installation; part of every resource name.')
@minLength(2)
@maxLength(12)
param name string

param stage stageType

@description('Region of every resource that has one.')
param location string

param plan planType
param office officeType

@description('The shipped jurisdiction profile whose rules apply. One of the office\'s own travels in the package: settings name it as Jurisdiction__File, and this is ignored.')
param jurisdiction jurisdictionType = 'national'

param mail mailType

@description('UTC. The default runs what the embedded host runs.')
param schedules schedulesType = {
  sweep: '0 5 * * * *'
  relay: '0 * * * * *'
  checkAgenda: '0 30 18 * * *'
  sealHistory: '0 10 17 * * *'
  gather: '0 35 * * * *'
}

@description('Further settings of the product by their names. No secrets: what is here can be read in the deployment\'s history.')
param settings { *: string } = {}

param alerts alertsType
param retention retentionType = {
  softDeleteDays: 30
  versionDays: 365
  coolAfterDays: 180
  mailDays: 1825
  digestDays: 3650
  logDays: 180
}

@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
@description('Redundancy of the records. The host\'s own account holds nothing lasting and is always locally redundant.')
param dataRedundancy string = 'Standard_ZRS'

@description('Without it nobody signs in through Entra ID; callers use keys.')
param signIn signInType?

@description('Without it storage and vault are reached over the public network, by identity only.')
param network networkType?

param communication communicationType?

@description('Not every cloud and contract offers budgets.')
param budget budgetType?

param people peopleType = {}

@description('Whether Event Grid can raise alerts in this cloud; else secrets that run out must be watched by calendar.')
param secretExpiryAlert bool = true

param tags tagsType = {}

var fullName = '${name}-${stage}'
var allTags = union({ product: 'supervision', stage: stage, 'managed-by': 'bicep' }, tags)
var unique = uniqueString(subscription().subscriptionId, fullName, location)
var dataAccountName = 'd${take(replace(name, '-', ''), 10)}${unique}'
var hostAccountName = 'h${take(replace(name, '-', ''), 10)}${unique}'
var vaultName = 'kv${take(replace(name, '-', ''), 8)}${unique}'
var siteName = 'func-${fullName}-${take(unique, 6)}'
var identityName = 'id-${fullName}'
var communicationName = 'acs-${fullName}'
var packagesContainer = 'packages'
var isPrivate = network != null
var usesNetwork = isPrivate && plan.kind == 'Consumption' ? fail('The Consumption plan cannot join a network.') : isPrivate

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${fullName}'
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: { name: identityName, location: location, tags: allTags }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    name: fullName
    location: location
    tags: allTags
    receivers: alerts.receivers
    logDays: retention.logDays
  }
}

module dataStorage 'modules/storage.bicep' = {
  name: 'data-storage'
  scope: group
  params: {
    name: dataAccountName
    location: location
    tags: allTags
    sku: dataRedundancy
    tables: ['register', 'supervision', 'agenda', 'views', 'directory', 'indicators']
    containers: [
      { name: 'laws' }
      { name: 'deliveries' }
      { name: 'drop' }
      { name: 'papers' }
      { name: 'digests', immutableDays: retention.digestDays }
      { name: 'mails' }
    ]
    coolContainers: ['deliveries']
    mailsContainer: 'mails'
    retention: retention
    publicAccess: !usesNetwork
    workspaceId: monitoring.outputs.workspaceId
  }
}

module hostStorage 'modules/storage.bicep' = {
  name: 'host-storage'
  scope: group
  params: {
    name: hostAccountName
    location: location
    tags: allTags
    sku: 'Standard_LRS'
    tables: []
    containers: [{ name: packagesContainer }]
    retention: retention
    publicAccess: !usesNetwork
    workspaceId: monitoring.outputs.workspaceId
  }
}

module vault 'modules/key-vault.bicep' = {
  scope: group
  params: {
    name: vaultName
    location: location
    tags: allTags
    publicAccess: !usesNetwork
    workspaceId: monitoring.outputs.workspaceId
    actionGroupId: monitoring.outputs.actionGroupId
    expiryAlert: secretExpiryAlert
  }
}

module privateNetwork 'modules/network.bicep' = if (usesNetwork) {
  scope: group
  params: {
    name: fullName
    location: location
    tags: allTags
    network: network!
    isFlex: plan.kind == 'FlexConsumption'
  }
}

module privateEndpoints 'modules/private-endpoints.bicep' = if (usesNetwork) {
  scope: group
  params: {
    name: fullName
    location: location
    tags: allTags
    virtualNetworkId: privateNetwork!.outputs.virtualNetworkId
    subnetId: privateNetwork!.outputs.endpointSubnetId
    dataAccountName: dataAccountName
    hostAccountName: hostAccountName
    vaultName: vaultName
  }
  dependsOn: [dataStorage, hostStorage, vault]
}

module mailService 'modules/communication.bicep' = if (communication != null) {
  scope: group
  params: { name: communicationName, tags: allTags, communication: communication! }
}

module roles 'modules/roles.bicep' = {
  name: 'roles'
  scope: group
  params: {
    dataAccountName: dataAccountName
    hostAccountName: hostAccountName
    vaultName: vaultName
    insightsName: 'appi-${fullName}'
    workspaceName: 'log-${fullName}'
    siteName: siteName
    communicationName: communication != null ? communicationName : null
    identityName: identityName
    senderPrincipalId: communication.?senderPrincipalId
    people: people
    onApp: false
  }
  dependsOn: [identity, dataStorage, hostStorage, vault, mailService]
}

module app 'modules/function-app.bicep' = {
  scope: group
  params: {
    name: siteName
    location: location
    tags: allTags
    plan: plan
    product: {
      office: office
      jurisdictionProfile: jurisdiction
      mail: mail
      schedules: schedules
      settings: settings
    }
    identityName: identityName
    identityClientId: identity.outputs.clientId
    dataAccountName: dataAccountName
    hostAccountName: hostAccountName
    packagesContainer: packagesContainer
    vaultName: vaultName
    insightsConnectionString: monitoring.outputs.connectionString
    workspaceId: monitoring.outputs.workspaceId
    subnetId: usesNetwork ? privateNetwork!.outputs.appSubnetId : null
    signIn: signIn
  }
  dependsOn: [roles, privateEndpoints]
}

module rolesOnApp 'modules/roles.bicep' = {
  name: 'roles-on-app'
  scope: group
  params: {
    dataAccountName: dataAccountName
    hostAccountName: hostAccountName
    vaultName: vaultName
    insightsName: 'appi-${fullName}'
    workspaceName: 'log-${fullName}'
    siteName: siteName
    identityName: identityName
    people: people
    onApp: true
  }
  dependsOn: [app]
}

module authentication 'modules/sign-in.bicep' = if (signIn != null) {
  scope: group
  params: { siteName: siteName, signIn: signIn! }
  dependsOn: [app]
}

module alertRules 'modules/alerts.bicep' = {
  scope: group
  params: {
    name: fullName
    location: location
    tags: allTags
    alerts: alerts
    workspaceId: monitoring.outputs.workspaceId
    actionGroupId: monitoring.outputs.actionGroupId
    storageAccountIds: [
      resourceId(subscription().subscriptionId, group.name, 'Microsoft.Storage/storageAccounts', dataAccountName)
      resourceId(subscription().subscriptionId, group.name, 'Microsoft.Storage/storageAccounts', hostAccountName)
    ]
  }
  dependsOn: [dataStorage, hostStorage]
}

module monthlyBudget 'modules/budget.bicep' = if (budget != null) {
  scope: group
  params: { name: fullName, budget: budget!, actionGroupId: monitoring.outputs.actionGroupId }
}

@description('The group to publish into, to look at and to remove.')
output resourceGroupName string = group.name

@description('The app to publish to.')
output functionAppName string = siteName

@description('Where the app answers; for the smoke test.')
output hostName string = app.outputs.hostName

@description('Where packages are uploaded on plans other than Flex Consumption.')
output packagesAccountName string = hostAccountName

@description('Where the mail password is set.')
output vaultName string = vaultName
