import * as z from 'zod'
import { KEPT_DAYS } from '../shared/service/fileKeys.ts'

/**
 * What differs by stage and partition, in one place. Everything else of the stack is the same wherever it stands.
 * What an installation sets for itself stands in cdk.json, in the context, under the stack's name.
 */

const host = z.string().regex(/^[a-z0-9.-]+\.[a-z]{2,}$/)

const Settings = z.strictObject({
  region: z.string(),
  runtime: z.enum(['nodejs22.x', 'nodejs24.x']).default('nodejs24.x'),
  architecture: z.enum(['arm64', 'x86_64']).default('arm64'),
  /** The service's own host name and its certificate of ACM in the same region; without it people use API Gateway's address. */
  domain: z
    .strictObject({ name: host, certificate: z.string().startsWith('arn:') })
    .nullable()
    .default(null),
  /** SMTP by the address in the secret, or SES by a verified identity (a domain or an address) of the same region. */
  mail: z
    .discriminatedUnion('by', [
      z.strictObject({ by: z.literal('smtp') }),
      z.strictObject({ by: z.literal('ses'), identity: z.string().regex(/^[^\s/*]+\.[a-z]{2,}$/i) }),
    ])
    .default({ by: 'smtp' }),
  /** How many mails a second the mail server takes at most. */
  mailsPerSecond: z.int().min(1).max(999).default(10),
  /** The department's own sign-in beside the mailed code; its client secret lies in the secret. */
  oidc: z.strictObject({ issuer: z.url(), clientId: z.string() }).nullable().default(null),
  /** Megabytes. Lambda gives processor time in proportion: 1,769 MB are one core. */
  memory: z
    .strictObject({ web: z.int(), reminders: z.int(), outputs: z.int() })
    .default({ web: 1769, reminders: 1769, outputs: 3008 }),
  /** Requests a second and at once, of everybody together. */
  throttle: z.strictObject({ rate: z.int(), burst: z.int() }).default({ rate: 100, burst: 200 }),
  /**
   * A table that was restored from a point in time (runbook, 恢复): the service works on it from the next deployment on. The stack keeps its own
   * table beside it.
   */
  restoredTable: z
    .string()
    .regex(/^[\w.-]{3,255}$/)
    .nullable()
    .default(null),
  /** How long a finished output can be downloaded as it was; after that it is made again from the records, where they have not changed. */
  outputDays: z.int().positive().default(KEPT_DAYS.outputs),
})
export type StageSettings = z.input<typeof Settings>

export type Stage = z.output<typeof Settings> & {
  /** The stack's name. */
  name: string
  partition: 'aws' | 'aws-cn'
  /** Host of the console. */
  console: string
}

/** SES is absent in China, so mail goes by SMTP there (product.md, C2). */
const PLACES: Record<string, { partition: Stage['partition']; console: string; regions: RegExp; region: string }> = {
  Yuebao: {
    partition: 'aws',
    console: 'console.aws.amazon.com',
    regions: /^(?!cn-|us-gov-)/,
    region: 'ap-southeast-1',
  },
  YuebaoChina: {
    partition: 'aws-cn',
    console: 'console.amazonaws.cn',
    regions: /^cn-(north|northwest)-1$/,
    region: 'cn-north-1',
  },
}

export const STAGES = Object.keys(PLACES)

/**
 * @param set what cdk.json's context says under the stack's name
 * @throws Error that names what is wrong
 */
export const stageOf = (name: string, set: unknown = {}): Stage => {
  const place = PLACES[name]
  if (!place) throw new Error(`no stack is called ${name}`)
  const { partition, console, regions, region } = place
  const parsed = Settings.safeParse({ region, ...(set as object) })
  if (!parsed.success) throw new Error(`cdk.json, context.${name}: ${z.prettifyError(parsed.error)}`)
  const stage = { ...parsed.data, name, partition, console }
  if (!regions.test(stage.region)) throw new Error(`cdk.json, context.${name}: ${stage.region} is not of ${partition}`)
  if (partition === 'aws-cn' && stage.mail.by === 'ses')
    throw new Error(`cdk.json, context.${name}: there is no SES in China; mail goes by SMTP`)
  if (stage.domain && !stage.domain.certificate.startsWith(`arn:${partition}:acm:${stage.region}:`))
    throw new Error(`cdk.json, context.${name}: the certificate must be one of ACM in ${stage.region}`)
  return stage
}
