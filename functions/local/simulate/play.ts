import { appendFileSync, createWriteStream } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { seededChance } from '../../../shared/adapter/crypto/chance.ts'
import { createDiskFiles } from '../../../shared/adapter/files/disk.ts'
import { createOutbox } from '../../../shared/adapter/files/outbox.ts'
import { allPeriods } from '../../../shared/domain/calendar.ts'
import { evaluate } from '../../../shared/domain/evaluation/evaluate.ts'
import { ratesTable, scoresOf } from '../../../shared/domain/evaluation/figures.ts'
import { DEFAULT_RULES } from '../../../shared/domain/evaluation/rules.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { dutiesOf } from '../../../shared/domain/plan.ts'
import { runsBetween } from '../../../shared/domain/reminder/lastRun.ts'
import { briefOf, type Entry } from '../../../shared/domain/report/entry.ts'
import { at, type Instant, shanghai } from '../../../shared/domain/time.ts'
import type { Mail, Mailer } from '../../../shared/service/ports.ts'
import type { SentMail } from '../../../shared/service/remind.ts'
import { compose } from '../../compose.ts'
import { readSettings } from '../../settings.ts'
import { createApp } from '../../web/app.tsx'
import { backupLines } from '../backupFormat.ts'
import { type Engine, openEngine } from '../engine/engine.ts'
import { samplePeople, sampleUnits } from '../sample/department.ts'
import { settleDepartment, settlePlan } from '../sample/settle.ts'
import { dice } from '../sample/texts.ts'
import { type Answer, type Browser, openBrowser } from './client.ts'
import { planFile } from './plan.ts'
import { type Cast, type Deed, script } from './script.ts'

/** Plays a plan's year through the real app on a fresh embedded store, and writes what an eyewitness would note. */

const OFFICE: [string, string] = ['sunning', 'tanyue']

/** Done without the form, so without its version; the report is not opened for them. */
const FROM_THE_LIST: readonly Deed['act'][] = ['withdraw', 'accept', 'return', 'reopen', 'extend']

type Note = { act: string; unit?: string; period?: string; outcome: string } & Record<string, unknown>

const roleOf = (id: string): string => {
  if (id === 'system') return 'system'
  const person = samplePeople.find((one) => one.id === id)
  if (person?.roles[0]) return person.roles[0]
  for (const unit of sampleUnits) {
    if (unit.coordinator === id) return 'coordinator'
    if (unit.standIn === id) return 'stand-in'
    if (unit.head === id) return 'head'
  }
  return 'coordinator'
}

export type Played = { events: number; mails: number; outputs: string[] }

type Given = { out: string; notice: string; seed: number; from: Instant | null; to: Instant | null }

export const play = async (given: Given): Promise<Played> => {
  const engine = await openEngine({ folder: null })
  try {
    return await playOn(engine, given)
  } finally {
    // Its thread would keep the process alive, also after an error.
    await engine.close()
  }
}

