import { readFileSync } from 'node:fs'
import { Match, type Template } from 'aws-cdk-lib/assertions'
import { beforeAll, describe, expect, it } from 'vitest'
import { METRICS, NAMESPACE } from '../../functions/metrics.ts'
import { readCloudSettings } from '../../functions/settings.ts'
import { stageOf } from '../../infra/stages.ts'
import { createTableInput } from '../../shared/adapter/dynamodb/table.ts'
import { FILE_PREFIXES } from '../../shared/service/fileKeys.ts'
import { resourcesOf, type Synthesized, synthesize, theOne } from './synthesized.ts'

let made: Synthesized
beforeAll(() => {
  made = synthesize()
})

const PARTITIONS = ['standard', 'china'] as const

type Statement = { Effect: string; Action: string | string[]; Resource: unknown; Condition?: unknown }
const listed = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one])

/** A resource as an operator would name it: `Table`, `Bucket/outputs/*`. */
const named = (resource: unknown): string => {
  const ref = resource as { 'Fn::GetAtt'?: [string, string]; Ref?: string; 'Fn::Join'?: [string, unknown[]] }
  if (typeof resource === 'string') return resource
  if (ref['Fn::Join']) return ref['Fn::Join'][1].map(named).join(ref['Fn::Join'][0])
  return (ref['Fn::GetAtt']?.[0] ?? ref.Ref ?? '?').replace(/[0-9A-F]{8}$/, '')
}

/** What a role may do, `action → resources`, read from the policies that are attached to it. */
const grantsOf = (template: Template, role: string): Record<string, string[]> => {
  const grants: Record<string, string[]> = {}
  for (const { Properties } of Object.values(resourcesOf(template, 'AWS::IAM::Policy'))) {
    const { Roles, PolicyDocument } = Properties as { Roles: unknown[]; PolicyDocument: { Statement: Statement[] } }
    if (!Roles.some((one) => named(one) === role)) continue
    for (const { Effect, Action, Resource } of PolicyDocument.Statement) {
      expect(Effect).toBe('Allow')
      for (const action of listed(Action))
        grants[action] = [...new Set([...(grants[action] ?? []), ...listed(Resource).map(named)])].sort()
    }
  }
  return grants
}

const own = (door: string): Record<string, string[]> => ({
  'logs:CreateLogStream': [`${door}DoorLogs`],
  'logs:PutLogEvents': [`${door}DoorLogs`],
  'xray:PutTelemetryRecords': ['*'],
  'xray:PutTraceSegments': ['*'],
})
const onTable = (...operations: string[]): Record<string, string[]> =>
  Object.fromEntries(operations.map((operation) => [`dynamodb:${operation}`, ['StoreTable']]))
const ACTS = onTable('GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query')
const writing = (...keys: string[]): Record<string, string[]> => ({
  's3:PutObject': keys,
  's3:AbortMultipartUpload': keys,
  's3:DeleteObject': keys,
})
const KEPT_AND_SENT = ['attachments', 'evaluations', 'outputs', 'quarantine'].map((prefix) => `FilesBucket/${prefix}/*`)
const toQueue = (queue: string): Record<string, string[]> => ({
  'sqs:GetQueueAttributes': [queue],
  'sqs:GetQueueUrl': [queue],
  'sqs:SendMessage': [queue],
})

