import { Duration } from 'aws-cdk-lib'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { Door } from './door.ts'
import type { Files } from './files.ts'
import { deadLetters } from './queues.ts'
import { reviewed } from './reviewed.ts'
import type { Stage } from './stages.ts'
import type { Store } from './store.ts'

/**
 * What takes longer than a request: the web function asks for it by name and goes on. Files go to the bucket part by part; progress and cancel
 * stand in the job's item.
 */
export class Outputs extends Construct {
  readonly door: Door
  readonly failed: Queue

  constructor(
    scope: Construct,
    id: string,
    given: { stage: Stage; bundle: string; environment: Record<string, string>; store: Store; files: Files },
  ) {
    super(scope, id)
    const { stage, bundle, environment, store, files } = given
    this.failed = deadLetters(this, 'Failed')
    this.door = new Door(this, 'Door', {
      stage,
      bundle,
      environment,
      description: 'Yuebao: workbooks, documents and exports',
      memory: stage.memory.outputs,
      timeout: Duration.minutes(15),
    })
    this.door.fn.configureAsyncInvoke({
      retryAttempts: 1,
      maxEventAge: Duration.hours(1),
      onFailure: new SqsDestination(this.failed),
    })
    store.grantExport(this.door)
    files.grantWriteOutputs(this.door)
    files.grantRead(this.door, 'attachments')
    files.grantRead(this.door, 'evaluations')
    reviewed(this.door.fn, {
      'Serverless-LambdaDLQ':
        'Its on-failure destination keeps every event that failed, with the error; a DeadLetterConfig beside it would keep each of them twice.',
    })
  }

  /** Lets another function start one; not a version of it, and nobody else. */
  grantStart(door: Door): void {
    door.may(['lambda:InvokeFunction'], [this.door.fn.functionArn])
  }
}
