using '../main.bicep'

param name = 'supervision'
param stage = 'dev'
param location = 'southeastasia'
param plan = { kind: 'FlexConsumption', instanceMemoryMB: 2048, maximumInstances: 5 }
param office = { name: '监督工作办公室(试用)', nameEn: 'Supervision Office (trial)' }
param mail = {
  from: 'supervision@dev.example.org'
  fromName: '监督预警(试用)'
  smtp: { host: 'smtp.example.org', port: 587, security: 'StartTls' }
}
param alerts = {
  receivers: [{ name: 'operations', email: 'operations@example.org' }]
  failuresBorne: 5
  serverErrorPercent: 10
  throttledBorne: 50
}
param retention = { softDeleteDays: 7, versionDays: 30, coolAfterDays: 30, mailDays: 30, digestDays: 1, logDays: 30 }
param dataRedundancy = 'Standard_LRS'
param tags = { 'cost-center': 'trial' }
