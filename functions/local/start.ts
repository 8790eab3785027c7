import { type ServerType, serve } from '@hono/node-server'
import { stampInWords } from '../../shared/domain/time.ts'
import { backupLines } from '../../shared/service/backup.ts'
import type { Count } from '../metrics.ts'
import { readSettings, WrongSettings } from '../settings.ts'
import { createApp } from '../web/app.tsx'
import { errorInLog, logLine } from '../web/log.ts'
import { openControl } from './control.ts'
import { EngineRefused } from './engine/engine.ts'
import { type LocalHouse, openLocal } from './openLocal.ts'
import { recordedLines } from './recordedLines.ts'

/** `npm start`: the service on one machine. */

const MINUTE = 60_000
/** How long requests and mails under way may take once the service is told to end. */
const LAST_WORDS = { requests: 2_000, all: 4_000 }

/**
 * Makes the reminder run when one is due, tells the administrators when none was made for too long, and looks again every minute.
 * @returns ends it: waits for the run under way, so that no mail is left of which nobody knows whether it went
 */
const keepRunning = (house: LocalHouse): (() => Promise<void>) => {
  let busy: Promise<void> | null = null
  const { business, machine } = house.clock
  const { reminders } = house.services
  const attempt = async (event: string, act: () => Promise<unknown>): Promise<void> => {
    try {
      await act()
    } catch (error) {
      logLine({ level: 'error', event, ...errorInLog(error) })
    }
  }
  const look = async (): Promise<void> => {
    await attempt('reminder run', async () => {
      const run = await reminders.runIfDue({ now: business(), machine })
      if (!run) return
      if (run.unknownYears.length > 0) logLine({ level: 'info', event: 'holidays unknown', years: run.unknownYears })
      await house.services.evidence.sweep(machine())
      await house.services.outputs.sweep(machine())
      await house.services.items.sweep(machine())
    })
    // What hinders the runs need not hinder the mail that says so.
    await attempt('reminder alarm', () => reminders.alarm({ now: business(), machine: machine() }))
  }
  const begin = (): void => {
    busy ??= look().finally(() => {
      busy = null
    })
  }
  begin()
  const timer = setInterval(begin, MINUTE)
  return async () => {
    clearInterval(timer)
    await busy
  }
}

const trouble = (what: string, error?: Record<string, unknown>): void =>
  logLine({ level: 'error', event: 'trouble', what, ...error })
/** The demo fills its months before anybody is there: those acts are no use of the service. */
let greeted = false
/** What AWS counts as metrics stands in the log here; that nothing happened does not. */
const count: Count = (metric, value = 1, kind) => {
  if (greeted && value > 0)
    logLine({ level: 'info', event: 'count', metric, value, ...(kind === undefined ? {} : { kind }) })
}

/** Without its engine the service would refuse everything: better to end and be started again. */
let ending = false
const onDeath = (error: Error): void => {
  if (ending) return
  console.error(`数据引擎停止了：${error.message}。请检查磁盘空间后重新启动。`)
  process.exit(1)
}

const greet = ({ settings, clock }: LocalHouse, port: number): void => {
  const address = settings.mode === 'demo' ? `http://127.0.0.1:${port}` : settings.publicUrl
  const lines =
    settings.mode === 'demo'
      ? [
          `月报（演示）：请用浏览器打开 ${address}`,
          '登录页可以直接选一位样例人员：救助处工作协调员示例·李敏（limin@mzt.example），或法规处示例·孙宁（sunning@mzt.example）。',
          `演示时间：${stampInWords(clock.business())}（北京时间，页首横条可以拨动）。验证码邮件在演示邮箱里，也在${settings.dataDir}/outbox。`,
        ]
      : [`月报：请用浏览器打开 ${address}`, `首次使用：用${settings.adminMail}登录（系统管理员），验证码发到这个邮箱。`]
  console.log(lines.join('\n'))
  greeted = true
}

const listen = (
  fetch: Parameters<typeof serve>[0]['fetch'],
  { host, port }: { host: string; port: number },
): Promise<ServerType> =>
  new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: host, port }, () => resolve(server))
    server.once('error', reject)
  })

const main = async (): Promise<void> => {
  const settings = readSettings(process.env)
  const house = await openLocal(settings, { onTrouble: trouble, onDeath, count })
  const control = await openControl(settings.dataDir, {
    backup: () => backupLines(house.services),
    verify: (sha256) => recordedLines(house.services, sha256),
  })
  const app = createApp(house)
  const server = await listen(app.fetch, settings)
  const stopRunning = keepRunning(house)
  const address = server.address()
  greet(house, typeof address === 'object' && address ? address.port : settings.port)

  const close = async (): Promise<void> => {
    if (ending) return
    ending = true
    // Every write is on the disk before it is answered: whatever takes too long may be cut off.
    setTimeout(() => process.exit(0), LAST_WORDS.all).unref()
    control.close()
    const answered = new Promise<void>((resolve) => server.close(() => resolve()))
    if ('closeAllConnections' in server) setTimeout(() => server.closeAllConnections(), LAST_WORDS.requests).unref()
    await Promise.all([answered, stopRunning()])
    await house.close()
    process.exit(0)
  }
  process.on('SIGTERM', () => void close())
  process.on('SIGINT', () => void close())
}

/** What hindered the start, in one sentence; null for a fault of ours. */
const hindrance = (error: unknown): string | null => {
  if (error instanceof WrongSettings || error instanceof EngineRefused) return error.message
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'EADDRINUSE') return '端口已被占用，请停止占用它的程序，或者用PORT另选端口。'
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return '这台机器没有HOST所写的地址，请核对HOST。'
  if (code === 'EACCES' && error instanceof Error && 'syscall' in error && error.syscall === 'listen')
    return '没有权限使用这个端口，请用PORT另选1024以上的端口。'
  if (code === 'EACCES' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST' || code === 'ENOSPC')
    return '数据目录写不进去，请核对DATA_DIR、它的权限和磁盘空间。'
  return null
}

await main().catch((error: unknown) => {
  console.error(hindrance(error) ?? (error instanceof Error ? error.stack : String(error)))
  process.exit(1)
})
