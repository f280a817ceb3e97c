metadata description = 'A network of its own: the app goes out through one subnet, storage and vault are reached through private endpoints in another.'

import { networkType, tagsType } from '../types.bicep'

param name string
param location string
param tags tagsType
param network networkType

@description('Flex Consumption needs another delegation than the other plans.')
param isFlex bool

resource virtualNetwork 'Microsoft.Network/virtualNetworks@2024-07-01' = {
  name: 'vnet-${name}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [network.addressPrefix] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(network.addressPrefix, 26, 0)
          defaultOutboundAccess: true
          delegations: [
            {
              name: 'app'
              properties: { serviceName: isFlex ? 'Microsoft.App/environments' : 'Microsoft.Web/serverFarms' }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(network.addressPrefix, 26, 1)
          defaultOutboundAccess: false
          privateEndpointNetworkPolicies: 'Enabled'
        }
      }
    ]
  }
}

output virtualNetworkId string = virtualNetwork.id
output appSubnetId string = '${virtualNetwork.id}/subnets/app'
output endpointSubnetId string = '${virtualNetwork.id}/subnets/endpoints'