describe.each(PARTITIONS)('the %s stack', (partition) => {
  const template = (): Template => made[partition]

  it('keeps one table as the adapter declares it: on demand, protected, encrypted, restorable, and kept', () => {
    const { AttributeDefinitions, KeySchema } = createTableInput('any')
    const table = theOne(template(), 'AWS::DynamoDB::Table')
    expect(table).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        AttributeDefinitions,
        KeySchema,
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
        SSESpecification: { SSEEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'x', Enabled: true },
      },
    })
    expect(table.Properties['GlobalSecondaryIndexes']).toBeUndefined()
  })

  it('grants the web function what it does, and nothing else', () => {
    expect(grantsOf(template(), 'WebDoorRole')).toEqual({
      ...own('Web'),
      ...ACTS,
      'secretsmanager:GetSecretValue': ['MailSecret'],
      ...writing(...KEPT_AND_SENT),
      's3:GetObject': KEPT_AND_SENT,
      's3:ListBucket': ['FilesBucket'],
      'lambda:InvokeFunction': ['OutputsDoorFunction'],
    })
  })

  it('grants the reminders function what it does, and nothing else', () => {
    expect(grantsOf(template(), 'RemindersDoorRole')).toEqual({
      ...own('Reminders'),
      ...ACTS,
      'secretsmanager:GetSecretValue': ['MailSecret'],
      's3:DeleteObject': ['FilesBucket/attachments/*', 'FilesBucket/quarantine/*'],
      's3:ListBucket': ['FilesBucket'],
      ...toQueue('RemindersFailed'),
    })
  })

  it('grants the outputs function what it does, and nothing else', () => {
    expect(grantsOf(template(), 'OutputsDoorRole')).toEqual({
      ...own('Outputs'),
      ...ACTS,
      ...onTable('Scan'),
      ...writing('FilesBucket/outputs/*'),
      's3:GetObject': ['FilesBucket/attachments/*', 'FilesBucket/evaluations/*', 'FilesBucket/outputs/*'],
      's3:ListBucket': ['FilesBucket'],
      ...toQueue('OutputsFailed'),
    })
  })

  it('lets the scheduler call the one function, in its own account, and leave what fails', () => {
    expect(grantsOf(template(), 'RemindersCaller')).toEqual({
      'lambda:InvokeFunction': ['RemindersDoorFunction'],
      'sqs:SendMessage': ['RemindersNotCalled'],
    })
    template().hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    })
  })

  it('has no role beside these four, no managed policy, and no action by wildcard', () => {
    expect(Object.keys(resourcesOf(template(), 'AWS::IAM::Role'))).toHaveLength(4)
    for (const { Properties } of Object.values(resourcesOf(template(), 'AWS::IAM::Role'))) {
      expect(Properties['ManagedPolicyArns']).toBeUndefined()
      expect(Properties['Policies']).toBeUndefined()
    }
    for (const { Properties } of Object.values(resourcesOf(template(), 'AWS::IAM::Policy')))
      for (const { Action } of (Properties as { PolicyDocument: { Statement: Statement[] } }).PolicyDocument.Statement)
        for (const action of listed(Action)) expect(action).not.toContain('*')
  })

  it('runs three functions on Node 24 and arm64, traced, with a log that ends and no concurrency reserved', () => {
    const functions = Object.values(resourcesOf(template(), 'AWS::Lambda::Function'))
    expect(functions).toHaveLength(3)
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'handler.handler',
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogGroup: { Ref: expect.stringContaining('DoorLogs') } },
      })
      expect(Properties['ReservedConcurrentExecutions']).toBeUndefined()
    }
    const timeouts = functions.map(({ Properties }) => Properties['Timeout'])
    expect(timeouts.sort()).toEqual([29, 900, 900])
    const logs = Object.values(resourcesOf(template(), 'AWS::Logs::LogGroup'))
    expect(logs).toHaveLength(4)
    for (const log of logs)
      expect(log).toMatchObject({ DeletionPolicy: 'Retain', Properties: { RetentionInDays: 365 } })
  })

  it('makes the daily run at nine in Shanghai, looks again every quarter of an hour, and keeps what fails', () => {
    const schedules = Object.values(resourcesOf(template(), 'AWS::Scheduler::Schedule')).map(
      ({ Properties }) => Properties,
    )
    expect(schedules.map(({ ScheduleExpression }) => ScheduleExpression)).toEqual([
      'cron(0 9 * * ? *)',
      'cron(5/15 * * * ? *)',
    ])
    for (const schedule of schedules)
      expect(schedule).toMatchObject({
        ScheduleExpressionTimezone: 'Asia/Shanghai',
        State: 'ENABLED',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: { 'Fn::GetAtt': [expect.stringMatching(/^RemindersDoorFunction/), 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/^RemindersNotCalled/), 'Arn'] } },
          RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 2 },
        },
      })
  })

  it('keeps a run and an output that failed for good', () => {
    const kept = (name: string) => ({
      OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${name}Failed`)), 'Arn'] } },
    })
    const configs = Object.values(resourcesOf(template(), 'AWS::Lambda::EventInvokeConfig')).map(
      ({ Properties }) => Properties,
    )
    expect(configs).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          MaximumEventAgeInSeconds: 3600,
          MaximumRetryAttempts: 2,
          DestinationConfig: kept('Reminders'),
        }),
        expect.objectContaining({ MaximumRetryAttempts: 1, DestinationConfig: kept('Outputs') }),
      ]),
    )
    for (const { Properties } of Object.values(resourcesOf(template(), 'AWS::SQS::Queue')))
      expect(Properties).toMatchObject({ MessageRetentionPeriod: 14 * 86_400, SqsManagedSseEnabled: true })
  })

  it('keeps files private, by TLS only, encrypted, versioned; quarantine and outputs end, attachments do not', () => {
    const buckets = Object.entries(resourcesOf(template(), 'AWS::S3::Bucket'))
    expect(buckets).toHaveLength(2)
    for (const [, bucket] of buckets)
      expect(bucket).toMatchObject({
        DeletionPolicy: 'Retain',
        Properties: {
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
          },
          OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        },
      })
    for (const [id] of buckets)
      template().hasResourceProperties('AWS::S3::BucketPolicy', {
        Bucket: { Ref: id },
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Action: 's3:*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            }),
          ]),
        },
      })
    const files = buckets.find(([id]) => id.startsWith('FilesBucket'))?.[1].Properties as {
      LifecycleConfiguration: { Rules: Record<string, unknown>[] }
    }
    expect(files).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      LoggingConfiguration: { DestinationBucketName: { Ref: expect.stringMatching(/^FilesAccessLogs/) } },
      CorsConfiguration: { CorsRules: [{ AllowedMethods: ['POST'] }] },
    })
    const { Rules } = files.LifecycleConfiguration
    const rule = (id: string) => Rules.find(({ Id }) => Id === id)
    expect(rule('quarantine')).toMatchObject({ Prefix: 'quarantine/', ExpirationInDays: 1 })
    expect(rule('outputs')).toMatchObject({ Prefix: 'outputs/', ExpirationInDays: 730 })
    expect(rule('exports')).toMatchObject({ Prefix: 'outputs/everything/', ExpirationInDays: 7 })
    for (const kept of ['attachments', 'evaluations']) {
      expect(rule(kept)).toMatchObject({ Prefix: `${kept}/`, NoncurrentVersionExpiration: { NoncurrentDays: 35 } })
      expect(rule(kept)).not.toHaveProperty('ExpirationInDays')
    }
    // Whatever is kept has a rule that says for how long.
    expect(Object.values(FILE_PREFIXES).every((prefix) => Rules.some(({ Prefix }) => Prefix === prefix))).toBe(true)
    expect(rule('remains')).toMatchObject({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } })
    expect(rule('remains')).not.toHaveProperty('ExpirationInDays')
  })

  it('answers at one address, throttled, and logs no person', () => {
    const { Properties } = theOne(template(), 'AWS::ApiGatewayV2::Stage')
    expect(Properties).toMatchObject({
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
    })
    const { Format } = Properties['AccessLogSettings'] as { Format: string }
    expect(Object.values(JSON.parse(Format) as Record<string, string>)).toContain('$context.status')
    expect(Format).not.toMatch(/sourceIp|userAgent|path|caller|user|authorizer|header/i)
  })

  it('keeps the secret with placeholders that reach nobody', () => {
    const secret = theOne(template(), 'AWS::SecretsManager::Secret')
    expect(secret.DeletionPolicy).toBe('Retain')
    const { smtpUrl, oidcClientSecret } = JSON.parse(secret.Properties['SecretString'] as string) as Record<
      string,
      string
    >
    expect(new URL(smtpUrl ?? '').hostname).toMatch(/\.invalid$/)
    expect(oidcClientSecret).toBe('')
  })

  it('is protected as a whole, and asks for three addresses it cannot know', () => {
    expect(made.stacks.map(({ terminationProtection }) => terminationProtection)).toEqual([true, true])
    const parameters = template().findParameters('*')
    expect(
      Object.keys(parameters)
        .filter((name) => name !== 'BootstrapVersion')
        .sort(),
    ).toEqual(['AdminMail', 'AlarmMail', 'MailFrom'])
    for (const name of ['AdminMail', 'AlarmMail', 'MailFrom']) expect(parameters[name]).not.toHaveProperty('Default')
  })
})

/** What is alarmed, when, and what silence means: the whole list, so that an alarm that goes is missed here. */
const ALARMS: Record<string, { threshold: number; periods: number; seconds?: number; silence?: 'breaching' }> = {
  'reminders-overdue': { threshold: 1, periods: 26, seconds: 3600, silence: 'breaching' },
  'mails-failed': { threshold: 1, periods: 1, seconds: 3600 },
  'mail-trouble': { threshold: 3, periods: 1, seconds: 300 },
  'web-errors': { threshold: 1, periods: 1, seconds: 300 },
  'web-throttles': { threshold: 1, periods: 1, seconds: 300 },
  'reminders-errors': { threshold: 1, periods: 1, seconds: 300 },
  'reminders-throttles': { threshold: 1, periods: 1, seconds: 300 },
  'outputs-errors': { threshold: 1, periods: 1, seconds: 300 },
  'outputs-throttles': { threshold: 1, periods: 1, seconds: 300 },
  'reminders-not-called': { threshold: 1, periods: 1, seconds: 300 },
  'reminders-dead': { threshold: 1, periods: 1, seconds: 300 },
  'outputs-dead': { threshold: 1, periods: 1, seconds: 300 },
  'alarms-undelivered': { threshold: 1, periods: 1, seconds: 300 },
  'server-errors': { threshold: 3, periods: 1, seconds: 300 },
  slow: { threshold: 2000, periods: 3, seconds: 300 },
  'table-throttles': { threshold: 1, periods: 1 },
  'table-errors': { threshold: 1, periods: 1 },
}

describe.each(PARTITIONS)('what is watched in the %s stack', (partition) => {
  const name = { standard: 'Yuebao', china: 'YuebaoChina' }[partition]
  const alarms = () =>
    Object.fromEntries(
      Object.values(resourcesOf(made[partition], 'AWS::CloudWatch::Alarm')).map(({ Properties }) => [
        String(Properties['AlarmName']).slice(name.length + 1),
        Properties,
      ]),
    )

  it('is every alarm of the list, told by mail when it begins and when it is over', () => {
    expect(Object.keys(alarms()).sort()).toEqual(Object.keys(ALARMS).sort())
    const topic = { Ref: expect.stringMatching(/^WatchAlarms/) }
    for (const [id, { threshold, periods, seconds, silence }] of Object.entries(ALARMS))
      expect(alarms()[id], id).toMatchObject({
        Threshold: threshold,
        EvaluationPeriods: periods,
        TreatMissingData: silence ?? 'notBreaching',
        AlarmActions: [topic],
        OKActions: [topic],
        ...(seconds === undefined ? {} : { Period: seconds }),
      })
    expect(theOne(made[partition], 'AWS::SNS::Subscription').Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: { Ref: 'AlarmMail' },
      RedrivePolicy: { deadLetterTargetArn: expect.anything() },
    })
  })

  it('asks that the reminders ran, by the name under which a finished run is counted', () => {
    expect(alarms()['reminders-overdue']).toMatchObject({
      Namespace: NAMESPACE,
      MetricName: METRICS.runsFinished,
      Statistic: 'Sum',
      ComparisonOperator: 'LessThanThreshold',
      Dimensions: expect.arrayContaining([{ Name: 'stage', Value: name }]),
    })
    expect(alarms()['slow']).toMatchObject({ MetricName: 'Latency', ExtendedStatistic: 'p95' })
  })

  it('watches every dead letter queue', () => {
    const watched = Object.values(alarms())
      .filter(({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesVisible')
      .map(({ Dimensions }) => named((Dimensions as { Value: { 'Fn::GetAtt': [string, string] } }[])[0]?.Value))
    expect(watched.sort()).toEqual(
      Object.keys(resourcesOf(made[partition], 'AWS::SQS::Queue'))
        .map((id) => id.replace(/[0-9A-F]{8}$/, ''))
        .sort(),
    )
  })

  it('tells what to do, and where to read on: a section of the runbook that is there and names the alarm', () => {
    const runbook = readFileSync('docs/runbook.zh-CN.md', 'utf8')
    for (const [id, { AlarmDescription }] of Object.entries(alarms())) {
      const section = /“([^”]+)”。$/.exec(String(AlarmDescription))?.[1]
      const [, text] = runbook.split(`\n### ${section}\n`)
      expect(text, id).toBeDefined()
      const kind = id.replace(/^(reminders|outputs)-(errors|throttles)$/, 'web-$2')
      expect(text?.split('\n### ')[0], id).toContain(`\`${kind}\``)
    }
  })

  it('has one dashboard, that begins with the alarms and the figures of the day', () => {
    const { Properties } = theOne(made[partition], 'AWS::CloudWatch::Dashboard')
    const body = JSON.stringify(Properties['DashboardBody'])
    const places = ['告警', '最近一天', '报送和催报', '请求的结果和快慢', '死信', '最近的错误'].map((title) =>
      body.indexOf(`title\\":\\"${title}`),
    )
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(Math.min(...places)).toBeGreaterThan(0)
  })
})

