metadata description = 'Where logs and metrics go, and who is told.'

import { receiverType, tagsType } from '../types.bicep'

param name string
param location string
param tags tagsType
param receivers receiverType[]
param logDays int

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: 'log-${name}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: logDays
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${name}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    IngestionMode: 'LogAnalytics'
    DisableLocalAuth: true
    DisableIpMasking: false
  }
}

resource team 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'supervision'
    emailReceivers: [for receiver in receivers: { name: receiver.name, emailAddress: receiver.email, useCommonAlertSchema: true }]
  }
}

output workspaceId string = workspace.id
output actionGroupId string = team.id
output connectionString string = insights.properties.ConnectionString
