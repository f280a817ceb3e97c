using '../main.bicep'

// Azure operated by 21Vianet: see README, "China".
param name = 'supervision'
param stage = 'prod'
param location = 'chinanorth3'
param plan = {
  kind: 'ElasticPremium'
  size: 'EP1'
  minimumInstances: 1
  maximumInstances: 3
  package: 'supervision-0.1.0.zip'
}
param office = {
  name: '某省人大常委会监督工作办公室'
  nameEn: 'Supervision Office of the Provincial Standing Committee'
  baseUrl: 'https://jiandu.example.cn'
}
param mail = {
  from: 'jiandu@example.cn'
  fromName: '监督预警'
  smtp: {
    host: 'smtp.example.cn'
    port: 465
    security: 'Tls'
    user: { name: 'jiandu@example.cn', secretName: 'smtp-password' }
  }
}
param alerts = {
  receivers: [{ name: 'operations', email: 'yunwei@example.cn' }]
  failuresBorne: 2
  serverErrorPercent: 5
  throttledBorne: 20
}
param signIn = { clientId: '11111111-1111-1111-1111-111111111111' }
param network = { addressPrefix: '10.20.0.0/24' }
param people = {
  operators: '22222222-2222-2222-2222-222222222222'
  publishers: '33333333-3333-3333-3333-333333333333'
}
param secretExpiryAlert = false