/** What Lambda itself puts into a function's environment. */
const OF_LAMBDA = {
  AWS_REGION: 'cn-north-1',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'token',
}

describe('the functions’ environment', () => {
  it.each(PARTITIONS)('is what they read at their start, in the %s stack', (partition) => {
    for (const { Properties } of Object.values(resourcesOf(made[partition], 'AWS::Lambda::Function'))) {
      const { Variables } = Properties['Environment'] as { Variables: Record<string, unknown> }
      const resolved = Object.fromEntries(
        Object.entries(Variables).map(([name, value]) => {
          if (typeof value === 'string') return [name, value]
          if (name === 'MAIL_FROM') return [name, named(value).replace('MailFrom', 'yuebao@mzt.example')]
          if (name === 'ADMIN_MAIL') return [name, 'guanli@mzt.example']
          return [name, name === 'PUBLIC_URL' ? 'https://abc.execute-api.cn-north-1.amazonaws.com.cn' : named(value)]
        }),
      )
      expect(readCloudSettings({ ...resolved, ...OF_LAMBDA })).toMatchObject({
        mode: 'bureau',
        mailFrom: '月报 <yuebao@mzt.example>',
        adminMail: 'guanli@mzt.example',
        table: 'StoreTable',
        bucket: 'FilesBucket',
        secretId: 'MailSecret',
        mail: 'smtp',
        endpoint: null,
        testClock: null,
      })
      // The web function alone starts another.
      expect(Object.hasOwn(Variables, 'OUTPUTS_FUNCTION')).toBe(Properties['Timeout'] === 29)
    }
  })
})

