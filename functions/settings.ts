import * as z from 'zod'
import { Mail } from '../shared/domain/people.ts'
import { parseInstant } from '../shared/domain/time.ts'

const url = (schemes: RegExp, example: string) =>
  z.url({ protocol: schemes, hostname: /./, error: `要写完整的地址，比如${example}` })

const ISSUER = 'https://login.example.gov.cn'

/** Every setting, read and checked once. Nothing else reads the environment. */
const Environment = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, '要写1到65535的整数')
    .transform(Number)
    .refine((port) => port >= 1 && port <= 65_535, '要写1到65535的整数')
    .default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('.data'),
  // Pages lie at the root of their host: an address with a path before them would lead nowhere.
  PUBLIC_URL: url(/^https?$/, 'https://yuebao.example.gov.cn')
    .refine(
      (text) => /^https?:\/\/[^/?#@]+\/*$/i.test(text),
      '只写到主机和端口，不带路径，比如https://yuebao.example.gov.cn',
    )
    .optional(),
  SMTP_URL: url(/^smtps?$/, 'smtp://用户:密码@mail.example.gov.cn:587').optional(),
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

export type Settings = {
  /** demo: sample data, on-screen mailbox, movable clock, 127.0.0.1 only. bureau: none of these. */
  mode: 'demo' | 'bureau'
  port: number
  host: string
  dataDir: string
  /** Where people reach the service; links in mails begin with it. No slash at the end. */
  publicUrl: string
  smtpUrl: string | null
  mailFrom: string
  adminMail: string | null
  oidc: { issuer: string; clientId: string; clientSecret: string } | null
  /** Business time at start, in the demo. */
  clock: string | null
}

/** A setting is missing or wrong; the sentence names it. */
export class WrongSettings extends Error {}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1'])

/**
 * Reads the environment.
 * @throws WrongSettings with one sentence that names what is missing
 */
export const readSettings = (env: Record<string, string | undefined>): Settings => {
  const parsed = Environment.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new WrongSettings(`设置${issue?.path.join('.')}不对：${issue?.message}。`)
  }
  const set = parsed.data
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
    publicUrl: (set.PUBLIC_URL ?? `http://127.0.0.1:${set.PORT}`).replace(/\/+$/, ''),
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
