using '../main.bicep'

param name = 'supervision'
param stage = 'prod'
param location = 'southeastasia'
param plan = { kind: 'FlexConsumption', instanceMemoryMB: 2048, maximumInstances: 40, alwaysReady: 1 }
param office = {
  name: '人大常委会监督工作办公室'
  nameEn: 'Supervision Office of the Standing Committee'
  baseUrl: 'https://supervision.example.org'
}
param mail = {
  from: 'supervision@example.org'
  fromName: '监督预警'
  replyTo: 'office@example.org'
  messageIdDomain: 'example.org'
  smtp: {
    host: 'smtp.example.org'
    port: 587
    security: 'StartTls'
    user: { name: 'supervision', secretName: 'smtp-password' }
  }
}
param alerts = {
  receivers: [
    { name: 'operations', email: 'operations@example.org' }
    { name: 'office', email: 'office@example.org' }
  ]
  failuresBorne: 2
  serverErrorPercent: 5
  throttledBorne: 20
}
param signIn = { clientId: '11111111-1111-1111-1111-111111111111' }
param network = { addressPrefix: '10.20.0.0/24' }
param communication = {
  dataLocation: 'Asia Pacific'
  domain: 'example.org'
  senderPrincipalId: '44444444-4444-4444-4444-444444444444'
}
param people = {
  operators: '22222222-2222-2222-2222-222222222222'
  publishers: '33333333-3333-3333-3333-333333333333'
}
param dataRedundancy = 'Standard_GZRS'
param budget = { amount: 300, startDate: '2026-12-01' }