describe('the China stack', () => {
  /** What the China regions do not have, or not as the standard partition has it. */
  const ABSENT = [
    'AWS::Cognito',
    'AWS::SES',
    'AWS::CloudFront',
    'AWS::Route53',
    'AWS::WAFv2',
    'AWS::Pinpoint',
    'Custom::',
  ]

  it('holds no part that China lacks, and only kinds of parts the standard stack holds', () => {
    const types = (template: Template): string[] => [
      ...new Set(
        Object.values(template.toJSON()['Resources'] as Record<string, { Type: string }>).map(({ Type }) => Type),
      ),
    ]
    for (const type of types(made.china)) for (const absent of ABSENT) expect(type.startsWith(absent), type).toBe(false)
    expect(types(made.china)).toEqual(types(made.standard))
  })

  it('names no endpoint, ARN or console of the standard partition', () => {
    const text = JSON.stringify(made.china.toJSON())
    expect(text).not.toMatch(/arn:aws:/)
    expect(text).not.toMatch(/console\.aws\.amazon\.com/)
    expect(text).not.toMatch(/https:\/\/[^"]*\.amazonaws\.com(?!\.cn)/)
    // What is left of amazonaws.com are names of services in policies, which are the same in China.
    const left = text.match(/[a-z0-9.-]*amazonaws\.com[a-z.]*/g) ?? []
    expect(new Set(left)).toEqual(
      new Set([
        'lambda.amazonaws.com',
        'scheduler.amazonaws.com',
        'apigateway.amazonaws.com',
        'cloudwatch.amazonaws.com',
        'logging.s3.amazonaws.com',
        'sns.amazonaws.com',
      ]),
    )
    expect(text).toMatch(/https:\/\/cn-north-1\.console\.amazonaws\.cn\/cloudwatch/)
  })

  it('sends by SMTP and asks nothing of SES', () => {
    const text = JSON.stringify(made.china.toJSON())
    expect(text).not.toMatch(/"ses:|:ses:/)
    for (const { Properties } of Object.values(resourcesOf(made.china, 'AWS::Lambda::Function')))
      expect(Properties['Environment']).toMatchObject({ Variables: { MAIL: 'smtp' } })
  })
})

describe('what an installation sets', () => {
  it('sends by SES from one identity', () => {
    const { standard } = synthesize({ Yuebao: { mail: { by: 'ses', identity: 'mzt.example' } } })
    for (const role of ['WebDoorRole', 'RemindersDoorRole']) {
      const grants = grantsOf(standard, role)
      for (const action of ['ses:SendEmail', 'ses:SendRawEmail']) {
        expect(grants[action]).toHaveLength(1)
        expect(grants[action]?.[0]).toMatch(/:ses:ap-southeast-1:AWS::AccountId:identity\/mzt\.example$/)
      }
    }
    expect(grantsOf(standard, 'OutputsDoorRole')).not.toHaveProperty('ses:SendEmail')
  })

  it('works on a restored table and leaves its own where it is', () => {
    const { standard } = synthesize({ Yuebao: { restoredTable: 'yuebao-restored' } })
    expect(theOne(standard, 'AWS::DynamoDB::Table').DeletionPolicy).toBe('Retain')
    for (const role of ['WebDoorRole', 'RemindersDoorRole', 'OutputsDoorRole'])
      expect(grantsOf(standard, role)['dynamodb:PutItem']?.join()).toMatch(/:table\/yuebao-restored$/)
    for (const { Properties } of Object.values(resourcesOf(standard, 'AWS::Lambda::Function')))
      expect(Properties['Environment']).toMatchObject({ Variables: { TABLE_NAME: 'yuebao-restored' } })
  })

  it.each([
    [{ region: 'cn-north-1' }, 'Yuebao', 'is not of aws'],
    [{ region: 'us-east-1' }, 'YuebaoChina', 'is not of aws-cn'],
    [{ mail: { by: 'ses', identity: 'mzt.example' } }, 'YuebaoChina', 'no SES in China'],
    [{ memory: 'large' }, 'Yuebao', 'memory'],
    [{ memori: {} }, 'Yuebao', 'memori'],
    [
      { domain: { name: 'a.example', certificate: 'arn:aws:acm:us-east-1:1:certificate/x' } },
      'Yuebao',
      'ACM in ap-southeast-1',
    ],
  ])('is refused with a sentence that names it: %j for %s', (set, name, said) => {
    expect(() => stageOf(name, set)).toThrow(said)
  })

  it('answers only to its own name where it has one', () => {
    const certificate = 'arn:aws-cn:acm:cn-northwest-1:111122223333:certificate/abc'
    const { china } = synthesize({
      YuebaoChina: { region: 'cn-northwest-1', domain: { name: 'yuebao.mzt.example', certificate } },
    })
    expect(theOne(china, 'AWS::ApiGatewayV2::Api').Properties).toMatchObject({ DisableExecuteApiEndpoint: true })
    expect(theOne(china, 'AWS::ApiGatewayV2::DomainName').Properties).toMatchObject({
      DomainName: 'yuebao.mzt.example',
      DomainNameConfigurations: [{ CertificateArn: certificate, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' }],
    })
    for (const { Properties } of Object.values(resourcesOf(china, 'AWS::Lambda::Function')))
      expect(Properties['Environment']).toMatchObject({ Variables: { PUBLIC_URL: 'https://yuebao.mzt.example' } })
  })
})
