import * as z from 'zod'
import { Mail } from '../shared/domain/people.ts'
import { parseInstant } from '../shared/domain/time.ts'
import type { Kept } from '../shared/service/ports.ts'

const url = (schemes: RegExp, example: string) =>
  z.url({ protocol: schemes, hostname: /./, error: `要写完整的地址，比如${example}` })

const ISSUER = 'https://login.example.gov.cn'

/** What both homes are told, one machine and AWS. Nothing else reads the environment. */
const Common = z.object({
  // Pages lie at the root of their host: an address with a path before them would lead nowhere.
  PUBLIC_URL: url(/^https?$/, 'https://yuebao.example.gov.cn')
    .refine(
      (text) => /^https?:\/\/[^/?#@]+\/*$/i.test(text),
      '只写到主机和端口，不带路径，比如https://yuebao.example.gov.cn',
    )
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n<>]*<[^\s<>@]+@[^\s<>@]+>$|^[^\s<>@]+@[^\s<>@]+$/, '要写发信地址，比如月报 <yuebao@example.gov.cn>')
    .optional(),
  ADMIN_MAIL: z
    .string()
    .refine((text) => Mail.safeParse(text).success, '要写一个邮箱地址')
    .transform((text) => Mail.parse(text))
    .optional(),
  OIDC_ISSUER: url(/^https?$/, ISSUER).optional(),
  OIDC_CLIENT_ID: z.string().optional(),
})

/** One machine. */
const Local = Common.extend({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, '要写1到65535的整数')
    .transform(Number)
    .refine((port) => port >= 1 && port <= 65_535, '要写1到65535的整数')
    .default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('.data'),
  SMTP_URL: url(/^smtps?$/, 'smtp://用户:密码@mail.example.gov.cn:587').optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  CLOCK: z
    .string()
    .transform((text, context) => {
      const at = parseInstant(text)
      if (at === null) context.addIssue({ code: 'custom', message: '要写带时区的时间，比如2019-06-25T09:00:00+08:00' })
      return at ?? ''
    })
    .optional(),
})

/** What both homes know. */
export type Settings = {
  /** demo: sample data, on-screen mailbox, movable clock, 127.0.0.1 only. bureau: none of these. */
  mode: 'demo' | 'bureau'
  /** Where people reach the service; links in mails begin with it. No slash at the end. */
  publicUrl: string
  mailFrom: string
  adminMail: string | null
  /** The client's secret is in the settings, or is asked for when it is needed. */
  oidc: { issuer: string; clientId: string; clientSecret: string | Kept } | null
}

export type LocalSettings = Settings & {
  port: number
  host: string
  dataDir: string
  smtpUrl: string | null
  /** Business time at start, in the demo. */
  clock: string | null
}

/** A setting is missing or wrong; the sentence names it. */
export class WrongSettings extends Error {}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1'])

type Env = Record<string, string | undefined>

/** An empty setting is one that is not made. @throws WrongSettings with one sentence that names the first wrong one */
const checked = <T>(schema: z.ZodType<T>, env: Env): T => {
  const parsed = schema.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new WrongSettings(`设置${issue?.path.join('.')}不对：${issue?.message}。`)
}

const trimmed = (publicUrl: string): string => publicUrl.replace(/\/+$/, '')

/**
 * Reads the environment of one machine.
 * @throws WrongSettings with one sentence that names what is missing
 */
