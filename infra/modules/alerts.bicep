metadata description = 'What operations are woken for. The runbook has a page of the same name: what it means, what to do.'

import { alertsType, tagsType } from '../types.bicep'

param name string
param location string
param tags tagsType
param alerts alertsType
param workspaceId string
param actionGroupId string
param storageAccountIds string[]

type ruleType = {
  name: string
  description: string
  @description('0 critical, 1 error, 2 warning.')
  severity: 0 | 1 | 2
  query: string
  @description('Fires when the number of rows compares so with the threshold.')
  operator: 'GreaterThan' | 'LessThan'
  threshold: int
  every: 'PT5M' | 'PT15M' | 'PT1H'
  window: 'PT15M' | 'PT1H' | 'PT6H'
}

// A 4xx is the caller's fault, so it is no failure of a function. Message texts are the product's own, held together by a test.
var rules ruleType[] = [
  {
    name: 'function-failures'
    description: 'Runs of functions failed.'
    severity: 1
    query: 'AppRequests | where Success == false and toint(ResultCode) !between (400 .. 499)'
    operator: 'GreaterThan'
    threshold: alerts.failuresBorne
    every: 'PT15M'
    window: 'PT15M'
  }
  {
    name: 'no-sweep'
    description: 'No sweep has ended well for six hours: nothing that falls due is noticed.'
    severity: 0
    query: 'AppRequests | where Name == "SweepDeadlines" and Success == true'
    operator: 'LessThan'
    threshold: 1
    every: 'PT1H'
    window: 'PT6H'
  }
  {
    name: 'mail-given-up'
    description: 'A mail was refused for good, given up or could not be written: somebody was not told.'
    severity: 1
    query: 'AppTraces | where Message startswith "Mail " and (Message has "was given up after" or Message has "was refused for good" or Message has "could not be written")'
    operator: 'GreaterThan'
    threshold: 0
    every: 'PT15M'
    window: 'PT15M'
  }
  {
    name: 'server-errors'
    description: 'Too large a share of answers is 5xx.'
    severity: 1
    query: 'AppRequests | where toint(ResultCode) >= 100 | summarize Share = 100.0 * countif(toint(ResultCode) >= 500) / count() | where Share >= ${alerts.serverErrorPercent}'
    operator: 'GreaterThan'
    threshold: 0
    every: 'PT5M'
    window: 'PT15M'
  }
  {
    name: 'critical-logs'
    description: 'The product itself calls operations, e.g. because rows of the agenda were missing.'
    severity: 0
    query: 'AppTraces | where SeverityLevel >= 4'
    operator: 'GreaterThan'
    threshold: 0
    every: 'PT15M'
    window: 'PT15M'
  }
]

resource logRules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${name}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${name}: ${rule.name}'
      description: '${rule.description} What to do: infra/runbook/${rule.name}.md'
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: rule.every
      windowSize: rule.window
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: rule.operator
            threshold: rule.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      autoMitigate: true
      // The tables exist only once the app has written to them.
      skipQueryValidation: true
      actions: { actionGroups: [actionGroupId] }
    }
  }
]

resource throttling 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for (account, index) in storageAccountIds: {
    name: '${name}-storage-throttling-${index + 1}'
    location: 'global'
    tags: tags
    properties: {
      description: 'Storage turns requests away: ${last(split(account, '/'))}. What to do: infra/runbook/storage-throttling.md'
      severity: 2
      enabled: true
      scopes: [account]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: 'throttled'
            metricName: 'Transactions'
            dimensions: [
              {
                name: 'ResponseType'
                operator: 'Include'
                values: [
                  'ClientThrottlingError'
                  'ClientAccountRequestThrottlingError'
                  'ClientAccountBandwidthThrottlingError'
                  'ServerBusyError'
                ]
              }
            ]
            operator: 'GreaterThan'
            threshold: alerts.throttledBorne
            timeAggregation: 'Total'
          }
        ]
      }
      autoMitigate: true
      actions: [{ actionGroupId: actionGroupId }]
    }
  }
]
