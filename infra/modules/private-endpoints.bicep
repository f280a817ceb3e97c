metadata description = 'Private endpoints of the storage accounts and the vault, with the private names that lead to them.'

import { tagsType } from '../types.bicep'

param name string
param location string
param tags tagsType
param virtualNetworkId string
param subnetId string
param dataAccountName string
param hostAccountName string
param vaultName string

var storageSuffix = environment().suffixes.storage
var vaultZone = 'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}'
var zones = [
  { service: 'blob', name: 'privatelink.blob.${storageSuffix}' }
  { service: 'table', name: 'privatelink.table.${storageSuffix}' }
  { service: 'queue', name: 'privatelink.queue.${storageSuffix}' }
  { service: 'vault', name: vaultZone }
]

var storageType = 'Microsoft.Storage/storageAccounts'

// The last number is the zone's place in the list above.
var targets = [
  { name: 'data-blob', type: storageType, resource: dataAccountName, service: 'blob', zone: 0 }
  { name: 'data-table', type: storageType, resource: dataAccountName, service: 'table', zone: 1 }
  { name: 'host-blob', type: storageType, resource: hostAccountName, service: 'blob', zone: 0 }
  { name: 'host-table', type: storageType, resource: hostAccountName, service: 'table', zone: 1 }
  { name: 'host-queue', type: storageType, resource: hostAccountName, service: 'queue', zone: 2 }
  { name: 'vault', type: 'Microsoft.KeyVault/vaults', resource: vaultName, service: 'vault', zone: 3 }
]

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for item in zones: {
    name: item.name
    location: 'global'
    tags: tags
  }
]

resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (item, index) in zones: {
    parent: zone[index]
    name: name
    location: 'global'
    tags: tags
    properties: { registrationEnabled: false, virtualNetwork: { id: virtualNetworkId } }
  }
]

resource endpoint 'Microsoft.Network/privateEndpoints@2024-07-01' = [
  for target in targets: {
    name: 'pe-${name}-${target.name}'
    location: location
    tags: tags
    properties: {
      subnet: { id: subnetId }
      privateLinkServiceConnections: [
        {
          name: target.name
          properties: { privateLinkServiceId: resourceId(target.type, target.resource), groupIds: [target.service] }
        }
      ]
    }
  }
]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-07-01' = [
  for (target, index) in targets: {
    parent: endpoint[index]
    name: 'default'
    properties: { privateDnsZoneConfigs: [{ name: target.service, properties: { privateDnsZoneId: zone[target.zone].id } }] }
  }
]
