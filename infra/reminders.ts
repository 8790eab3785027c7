import { Aws, Duration, TimeZone } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler'
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { RUN_TIME } from '../shared/domain/reminder/rules.ts'
import { Door } from './door.ts'
import type { Files } from './files.ts'
import type { Mail } from './mail.ts'
import { deadLetters } from './queues.ts'
import { reviewed } from './reviewed.ts'
import type { Stage } from './stages.ts'
import type { Store } from './store.ts'

const RETRIES = 2
const OLDEST = Duration.hours(1)

/**
 * The daily run. Its own schedule calls it at nine in Shanghai; another looks in every quarter of an hour whether a run is due or due again, as
 * one machine does every minute, and almost always finds that none is. Two runs at once are harmless by the ledger, so nothing is reserved.
 */
export class Reminders extends Construct {
  readonly door: Door
  /** Calls that never reached the function. */
  readonly notCalled: Queue
  /** Runs that failed three times. */
  readonly failed: Queue

  constructor(
    scope: Construct,
    id: string,
    given: {
      stage: Stage
      bundle: string
      environment: Record<string, string>
      store: Store
      mail: Mail
      files: Files
    },
  ) {
    super(scope, id)
    const { stage, bundle, environment, store, mail, files } = given
    this.notCalled = deadLetters(this, 'NotCalled')
    this.failed = deadLetters(this, 'Failed')
    this.door = new Door(this, 'Door', {
      stage,
      bundle,
      environment,
      description: 'Yuebao: the daily reminder run',
      memory: stage.memory.reminders,
      timeout: Duration.minutes(15),
    })
    this.door.fn.configureAsyncInvoke({
      retryAttempts: RETRIES,
      maxEventAge: OLDEST,
      onFailure: new SqsDestination(this.failed),
    })
    store.grantActs(this.door)
    mail.grantSend(this.door)
    files.grantSweep(this.door)
    reviewed(this.door.fn, {
      'Serverless-LambdaDLQ':
        'Its on-failure destination keeps every event that failed, with the error; a DeadLetterConfig beside it would keep each of them twice.',
    })

    // A role of our own: the one CDK makes may call every version of the function.
    const caller = new Role(this, 'Caller', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    })
    caller.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.door.fn.functionArn] }),
    )
    caller.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.notCalled.queueArn] }))
    const [hour = '', minute = ''] = RUN_TIME.split(':')
    const timeZone = TimeZone.ASIA_SHANGHAI
    const schedules = {
      Daily: ScheduleExpression.cron({ minute: String(Number(minute)), hour: String(Number(hour)), timeZone }),
      Again: ScheduleExpression.cron({ minute: '5/15', timeZone }),
    }
    for (const [name, schedule] of Object.entries(schedules))
      new Schedule(this, name, {
        schedule,
        target: new LambdaInvoke(this.door.fn, {
          role: caller.withoutPolicyUpdates() as Role,
          deadLetterQueue: this.notCalled,
          retryAttempts: RETRIES,
          maxEventAge: OLDEST,
        }),
      })
  }
}