const playOn = async (engine: Engine, given: Given): Promise<Played> => {
  const { out, seed } = given
  const roll = dice(seed)
  await mkdir(path.join(out, 'outputs'), { recursive: true })
  const eventsFile = path.join(out, 'events.jsonl')
  await rm(eventsFile, { force: true })
  for (const folder of ['outbox', 'files']) await rm(path.join(out, folder), { recursive: true, force: true })

  const outbox = await createOutbox({ dir: path.join(out, 'outbox'), from: '月报 <yuebao@mzt.example>' })
  const newest = new Map<string, Mail>()
  const mailer: Mailer = {
    send: (mail) => {
      newest.set(mail.to.mail, mail)
      return outbox.mailer.send(mail)
    },
  }
  const settings = { ...readSettings({}), publicUrl: 'https://yuebao.mzt.example' }
  let now = given.from ?? ''
  let events = 0
  let mails = 0
  const note = (actor: string, event: Note, at: Instant = now): void => {
    events++
    const { act, unit, period, outcome, ...more } = event
    const line = {
      at: shanghai(at),
      actor,
      role: roleOf(actor),
      act,
      ...(unit ? { unit } : {}),
      ...(period ? { period } : {}),
      outcome,
      ...more,
    }
    appendFileSync(eventsFile, `${JSON.stringify(line)}\n`)
  }
  const noteMails = (sent: readonly SentMail[]): void => {
    for (const mail of sent) {
      mails++
      note('system', {
        act: 'mail',
        outcome: mail.outcome === 'sent' ? 'ok' : mail.outcome,
        to: mail.to,
        person: mail.person,
        rule: mail.rule,
        messageId: mail.messageId,
        items: mail.items.map((item) => ({ ...item, due: shanghai(item.due) })),
      })
    }
  }
  const services = compose({
    settings,
    dynamoDb: engine.call,
    table: engine.table,
    mailer,
    files: createDiskFiles(path.join(out, 'files')),
    chance: seededChance(`simulate ${seed}`),
    onMail: noteMails,
    onTrouble: (what) => console.error(what),
  })
  const clock = (): Instant => now
  const app = createApp({ services, settings, clocks: { business: clock, machine: clock } })

  // The department and its plan: imported and published on the day the notice was issued, or on the eve of the first period where the notice
  // came later in its year: a year is played from its beginning.
  const { parseNotice } = await import('../../../shared/domain/notice/parseNotice.ts')
  const issued = parseNotice(given.notice)
  const year = issued.year ?? Number(issued.issuedOn?.slice(0, 4) ?? 2019)
  const eve = `${year}-03-12`
  const day = issued.issuedOn ?? eve
  now = given.from ?? at(day < `${year}-01-01` || day > eve ? eve : day, '09:00')
  const started = now
  await settleDepartment(services, now)
  const office = await services.load.actor(OFFICE[0])
  if (!office) throw new Error('the sample office is missing')
  const planId = await settlePlan(services, office, now, given.notice)
  note(OFFICE[0], { act: 'publish', outcome: 'ok', plan: planId })

  const browsers = new Map<string, { browser: Browser; at: Instant }>()
  const settled = async (): Promise<void> => {
    await services.settled()
    await services.access.idle()
  }
  /** The person's browser, signed in; a session left for eleven hours is opened anew. */
  const browserOf = async (id: string): Promise<Browser> => {
    const known = browsers.get(id)
    if (known && Date.parse(now) - Date.parse(known.at) < 11 * 3_600_000) {
      known.at = now
      return known.browser
    }
    const person = await services.load.person(id)
    const address = `10.0.${([...browsers.keys()].indexOf(id) + browsers.size + 1) >> 8}.${(browsers.size % 250) + 1}`
    const browser =
      known?.browser ??
      openBrowser(app, { mail: person?.mail ?? '', address, lastMail: (to) => newest.get(to), settled })
    const outcome = await browser.signIn()
    note(id, { act: 'sign-in', outcome })
    browsers.set(id, { browser, at: now })
    return browser
  }

  const report = (deed: { unit: string; period: string }): string =>
    `/plans/${planId}/reports/${deed.period}/${deed.unit}`
  const versionIn = ({ body }: Answer): number =>
    Number((body['head'] as { version?: number } | undefined)?.version ?? 0)
  const afterwards = ({ outcome, body }: Answer): Record<string, unknown> =>
    outcome === 'ok' ? { state: body['state'], revision: body['revision'] } : {}
  const briefs = (entries: readonly Entry[]) => entries.map(briefOf)
  const workbook = async (file: string): Promise<string> => {
    const { outcome, name, bytes } = await (await browserOf(OFFICE[0])).download(file)
    if (outcome === 'ok') await writeFile(path.join(out, 'outputs', name), bytes)
    note(OFFICE[0], { act: 'download', outcome, file: name, bytes: bytes.length })
    return name
  }
  const outputs: string[] = []

  const perform = async (deed: Deed): Promise<void> => {
    if (deed.act === 'download') {
      outputs.push(await workbook(paths.monthOutput(planId, deed.period, 'summary')))
      return
    }
    const browser = await browserOf(deed.actor)
    const { unit, period } = deed
    const where = { unit, period }
    const opened = FROM_THE_LIST.includes(deed.act) ? null : await browser.call('GET', report(deed))
    const version = opened ? versionIn(opened) : 0
    const tell = (act: string, answer: Answer, more: Record<string, unknown> = {}, actor = deed.actor): void =>
      note(actor, { ...where, act, outcome: answer.outcome, ...afterwards(answer), ...more })

    switch (deed.act) {
      case 'save':
        return tell('save', await browser.call('PUT', report(deed), { version, entries: deed.entries }))
      case 'save-from-old': {
        const other = await browserOf(deed.other)
        const theirs = await other.call('PUT', report(deed), { version, entries: deed.theirs })
        tell('save', theirs, { version }, deed.other)
        return tell('save', await browser.call('PUT', report(deed), { version, entries: deed.entries }), { version })
      }
      case 'submit':
        return tell(
          'submit',
          await browser.call('POST', `${report(deed)}/submit`, { version, entries: deed.entries }),
          { entries: briefs(deed.entries) },
        )
      case 'submit-zero': {
        const answer = await browser.call('POST', `${report(deed)}/zero`, { version, reason: deed.reason })
        return tell('submit', answer, { entries: answer.body['entries'] ?? [], whole: true })
      }
      case 'enter':
        return tell(
          'enter',
          await browser.call('POST', `${report(deed)}/enter`, { version, entries: deed.entries, why: deed.why }),
          { entries: briefs(deed.entries), why: deed.why },
        )
      case 'withdraw':
        return tell('withdraw', await browser.call('POST', `${report(deed)}/withdraw`))
      case 'accept':
        return tell('accept', await browser.call('POST', `${report(deed)}/accept`, {}))
      case 'return':
      case 'reopen': {
        const answer = await browser.call('POST', `${report(deed)}/${deed.act}`, {
          why: deed.why,
          cause: deed.cause,
          remarks: deed.remark ? [deed.remark] : [],
        })
        const until = answer.body['windowUntil']
        return tell(deed.act, answer, {
          why: deed.why,
          cause: deed.cause,
          entries: deed.remark ? [deed.remark.task] : [],
          ...(typeof until === 'string' ? { until: shanghai(until) } : {}),
        })
      }
      case 'extend':
        return tell(
          'extend',
          await browser.call('POST', `${report(deed)}/extend`, { until: deed.until, why: deed.why }),
          { until: shanghai(deed.until), why: deed.why },
        )
      case 'verify': {
        const head = opened?.body['head'] as
          | { state?: string; entries?: { task: number; status: string | null }[] }
          | undefined
        if (head?.state !== 'accepted') return
        for (const entry of head.entries ?? [])
          if (entry.status === '已完成') {
            const answer = await browser.call('POST', `/plans/${planId}/tasks/${entry.task}/verify`, { unit })
            note(deed.actor, { act: 'verify', unit, task: entry.task, outcome: answer.outcome })
          }
      }
    }
  }

  const { plan, units } = await services.overview.at(planId, now)
  const calendar = await services.load.calendar()
  const periods = allPeriods(plan.rhythm, calendar)
  const cast: Cast = {
    coordinator: (unit) => units.find((one) => one.id === unit)?.coordinator ?? OFFICE[1],
    standIn: (unit) => {
      const found = units.find((one) => one.id === unit)
      return found?.standIn ?? found?.coordinator ?? OFFICE[1]
    },
    units: units.filter((unit) => unit.coordinator !== null).map((unit) => unit.id),
    office: OFFICE,
    officeUnit: 'fagui',
  }
  const deeds = script({
    plan,
    calendar,
    periods,
    cast,
    seed,
    tasksOf: (id, period) => {
      const unit = units.find((one) => one.id === id)
      return unit ? dutiesOf(plan, unit, period, [], periods[0]?.opens ?? '').map((duty) => duty.task) : []
    },
  })
  const lastDeed = deeds.at(-1)?.at ?? started
  const end = given.to ?? lastDeed

  // The daily run is left out on some days, and for a stretch: the next run catches up.
  const runs = runsBetween(started, end)
  const left = new Set<Instant>()
  for (const [index, run] of runs.entries()) if (roll() < 0.06 || (index >= 70 && index < 75)) left.add(run)
  const steps: { at: Instant; deed: Deed | null }[] = [
    ...deeds.map((deed) => ({ at: deed.at, deed })),
    ...runs.filter((run) => !left.has(run)).map((run) => ({ at: run, deed: null })),
  ]
    .filter((step) => step.at >= started && step.at <= end)
    .sort((one, other) =>
      one.at < other.at ? -1 : one.at > other.at ? 1 : Number(other.deed === null) - Number(one.deed === null),
    )

  for (const { at, deed } of steps) {
    now = at
    if (deed) {
      await perform(deed)
      await settled()
    } else {
      const sent: SentMail[] = []
      const { lines } = await services.reminders.run({ now, machine: clock, onMail: (mail) => sent.push(mail) })
      note('system', { act: 'reminder-run', outcome: 'ok', mails: sent.length, lines })
      noteMails(sent)
    }
  }

  now = end
  outputs.push(await workbook(paths.output(planId, 'evaluation')), await workbook(paths.output(planId, 'rates')))
  const data = await services.overview.at(planId, now)
  await writeFile(path.join(out, 'plan.json'), `${JSON.stringify(planFile(data, calendar.corrections), null, 1)}\n`)
  const evaluation = evaluate(data.year, DEFAULT_RULES)
  const figures = { rates: ratesTable(data.year), scores: scoresOf(evaluation), cutOff: shanghai(now), revision: 1 }
  await writeFile(path.join(out, 'figures.json'), `${JSON.stringify(figures, null, 1)}\n`)
  await pipeline(Readable.from(backupLines(services.items.all())), createWriteStream(path.join(out, 'export.json')))
  return { events, mails, outputs }
}