export const readSettings = (env: Env): LocalSettings => {
  const set = checked(Local, env)
  const real = { PUBLIC_URL: set.PUBLIC_URL, SMTP_URL: set.SMTP_URL, ADMIN_MAIL: set.ADMIN_MAIL }
  const missing = Object.entries(real).flatMap(([name, value]) => (value === undefined ? [name] : []))
  const demo = missing.length === 3
  if (!demo && missing.length > 0) throw new WrongSettings(`正式使用还缺少设置：${missing.join('、')}。`)
  if (demo && !LOOPBACK.has(set.HOST))
    throw new WrongSettings(
      `演示只在127.0.0.1上运行；要在${set.HOST}上正式使用，请设置PUBLIC_URL、SMTP_URL、ADMIN_MAIL。`,
    )
  if (!demo && set.CLOCK !== undefined) throw new WrongSettings('正式使用不能设置CLOCK。')
  const oidc = [set.OIDC_ISSUER, set.OIDC_CLIENT_ID, set.OIDC_CLIENT_SECRET]
  if (oidc.some((value) => value !== undefined) && oidc.some((value) => value === undefined))
    throw new WrongSettings('统一身份认证要同时设置OIDC_ISSUER、OIDC_CLIENT_ID、OIDC_CLIENT_SECRET。')
  return {
    mode: demo ? 'demo' : 'bureau',
    port: set.PORT,
    host: set.HOST,
    dataDir: set.DATA_DIR,
    publicUrl: trimmed(set.PUBLIC_URL ?? `http://127.0.0.1:${set.PORT}`),
    smtpUrl: set.SMTP_URL ?? null,
    mailFrom: set.MAIL_FROM ?? (set.ADMIN_MAIL ? `月报 <${set.ADMIN_MAIL}>` : '月报 <yuebao@example.invalid>'),
    adminMail: set.ADMIN_MAIL ?? null,
    oidc:
      set.OIDC_ISSUER && set.OIDC_CLIENT_ID && set.OIDC_CLIENT_SECRET
        ? { issuer: set.OIDC_ISSUER, clientId: set.OIDC_CLIENT_ID, clientSecret: set.OIDC_CLIENT_SECRET }
        : null,
    clock: set.CLOCK ?? null,
  }
}

/** AWS: what infra/ writes into each function's environment. */
const Cloud = Common.required({ PUBLIC_URL: true, ADMIN_MAIL: true }).extend({
  TABLE_NAME: z.string('要写DynamoDB表名'),
  BUCKET_NAME: z.string('要写S3存储桶名'),
  /** Name of the function that makes what takes longer than a request. */
  OUTPUTS_FUNCTION: z.string().optional(),
  /** Which of the department's installations this is, such as `prod`; a dimension of every metric. */
  STAGE: z.string().default('prod'),
  AWS_REGION: z.string('要写区域'),
  /** The function's own rights, as Lambda gives them to it. */
  AWS_ACCESS_KEY_ID: z.string('要有函数自己的权限'),
  AWS_SECRET_ACCESS_KEY: z.string('要有函数自己的权限'),
  AWS_SESSION_TOKEN: z.string().optional(),
  MAIL: z.enum(['smtp', 'ses'], '要写smtp或ses').default('smtp'),
  /** Mails a second, at most. */
  MAIL_RATE: z
    .string()
    .regex(/^\d{1,3}$/, '要写1到999的整数')
    .transform(Number)
    .refine((rate) => rate >= 1, '要写1到999的整数')
    .default(10),
  /** ARN of the secret: `{ "smtpUrl": "smtps://…", "oidcClientSecret": "…" }`. */
  SECRET_ID: z.string().optional(),
  /** Whatever speaks DynamoDB at an address, instead of the region's. */
  DYNAMODB_ENDPOINT: url(/^https?$/, 'http://127.0.0.1:8000').optional(),
  /** Whatever speaks S3 at an address. */
  S3_ENDPOINT: url(/^https?$/, 'http://127.0.0.1:4568').optional(),
  /** For tests: a file that holds the time both clocks show. */
  TEST_CLOCK: z.string().optional(),
})

/** A table and a bucket, as the commands of an operator reach them. */
export type TableSettings = Pick<CloudSettings, 'table' | 'region' | 'endpoint' | 'bucket' | 'bucketEndpoint'>

/**
 * Reads the environment of a command: which table and bucket it shall work on.
 * @returns null where no table is named: the command works on a data folder
 */
