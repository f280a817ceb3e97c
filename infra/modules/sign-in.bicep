metadata description = 'App Service authentication with Entra ID. It recognises people; what they may do the product decides itself.'

import { signInType } from '../types.bicep'

param siteName string
param signIn signInType

resource site 'Microsoft.Web/sites@2024-11-01' existing = { name: siteName }

resource authentication 'Microsoft.Web/sites/config@2024-11-01' = {
  parent: site
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true, runtimeVersion: '~1' }
    httpSettings: { requireHttps: true, forwardProxy: { convention: 'NoProxy' } }
    // Departments' systems come with upload keys that Entra ID does not know; the product refuses whoever it cannot place.
    globalValidation: { requireAuthentication: false, unauthenticatedClientAction: 'AllowAnonymous' }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: signIn.clientId
          clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
          openIdIssuer: uri(environment().authentication.loginEndpoint, '${signIn.?tenantId ?? tenant().tenantId}/v2.0')
        }
        validation: {
          allowedAudiences: [signIn.clientId, 'api://${signIn.clientId}']
          defaultAuthorizationPolicy: { allowedApplications: [signIn.clientId] }
        }
      }
    }
    login: {
      tokenStore: { enabled: false }
      cookieExpiration: { convention: 'FixedTime', timeToExpiration: '08:00:00' }
      nonce: { validateNonce: true }
    }
  }
}
