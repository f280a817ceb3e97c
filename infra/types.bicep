metadata description = 'The types of what an operator decides. Every parameter file is checked against them before anything is deployed.'

@export()
@description('Labels on every resource.')
type tagsType = { *: string }

@export()
@description('Kind of installation; part of every name.')
type stageType = 'dev' | 'test' | 'prod'

@export()
@description('Flex Consumption: Linux, scales to zero, publishes over the app itself.')
@sealed()
type flexConsumptionType = {
  kind: 'FlexConsumption'
  @description('Memory of one instance in MB.')
  instanceMemoryMB: 512 | 2048 | 4096
  @minValue(1)
  @maxValue(1000)
  maximumInstances: int
  @description('Instances kept warm for HTTP.')
  @minValue(0)
  @maxValue(20)
  alwaysReady: int?
}

@export()
@description('Elastic Premium on Linux, for regions without Flex Consumption.')
@sealed()
type elasticPremiumType = {
  kind: 'ElasticPremium'
  size: 'EP1' | 'EP2' | 'EP3'
  @minValue(1)
  @maxValue(20)
  minimumInstances: int
  @minValue(1)
  @maxValue(100)
  maximumInstances: int
  @description('Blob name of the published package in the container packages, e.g. supervision-0.1.0.zip. A new name is a new version.')
  @minLength(1)
  package: string
}

@export()
@description('Consumption on Windows: the Linux kind runs no current .NET.')
@sealed()
type consumptionType = {
  kind: 'Consumption'
  @description('Blob name of the published package in the container packages. A new name is a new version.')
  @minLength(1)
  package: string
}

@export()
@discriminator('kind')
type planType = flexConsumptionType | elasticPremiumType | consumptionType

@export()
@description('Ids of the shipped jurisdiction profiles.')
type jurisdictionType = 'national' | 'huludao-like' | 'jilin-like' | 'zibo-like' | 'zigong-like'

@export()
@description('The office in whose name the product speaks.')
@sealed()
type officeType = {
  @minLength(1)
  name: string
  @minLength(1)
  nameEn: string
  @description('Address of the pages as people type it. Without it, the address the platform gives the app.')
  baseUrl: string?
}

@export()
@description('A user of the mail server whose password lies in the key vault.')
@sealed()
type smtpUserType = {
  @minLength(1)
  name: string
  @description('Name of the secret in the key vault that holds the password.')
  secretName: string
}

@export()
@sealed()
type smtpType = {
  @minLength(1)
  host: string
  @minValue(1)
  @maxValue(65535)
  port: int
  security: 'StartTls' | 'Tls'
  user: smtpUserType?
}

@export()
@sealed()
type mailType = {
  @description('The sender\'s address; its domain also names the messages, for ever.')
  @minLength(3)
  from: string
  @minLength(1)
  @maxLength(100)
  fromName: string
  @description('Where answers go. Without it, to the sender.')
  replyTo: string?
  @description('Right side of the Message-IDs. Without it, the sender\'s domain.')
  messageIdDomain: string?
  smtp: smtpType
}

@export()
@description('Six-field schedules with seconds, in UTC: most plans know no other time zone, and decisions use the local date anyway.')
@sealed()
type schedulesType = {
  sweep: string
  relay: string
  checkAgenda: string
  sealHistory: string
  gather: string
}

@export()
@description('Registration in Entra ID with which people sign in. The app proves itself with its managed identity, so there is no secret.')
@sealed()
type signInType = {
  @description('Application (client) id of the registration.')
  @minLength(36)
  @maxLength(36)
  clientId: string
  @description('Tenant of the registration. Without it, the tenant of the subscription.')
  tenantId: string?
}

@export()
@description('Private endpoints for storage and key vault in a network of their own.')
@sealed()
type networkType = {
  @description('At least a /24, e.g. 10.20.0.0/24.')
  addressPrefix: string
}

@export()
@description('Azure Communication Services for sending mail; not offered by 21Vianet.')
@sealed()
type communicationType = {
  @description('Where mails are kept while they are sent, e.g. Europe or Asia Pacific.')
  dataLocation: string
  @description('The sender\'s domain; its DNS records are set by hand once.')
  domain: string
  @description('Object id of the service principal that signs in to SMTP.')
  senderPrincipalId: string?
}

@export()
@sealed()
type receiverType = {
  @maxLength(40)
  name: string
  email: string
}

@export()
@description('Who is told, and from when.')
@sealed()
type alertsType = {
  @minLength(1)
  receivers: receiverType[]
  @description('Failed runs of functions in 15 minutes that are still borne.')
  @minValue(0)
  failuresBorne: int
  @description('Share of answers with 5xx in 15 minutes, in per cent.')
  @minValue(1)
  @maxValue(100)
  serverErrorPercent: int
  @description('Throttled storage requests in 15 minutes that are still borne.')
  @minValue(0)
  throttledBorne: int
}

@export()
@sealed()
type retentionType = {
  @description('Days in which a deleted blob, version or container can be brought back.')
  @minValue(7)
  @maxValue(365)
  softDeleteDays: int
  @description('Days for which replaced versions of a blob are kept.')
  @minValue(30)
  versionDays: int
  @description('Days after which delivered files move to the cool tier; they stay readable at once.')
  @minValue(30)
  coolAfterDays: int
  @description('Days for which copies of sent mails are kept: they hold names and addresses. That a mail was sent stays in the history.')
  @minValue(30)
  mailDays: int
  @description('Days for which a daily history digest can be neither changed nor deleted.')
  @minValue(1)
  @maxValue(146000)
  digestDays: int
  @minValue(30)
  @maxValue(730)
  logDays: int
}

@export()
@sealed()
type budgetType = {
  @description('Per month, in the currency of the subscription.')
  @minValue(1)
  amount: int
  @description('First day of a month, yyyy-MM-dd, not before the first deployment\'s month.')
  startDate: string
}

@export()
@description('Object ids of Entra groups.')
@sealed()
type peopleType = {
  @description('Read logs, set secrets.')
  operators: string?
  @description('Publish packages.')
  publishers: string?
}

@export()
@description('A blob container.')
@sealed()
type containerType = {
  name: string
  @description('Blobs can be neither changed nor deleted for so many days.')
  immutableDays: int?
}

@export()
@description('What the product runs with, as its options classes bind it.')
@sealed()
type productType = {
  office: officeType
  jurisdictionProfile: jurisdictionType
  mail: mailType
  schedules: schedulesType
  @description('Further settings by their names, e.g. Sweep__HomesAtOnce. No secrets.')
  settings: { *: string }
}
