metadata description = 'The one identity under which the app reaches storage, key vault and monitoring.'

import { tagsType } from '../types.bicep'

param name string
param location string
param tags tagsType

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

output clientId string = identity.properties.clientId
