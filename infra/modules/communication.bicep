metadata description = 'Azure Communication Services as mail server: an own domain, and the service that sends in its name.'

import { communicationType, tagsType } from '../types.bicep'

param name string
param tags tagsType
param communication communicationType

resource email 'Microsoft.Communication/emailServices@2023-04-01' = {
  name: 'email-${name}'
  location: 'global'
  tags: tags
  properties: { dataLocation: communication.dataLocation }

  resource domain 'domains' = {
    name: communication.domain
    location: 'global'
    tags: tags
    properties: { domainManagement: 'CustomerManaged', userEngagementTracking: 'Disabled' }
  }
}

// The domain is linked by hand once its DNS records are verified: linking an unverified domain fails the deployment (README).
resource service 'Microsoft.Communication/communicationServices@2023-04-01' = {
  name: name
  location: 'global'
  tags: tags
  properties: { dataLocation: communication.dataLocation }
}
