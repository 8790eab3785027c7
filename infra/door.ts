import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Code, Function as Lambda, Runtime, RuntimeFamily, Tracing } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { reviewed } from './reviewed.ts'
import type { Stage } from './stages.ts'

/** Logs of who reached the service are kept for a year: the Cybersecurity Law (《网络安全法》) asks for six months at least. */
export const LOG_RETENTION = RetentionDays.ONE_YEAR

/** A log group that outlives the stack. */
export const keptLogs = (scope: Construct, id: string): LogGroup =>
  new LogGroup(scope, id, { retention: LOG_RETENTION, removalPolicy: RemovalPolicy.RETAIN })

/** One function of the service: a bundle, a role that may write its own log and nothing else, and what its capability grants it. */
export class Door extends Construct {
  readonly fn: Lambda
  readonly logs: LogGroup

  constructor(
    scope: Construct,
    id: string,
    given: {
      stage: Stage
      /** A folder with `handler.mjs`. */
      bundle: string
      description: string
      memory: number
      timeout: Duration
      environment: Record<string, string>
    },
  ) {
    super(scope, id)
    const { stage } = given
    this.logs = keptLogs(this, 'Logs')
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    this.logs.grantWrite(role)
    this.fn = new Lambda(this, 'Function', {
      description: given.description,
      code: Code.fromAsset(given.bundle),
      handler: 'handler.handler',
      runtime: new Runtime(stage.runtime, RuntimeFamily.NODEJS),
      architecture: stage.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      memorySize: given.memory,
      timeout: given.timeout,
      environment: given.environment,
      role,
      logGroup: this.logs,
      tracing: Tracing.ACTIVE,
    })
    reviewed(role, {
      'AwsSolutions-IAM5[Resource::*]':
        'xray:PutTraceSegments and xray:PutTelemetryRecords know no resources; these two are the only actions granted on *, which a test asserts.',
    })
  }

  /** Lets the function do these things to this resource, and nothing more. */
  may(actions: string[], resources: string[]): void {
    this.fn.addToRolePolicy(new PolicyStatement({ actions, resources }))
  }

  /** An ARN of this stack's account and region. */
  arn(service: string, resource: string, resourceName: string): string {
    return Stack.of(this).formatArn({ service, resource, resourceName })
  }
}
