import { writeFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { compose } from '../../../functions/compose.ts'
import { samplePeople } from '../../../functions/local/sample/department.ts'
import { MAIL_FROM, PUBLIC_URL } from '../../../functions/local/simulate/appDoor.ts'
import type { Posted, Stage } from '../../../functions/local/simulate/door.ts'
import type { Eml } from '../../../shared/adapter/files/eml.ts'
import type { RunSummary } from '../../../shared/service/remind.ts'
import { openBucket } from '../bucket.ts'
import { eventOf } from '../gateway.ts'
import { type MailServer, openMailServer } from '../mailServer.ts'
import { bundlesToRun } from './bundles.ts'
import { openSecrets, type Secrets } from './secrets.ts'
import { type RunningFunction, startFunction } from './startFunction.ts'
import { openTable, REGION } from './table.ts'

/**
 * The service as it runs on AWS, on this machine: the bundles in processes of their own, a table behind an address (DYNAMODB_ENDPOINT, or dynalite), a
 * bucket, a mail server, and the secret that names it.
 */
export type Cloud = Stage & {
  web: RunningFunction
  reminders: RunningFunction
  mailServer: MailServer
  secrets: Secrets
  /** Another instance of a function, as Lambda starts them when several events come at once. */
  another: (name: 'web' | 'reminders', more?: More) => Promise<RunningFunction>
  /** Asks through one instance of the web function. */
  askAt: (web: RunningFunction, address: string, init: RequestInit, place: string) => Promise<Response>
}

type More = { env?: Record<string, string>; nodeOptions?: string[] }

export const ADMIN_MAIL = 'admin@mzt.example'

const notStarted = async (): Promise<never> => {
  throw new Error('this function was not started')
}
const nobody: RunningFunction = {
  invoke: notStarted,
  first: Promise.resolve(null),
  idle: notStarted,
  log: [],
  stop: async () => {},
}

const LISTED = /\s*,\s*/

/** A mail as it arrived. Which tasks it lists stands in its text, for people; its headers name units and months. */
const postedOf = ({ headers, to }: Eml): Posted => {
  const address = /<([^>]+)>/.exec(to)?.[1] ?? to
  return {
    to: address,
    person: samplePeople.find(({ mail }) => mail === address)?.id ?? '',
    rule: (headers['x-yuebao-rule'] ?? '').split(LISTED).join(','),
    messageId: headers['message-id'] ?? '',
    outcome: 'sent',
    items: [],
  }
}

/**
 * @param more further settings of the functions, which win
 * @param given.start false: no function is started yet
 * @param given.password what the mail server asks for
 */
export const openLambda = async (
  more: Record<string, string> = {},
  given: { start?: boolean; password?: string } = {},
): Promise<Cloud> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'yuebao-lambda-'))
  const closers: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    const bundles = await bundlesToRun()
    const table = await openTable()
    closers.push(table.close)
    const bucket = await openBucket()
    closers.push(bucket.close)
    const mailServer = await openMailServer(given.password === undefined ? {} : { password: given.password })
    closers.push(mailServer.close)
    const secrets = await openSecrets({ smtpUrl: mailServer.url })
    closers.push(secrets.close)
    const clock = path.join(folder, 'clock')
    await writeFile(clock, new Date().toISOString())
    const env = {
      AWS_REGION: REGION,
      STAGE: 'test',
      PUBLIC_URL,
      ADMIN_MAIL,
      MAIL_FROM,
      MAIL: 'smtp',
      MAIL_RATE: '999',
      SECRET_ID: 'arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:yuebao',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
      TABLE_NAME: table.table,
      DYNAMODB_ENDPOINT: table.endpoint,
      BUCKET_NAME: bucket.settings.bucket,
      S3_ENDPOINT: bucket.settings.endpoint ?? '',
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'S3RVER',
      AWS_SESSION_TOKEN: '',
      TEST_CLOCK: clock,
      ...more,
    }
    const another: Cloud['another'] = async (name, { env: also = {}, nodeOptions = [] } = {}) => {
      const seconds = name === 'web' ? 29 : 900
      const started = await startFunction({ bundle: bundles[name], env: { ...env, ...also }, seconds, nodeOptions })
      closers.push(started.stop)
      return started
    }
    const start = given.start !== false
    const web = start ? await another('web') : nobody
    const reminders = start ? await another('reminders') : nobody
    const services = compose({
      settings: { mode: 'bureau', publicUrl: PUBLIC_URL, mailFrom: MAIL_FROM, adminMail: ADMIN_MAIL, oidc: null },
      dynamoDb: table.call,
      table: table.table,
      files: bucket.files,
      mailer: { send: async () => ({ outcome: 'failed', detail: 'the scene sends no mail' }) },
    })
    const askAt: Cloud['askAt'] = async (at, address, init, place) =>
      responseOf(await at.invoke(await eventFor(address, init, place)))
    let read = 0
    return {
      web,
      reminders,
      mailServer,
      secrets,
      another,
      askAt,
      services,
      close,
      door: {
        ask: (address, init, place) => askAt(web, address, init, place),
        runReminders: async () => {
          const summary = (await reminders.invoke({ 'detail-type': 'Scheduled Event' })) as RunSummary | null
          return { lines: summary?.lines ?? 0 }
        },
        moveTo: (now) => writeFileSync(clock, now),
        settled: async () => {
          await web.idle()
          await reminders.idle()
        },
        posted: () => {
          const mails = mailServer.mails.slice(read).map(postedOf)
          read = mailServer.mails.length
          return mails.filter(({ rule }) => rule !== 'code')
        },
        lastMail: (to) => mailServer.newest(to)?.text ?? '',
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

const eventFor = async (address: string, init: RequestInit, place: string) => {
  const request = new Request(`${PUBLIC_URL}${address}`, init)
  const { pathname, search } = new URL(request.url)
  const body = init.body ? new Uint8Array(await request.arrayBuffer()) : null
  return eventOf({
    method: request.method,
    path: pathname,
    query: search.slice(1),
    place,
    // A Request keeps no cookies that were not set by a browser.
    headers: { ...Object.fromEntries(request.headers), ...cookieIn(init.headers) },
    ...(body ? { body } : {}),
  })
}

const cookieIn = (headers: RequestInit['headers']): { cookie?: string } => {
  const cookie = new Map(Object.entries((headers ?? {}) as Record<string, string>)).get('cookie')
  return cookie ? { cookie } : {}
}

/** What API Gateway makes of a function's answer. */
const responseOf = (answer: unknown): Response => {
  const { statusCode, headers, cookies, body, isBase64Encoded } = answer as APIGatewayProxyStructuredResultV2
  const told = new Headers(headers as Record<string, string>)
  for (const cookie of cookies ?? []) told.append('set-cookie', cookie)
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8')
  const empty = [204, 303, 304].includes(statusCode ?? 0) && bytes.length === 0
  return new Response(empty ? null : bytes, { status: statusCode ?? 200, headers: told })
}