export const readTableSettings = (env: Env): TableSettings | null => {
  if (!env['TABLE_NAME']) return null
  const set = checked(
    Cloud.pick({ TABLE_NAME: true, BUCKET_NAME: true, AWS_REGION: true, DYNAMODB_ENDPOINT: true, S3_ENDPOINT: true }),
    env,
  )
  return {
    table: set.TABLE_NAME,
    region: set.AWS_REGION,
    endpoint: set.DYNAMODB_ENDPOINT ?? null,
    bucket: set.BUCKET_NAME,
    bucketEndpoint: set.S3_ENDPOINT ?? null,
  }
}

export type CloudSettings = Omit<Settings, 'oidc'> & {
  mode: 'bureau'
  adminMail: string
  stage: string
  table: string
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
  /** Null: the region's own. */
  endpoint: string | null
  bucket: string
  bucketEndpoint: string | null
  outputsFunction: string | null
  mail: 'smtp' | 'ses'
  mailRate: number
  /** Where the mail server's address and the issuer's secret are kept. */
  secretId: string | null
  oidc: { issuer: string; clientId: string } | null
  testClock: string | null
}

/**
 * Reads the environment of a function on AWS, always of a bureau. The test clock is taken only where the table is on this very machine, which
 * no function in AWS has: there the service would have no data, and in a deployed stack it does not start.
 * @throws WrongSettings with one sentence that names what is missing
 */
export const readCloudSettings = (env: Env): CloudSettings => {
  const set = checked(Cloud, env)
  if (env['CLOCK']) throw new WrongSettings('正式使用不能设置CLOCK。')
  const here = set.DYNAMODB_ENDPOINT !== undefined && LOOPBACK.has(new URL(set.DYNAMODB_ENDPOINT).hostname)
  if (set.TEST_CLOCK !== undefined && !here) throw new WrongSettings('TEST_CLOCK只用于测试，数据表不在本机时不能设置。')
  if (set.MAIL === 'smtp' && set.SECRET_ID === undefined)
    throw new WrongSettings('用SMTP发信要设置SECRET_ID，邮件服务器的地址写在那份机密里。')
  if ((set.OIDC_ISSUER === undefined) !== (set.OIDC_CLIENT_ID === undefined))
    throw new WrongSettings('统一身份认证要同时设置OIDC_ISSUER、OIDC_CLIENT_ID。')
  if (set.OIDC_ISSUER !== undefined && set.SECRET_ID === undefined)
    throw new WrongSettings('统一身份认证要设置SECRET_ID，密钥写在那份机密里。')
  return {
    mode: 'bureau',
    publicUrl: trimmed(set.PUBLIC_URL),
    mailFrom: set.MAIL_FROM ?? `月报 <${set.ADMIN_MAIL}>`,
    adminMail: set.ADMIN_MAIL,
    stage: set.STAGE,
    table: set.TABLE_NAME,
    region: set.AWS_REGION,
    credentials: {
      accessKeyId: set.AWS_ACCESS_KEY_ID,
      secretAccessKey: set.AWS_SECRET_ACCESS_KEY,
      ...(set.AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: set.AWS_SESSION_TOKEN }),
    },
    endpoint: set.DYNAMODB_ENDPOINT ?? null,
    bucket: set.BUCKET_NAME,
    bucketEndpoint: set.S3_ENDPOINT ?? null,
    outputsFunction: set.OUTPUTS_FUNCTION ?? null,
    mail: set.MAIL,
    mailRate: set.MAIL_RATE,
    secretId: set.SECRET_ID ?? null,
    oidc: set.OIDC_ISSUER && set.OIDC_CLIENT_ID ? { issuer: set.OIDC_ISSUER, clientId: set.OIDC_CLIENT_ID } : null,
    testClock: set.TEST_CLOCK ?? null,
  }
}
