import { Duration } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  ApiMapping,
  DomainName,
  HttpApi,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import type { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { Door, keptLogs } from './door.ts'
import type { Files } from './files.ts'
import type { Mail } from './mail.ts'
import type { Outputs } from './outputs.ts'
import { reviewed } from './reviewed.ts'
import type { Stage } from './stages.ts'
import type { Store } from './store.ts'

/** What is written of a request: no address, no browser, no page and nothing anybody typed; the function's own log has the route. */
const ACCESS_LOG = {
  at: '$context.requestTime',
  request: '$context.requestId',
  method: '$context.httpMethod',
  protocol: '$context.protocol',
  status: '$context.status',
  bytes: '$context.responseLength',
  ms: '$context.responseLatency',
  functionMs: '$context.integrationLatency',
  functionStatus: '$context.integrationStatus',
  error: '$context.error.messageString',
  functionError: '$context.integrationErrorMessage',
}

/** Where people come in: their address of the service. It stands before the functions, since links in mails begin with it. */
export class Address extends Construct {
  readonly api: HttpApi
  readonly stage: HttpStage
  /** Without a slash at the end. */
  readonly url: string
  /** What the service's own host name must point to (CNAME); null where people use API Gateway's address. */
  readonly target: string | null
  readonly logs: LogGroup

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id)
    const { domain, throttle } = stage
    this.api = new HttpApi(this, 'Api', {
      apiName: stage.name,
      createDefaultStage: false,
      // With a name of its own the service answers to that one only.
      disableExecuteApiEndpoint: domain !== null,
    })
    this.logs = keptLogs(this, 'Access')
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: { rateLimit: throttle.rate, burstLimit: throttle.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.logs),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    })
    const name =
      domain &&
      new DomainName(this, 'Domain', {
        domainName: domain.name,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificate),
        securityPolicy: SecurityPolicy.TLS_1_2,
      })
    if (name) new ApiMapping(this, 'Mapping', { api: this.api, domainName: name, stage: this.stage })
    this.url = domain ? `https://${domain.name}` : this.api.apiEndpoint
    this.target = name?.regionalDomainName ?? null
  }
}

/** Every page and the API: one function behind every path. */
export class Web extends Construct {
  readonly door: Door

  constructor(
    scope: Construct,
    id: string,
    given: {
      stage: Stage
      bundle: string
      environment: Record<string, string>
      address: Address
      store: Store
      mail: Mail
      files: Files
      outputs: Outputs
    },
  ) {
    super(scope, id)
    const { stage, bundle, environment, address, store, mail, files, outputs } = given
    this.door = new Door(this, 'Door', {
      stage,
      bundle,
      environment,
      description: 'Yuebao: pages and API',
      memory: stage.memory.web,
      // API Gateway waits 29 seconds at most.
      timeout: Duration.seconds(29),
    })
    const route = new HttpRoute(this, 'Route', {
      httpApi: address.api,
      routeKey: HttpRouteKey.DEFAULT,
      integration: new HttpLambdaIntegration('Function', this.door.fn),
    })
    store.grantActs(this.door)
    mail.grantSend(this.door)
    files.grantAttachments(this.door)
    files.grantWriteOutputs(this.door)
    files.grantEvaluations(this.door)
    outputs.grantStart(this.door)
    reviewed(route, {
      'AwsSolutions-APIG4':
        "People sign in to the service itself, by a mailed code or the department's issuer: an authorizer in front of it would shut out the sign-in page. Every other route asks for a session and a permission, which tests walk for each role.",
    })
    reviewed(this.door.fn, {
      'Serverless-LambdaDLQ':
        'Only API Gateway calls it, and waits for the answer: there is no event that could be left over.',
    })
  }
}
