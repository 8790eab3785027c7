import { RemovalPolicy, SecretValue } from 'aws-cdk-lib'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import type { Door } from './door.ts'
import { reviewed } from './reviewed.ts'
import type { Stage } from './stages.ts'

/**
 * How mail goes out, and the one secret: the mail server's address with its password, and the issuer's client secret. The stack makes it with
 * placeholders that reach nobody; the operator writes the real ones into it, and no deployment writes over them while these stay as they are.
 */
export class Mail extends Construct {
  readonly secret: Secret
  private readonly stage: Stage

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id)
    this.stage = stage
    this.secret = new Secret(this, 'Secret', {
      description: 'Yuebao: smtpUrl (smtps://user:password@host:465), oidcClientSecret',
      secretObjectValue: {
        smtpUrl: SecretValue.unsafePlainText('smtps://user:password@mail.example.invalid:465'),
        oidcClientSecret: SecretValue.unsafePlainText(''),
      },
      removalPolicy: RemovalPolicy.RETAIN,
    })
    reviewed(this.secret, {
      'AwsSolutions-SMG4':
        "The mail server's password and the issuer's client secret are given by their owners, outside of AWS: no function could rotate them. The runbook has the steps; the functions take up a rotated value without a deployment.",
    })
  }

  /** @param from the address that mails come from */
  environment(from: string): Record<string, string> {
    const { mail, mailsPerSecond, oidc } = this.stage
    return {
      MAIL: mail.by,
      MAIL_FROM: `月报 <${from}>`,
      MAIL_RATE: String(mailsPerSecond),
      SECRET_ID: this.secret.secretArn,
      ...(oidc ? { OIDC_ISSUER: oidc.issuer, OIDC_CLIENT_ID: oidc.clientId } : {}),
    }
  }

  /** Lets a function send, and read the one secret. */
  grantSend(door: Door): void {
    door.may(['secretsmanager:GetSecretValue'], [this.secret.secretArn])
    const { mail } = this.stage
    if (mail.by === 'ses') door.may(['ses:SendEmail', 'ses:SendRawEmail'], [door.arn('ses', 'identity', mail.identity)])
  }
}
