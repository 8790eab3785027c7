import { Aws, Duration } from 'aws-cdk-lib'
import {
  Alarm,
  AlarmStatusWidget,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  LogQueryWidget,
  MathExpression,
  Metric,
  PeriodOverride,
  Row,
  SingleValueWidget,
  Stats,
  TextWidget,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Operation } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { type Metric as Counted, dimensionsOf, METRICS, NAMESPACE } from '../functions/metrics.ts'
import { ALARM_HOURS } from '../shared/domain/reminder/lastRun.ts'
import type { Door } from './door.ts'
import type { Outputs } from './outputs.ts'
import { deadLetters } from './queues.ts'
import type { Reminders } from './reminders.ts'
import type { Stage } from './stages.ts'
import type { Store } from './store.ts'
import type { Address, Web } from './web.ts'

/** Where an operator reads on; every alarm names its section there. */
const RUNBOOK = 'docs/runbook.zh-CN.md'

const FIVE_MINUTES = Duration.minutes(5)
const HOUR = Duration.hours(1)

/** Pages should be there within two seconds, 95 of 100 times. */
const SLOW_MS = 2_000

/** What the adapter asks; each has its own throttles and errors. */
const OPERATIONS = [
  Operation.GET_ITEM,
  Operation.BATCH_GET_ITEM,
  Operation.PUT_ITEM,
  Operation.UPDATE_ITEM,
  Operation.DELETE_ITEM,
  Operation.QUERY,
  Operation.SCAN,
]

type Said = {
  /** The section of the runbook, and what the alarm is called there. */
  section: string
  /** What has happened, and what to do first. In Chinese: it is mailed to the operator. */
  says: string
}

/** What an operator needs to see first: the alarms, mailed, and one dashboard. */
export class Watch extends Construct {
  /** The dashboard in the console of this partition. */
  readonly link: string
  /** Alarms that could not be mailed. */
  readonly undelivered: Queue
  private readonly topic: Topic
  private readonly alarms: Alarm[] = []
  private readonly stage: Stage

  constructor(
    scope: Construct,
    id: string,
    given: {
      stage: Stage
      alarmMail: string
      address: Address
      store: Store
      web: Web
      reminders: Reminders
      outputs: Outputs
    },
  ) {
    super(scope, id)
    const { stage, alarmMail, address, store, web, reminders, outputs } = given
    this.stage = stage
    this.undelivered = deadLetters(this, 'AlarmsUndelivered')
    this.topic = new Topic(this, 'Alarms', {
      // It stands as the sender's name, in ASCII as SNS wants it.
      displayName: stage.name,
      enforceSSL: true,
    })
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    )
    this.topic.addSubscription(new EmailSubscription(alarmMail, { deadLetterQueue: this.undelivered }))

    this.remindersRan()
    this.mailsFailed()
    this.mailTrouble()
    this.doors({ web: web.door, reminders: reminders.door, outputs: outputs.door })
    this.leftOver({
      'reminders-not-called': [reminders.notCalled, '催报函数没有被叫到'],
      'reminders-dead': [reminders.failed, '催报运行连续失败，已放弃'],
      'outputs-dead': [outputs.failed, '生成文件的任务连续失败，已放弃'],
      'alarms-undelivered': [this.undelivered, '有告警邮件没有送到'],
    })
    this.pages(address)
    this.table(store)

    const dashboard = this.board(given)
    const { region } = stage
    this.link = `https://${region}.${stage.console}/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard.dashboardName}`
  }

  /** M3: silence is what is alarmed, so a missing figure is a bad one. */
  private remindersRan(): void {
    this.alarm('reminders-overdue', {
      section: '催报没有运行',
      says: `超过${ALARM_HOURS}小时没有完成一次催报运行，单位可能没有收到提醒。先看催报函数的日志和两条死信队列；原因消除后15分钟内会自动补运行。`,
      metric: own('runsFinished', Stats.SUM, HOUR, this.stage),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: ALARM_HOURS,
      treatMissingData: TreatMissingData.BREACHING,
    })
  }

  private mailsFailed(): void {
    this.alarm('mails-failed', {
      section: '催报邮件发送失败',
      says: '有催报邮件没有发出去。先看邮件服务器是否可用、密码是否过期（机密里的smtpUrl）；恢复后15分钟内会自动重发，不会重复。',
      metric: own('remindersFailed', Stats.SUM, HOUR, this.stage),
      threshold: 1,
      evaluationPeriods: 1,
    })
  }

  /** Who gets no code cannot sign in, and tells nobody. */
  private mailTrouble(): void {
    this.alarm('mail-trouble', {
      section: '登录和通知邮件发送失败',
      says: '有验证码、回执或通知邮件没有送到，收不到验证码的人登录不了。先看邮件服务器是否可用、密码是否过期；只有个别地址不通，就请系统管理员核对邮箱。',
      metric: own('mailTrouble', Stats.SUM, FIVE_MINUTES, this.stage),
      threshold: 3,
      evaluationPeriods: 1,
    })
  }

  private doors(doors: Record<string, Door>): void {
    const names: Record<string, string> = { web: '网页', reminders: '催报', outputs: '生成文件' }
    for (const [name, { fn }] of Object.entries(doors)) {
      this.alarm(`${name}-errors`, {
        section: '函数出错',
        says: `${names[name]}函数出错或超时。看它的日志里level为error的行。`,
        metric: fn.metricErrors({ period: FIVE_MINUTES }),
        threshold: 1,
        evaluationPeriods: 1,
      })
      this.alarm(`${name}-throttles`, {
        section: '函数被限流',
        says: `${names[name]}函数被限流：账户的并发额度用完了。先看账户里还有什么在运行，再申请提高额度。`,
        metric: fn.metricThrottles({ period: FIVE_MINUTES }),
        threshold: 1,
        evaluationPeriods: 1,
      })
    }
  }

  private leftOver(queues: Record<string, [Queue, string]>): void {
    for (const [name, [queue, says]] of Object.entries(queues))
      this.alarm(name, {
        section: '死信',
        says: `${says}，死信队列里有消息，保留14天。读消息里的错误，原因消除后按手册重投或删除。`,
        metric: queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: Stats.MAXIMUM }),
        threshold: 1,
        evaluationPeriods: 1,
      })
  }

  private pages({ api }: Address): void {
    this.alarm('server-errors', {
      section: '页面报错',
      says: '5分钟内有3次以上请求得到5xx。看网页函数的日志里level为error的行，按request（页面上的编号）找到原因。',
      metric: api.metricServerError({ period: FIVE_MINUTES, statistic: Stats.SUM }),
      threshold: 3,
      evaluationPeriods: 1,
    })
    this.alarm('slow', {
      section: '页面变慢',
      says: `连续15分钟，每100次请求里有5次以上超过${SLOW_MS / 1000}秒。先看数据表是否被限流、函数的内存和时长。`,
      metric: api.metricLatency({ period: FIVE_MINUTES, statistic: Stats.percentile(95) }),
      threshold: SLOW_MS,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 3,
      evaluateLowSampleCountPercentile: 'ignore',
    })
  }

  private table({ table }: Store): void {
    this.alarm('table-throttles', {
      section: '数据表限流或出错',
      says: '数据表拒绝了过快的请求，使用者会等待或者看到错误。通常几分钟内自行恢复；一直不停就看是谁在大量读写。',
      metric: new MathExpression({
        expression: 'r + w',
        usingMetrics: {
          r: table.metric('ReadThrottleEvents', { statistic: Stats.SUM }),
          w: table.metric('WriteThrottleEvents', { statistic: Stats.SUM }),
        },
        period: FIVE_MINUTES,
        label: '限流',
      }),
      threshold: 1,
      evaluationPeriods: 1,
    })
    this.alarm('table-errors', {
      section: '数据表限流或出错',
      says: 'DynamoDB自身出错。看亚马逊云科技的服务状态页；没有保存的内容使用者会看到提示，可以重试。',
      metric: table.metricSystemErrorsForOperations({
        operations: OPERATIONS,
        period: FIVE_MINUTES,
        label: '系统错误',
      }),
      threshold: 1,
      evaluationPeriods: 1,
    })
  }

  /** An alarm, mailed when it begins and when it is over. */
  private alarm(
    name: string,
    given: Said & {
      metric: IMetric
      threshold: number
      evaluationPeriods: number
      comparisonOperator?: ComparisonOperator
      treatMissingData?: TreatMissingData
      evaluateLowSampleCountPercentile?: string
    },
  ): void {
    const { section, says, ...rest } = given
    const alarm = new Alarm(this, name, {
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // Nothing measured is nothing wrong, but where silence itself is the fault.
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...rest,
      alarmName: `${this.stage.name}-${name}`,
      alarmDescription: `${says}详见${RUNBOOK}“${section}”。`,
    })
    alarm.addAlarmAction(new SnsAction(this.topic))
    alarm.addOkAction(new SnsAction(this.topic))
    this.alarms.push(alarm)
  }

  private board({ stage, address, store, web, reminders, outputs }: ConstructorParameters<typeof Watch>[2]): Dashboard {
    const day = Duration.days(1)
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: `${stage.name}-${stage.region}`,
      defaultInterval: Duration.days(1),
      periodOverride: PeriodOverride.AUTO,
    })
    const { api } = address
    const { table } = store
    const doors = { 网页: web.door.fn, 催报: reminders.door.fn, 生成文件: outputs.door.fn }
    const each = (of: (fn: Door['fn'], label: string) => Metric): Metric[] =>
      Object.entries(doors).map(([label, fn]) => of(fn, label))
    const half = { width: 12, height: 6 }
    const third = { width: 8, height: 6 }
    dashboard.addWidgets(
      new Row(
        new TextWidget({
          width: 24,
          height: 2,
          markdown: `**月报** ${address.url} 先看第一行：有红色的告警，就照${RUNBOOK}里同名的一节做。第二行是业务：今天填了多少、催了多少、有没有没发出去的。下面各图用来找原因。`,
        }),
      ),
      new Row(new AlarmStatusWidget({ title: '告警', width: 24, height: 4, alarms: this.alarms })),
      new Row(
        new SingleValueWidget({
          title: '最近一天',
          width: 24,
          height: 4,
          setPeriodToTimeRange: true,
          metrics: [
            own('reportsFiled', Stats.SUM, day, stage, '报送'),
            own('runsFinished', Stats.SUM, day, stage, '催报运行'),
            own('remindersSent', Stats.SUM, day, stage, '催报邮件发出'),
            own('remindersFailed', Stats.SUM, day, stage, '催报邮件失败'),
            own('mailTrouble', Stats.SUM, day, stage, '其他邮件没送到'),
            api.metricCount({ period: day, statistic: Stats.SUM, label: '请求' }),
            api.metricServerError({ period: day, statistic: Stats.SUM, label: '5xx' }),
          ],
        }),
      ),
      new Row(
        new GraphWidget({
          title: '报送和催报',
          ...half,
          left: [
            own('reportsFiled', Stats.SUM, HOUR, stage, '报送'),
            own('remindersSent', Stats.SUM, HOUR, stage, '催报邮件发出'),
            own('remindersFailed', Stats.SUM, HOUR, stage, '催报邮件失败'),
            own('remindersRefused', Stats.SUM, HOUR, stage, '催报邮件被拒收'),
            own('remindersUnknown', Stats.SUM, HOUR, stage, '催报邮件结果不明'),
            own('mailTrouble', Stats.SUM, HOUR, stage, '其他邮件没送到'),
          ],
        }),
        new GraphWidget({
          title: '请求的结果和快慢',
          ...half,
          left: [
            api.metricCount({ period: FIVE_MINUTES, statistic: Stats.SUM, label: '请求' }),
            api.metricClientError({ period: FIVE_MINUTES, statistic: Stats.SUM, label: '4xx' }),
            api.metricServerError({ period: FIVE_MINUTES, statistic: Stats.SUM, label: '5xx' }),
            own('faults', Stats.SUM, FIVE_MINUTES, stage, '系统出错'),
            own('refusals', Stats.SUM, FIVE_MINUTES, stage, '拒绝'),
          ],
          right: [
            api.metricLatency({ period: FIVE_MINUTES, statistic: Stats.percentile(50), label: 'p50毫秒' }),
            api.metricLatency({ period: FIVE_MINUTES, statistic: Stats.percentile(95), label: 'p95毫秒' }),
          ],
        }),
      ),
      new Row(
        new GraphWidget({
          title: '函数出错和限流',
          ...third,
          left: [
            ...each((fn, label) => fn.metricErrors({ period: FIVE_MINUTES, label: `${label}出错` })),
            ...each((fn, label) => fn.metricThrottles({ period: FIVE_MINUTES, label: `${label}限流` })),
          ],
        }),
        new GraphWidget({
          title: '函数时长（p95，毫秒）',
          ...third,
          left: each((fn, label) =>
            fn.metricDuration({ period: FIVE_MINUTES, statistic: Stats.percentile(95), label }),
          ),
        }),
        new GraphWidget({
          title: '死信',
          ...third,
          left: [reminders.notCalled, reminders.failed, outputs.failed, this.undelivered].map((queue) =>
            queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: Stats.MAXIMUM }),
          ),
        }),
      ),
      new Row(
        new GraphWidget({
          title: '数据表用量（读写单位）',
          ...half,
          left: [
            table.metricConsumedReadCapacityUnits({ period: HOUR, statistic: Stats.SUM, label: '读' }),
            table.metricConsumedWriteCapacityUnits({ period: HOUR, statistic: Stats.SUM, label: '写' }),
          ],
          right: [table.metric('ReadThrottleEvents', { statistic: Stats.SUM, label: '限流' })],
        }),
        new LogQueryWidget({
          title: '最近的错误',
          ...half,
          logGroupNames: [web.door, reminders.door, outputs.door].map(({ logs }) => logs.logGroupName),
          queryLines: [
            'fields @timestamp, event, error, request',
            'filter level = "error" or level = "ERROR"',
            'sort @timestamp desc',
            'limit 20',
          ],
        }),
      ),
    )
    return dashboard
  }
}

/** One of the service's own figures, as its functions write them into their logs. */
const own = (metric: Counted, statistic: string, period: Duration, stage: Stage, label?: string): Metric =>
  new Metric({
    namespace: NAMESPACE,
    metricName: METRICS[metric],
    dimensionsMap: dimensionsOf(stage.name),
    statistic,
    period,
    ...(label === undefined ? {} : { label }),
  })
