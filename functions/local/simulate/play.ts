import { createWriteStream } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { allPeriods, isWorkingDay, type WorkCalendar } from '../../../shared/domain/calendar.ts'
import { ratesTable, scoresOf } from '../../../shared/domain/evaluation/figures.ts'
import { parseNotice } from '../../../shared/domain/notice/parseNotice.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { dutiesOf } from '../../../shared/domain/plan.ts'
import { runsBetween } from '../../../shared/domain/reminder/lastRun.ts'
import { addDays, at, dateOf, type Instant, shanghai } from '../../../shared/domain/time.ts'
import { backupLines } from '../../../shared/service/backup.ts'
import type { Call } from '../../../shared/service/deps.ts'
import { settleDepartment, settlePlan } from '../sample/settle.ts'
import { dice } from '../sample/texts.ts'
import { type Browser, openBrowser } from './client.ts'
import { type Deed, type Hands, perform } from './deeds/deed.ts'
import type { Stage } from './door.ts'
import { openNotes } from './notes.ts'
import { openHere } from './openHere.ts'
import { planFile } from './plan.ts'
import { planChanges } from './planChanges.ts'
import { type Cast, declaredFree, script } from './script.ts'

/** Plays a plan's year through the real app on a fresh store, and writes what an eyewitness would note. */

const OFFICE: [string, string] = ['sunning', 'tanyue']
/** A session is opened anew when its person comes back after this long. */
const SESSION_HOURS = 11

export type Played = { events: number; mails: number; outputs: string[] }

type Given = {
  out: string
  notice: string
  seed: number
  from: Instant | null
  to: Instant | null
}

/** @param open the door that the year is played through, on a fresh store; one machine's unless told otherwise */
export const play = async (given: Given, open: () => Promise<Stage> = () => openHere(given.out, given.seed)) => {
  await mkdir(path.join(given.out, 'outputs'), { recursive: true })
  for (const left of ['events.jsonl', 'outbox', 'files'])
    await rm(path.join(given.out, left), { recursive: true, force: true })
  const stage = await open()
  try {
    return await playOn(stage, given)
  } finally {
    await stage.close()
  }
}

const playOn = async ({ door, services }: Stage, given: Given): Promise<Played> => {
  const { out, seed } = given
  let now: Instant = ''
  const moveTo = (to: Instant): void => {
    now = to
    door.moveTo(to)
  }
  const { note, noteMails, counts } = openNotes(path.join(out, 'events.jsonl'), () => now)

  // The department and its plan: imported and published on the day the notice was issued, or on the eve of the first period where the notice
  // came later in its year: a year is played from its beginning.
  const issued = parseNotice(given.notice)
  const year = issued.year ?? Number(issued.issuedOn?.slice(0, 4) ?? 2019)
  const eve = `${year}-03-12`
  const day = issued.issuedOn ?? eve
  const started = given.from ?? at(day < `${year}-01-01` || day > eve ? eve : day, '09:00')
  moveTo(started)
  await settleDepartment(services, now)
  const office = await services.load.actor(OFFICE[0])
  if (!office) throw new Error('the sample office is missing')
  const planId = await settlePlan(services, office, now, given.notice)
  for (const { id, coordinator } of await services.load.units())
    if (coordinator !== null) note('system', { act: 'appoint', unit: id, outcome: 'ok', coordinator })
  note(OFFICE[0], { act: 'publish', outcome: 'ok', plan: planId })

  const browsers = new Map<string, { browser: Browser; at: Instant }>()
  const browserOf = async (id: string): Promise<Browser> => {
    const known = browsers.get(id)
    if (known && Date.parse(now) - Date.parse(known.at) < SESSION_HOURS * 3_600_000) {
      known.at = now
      return known.browser
    }
    const person = await services.load.person(id)
    const count = browsers.size
    const place = `10.0.${(count + 1) >> 8}.${(count % 250) + 1}`
    const browser = known?.browser ?? openBrowser(door, { mail: person?.mail ?? '', place })
    note(id, { act: 'sign-in', outcome: await browser.signIn() })
    browsers.set(id, { browser, at: now })
    return browser
  }
  const outputs: string[] = []
  const hands: Hands = {
    plan: planId,
    note,
    browserOf,
    download: async (person, file) => {
      const { outcome, name, bytes } = await (await browserOf(person)).download(file)
      if (outcome === 'ok') await writeFile(path.join(out, 'outputs', name), bytes)
      note(person, { act: 'download', outcome, file: name, bytes: bytes.length })
      outputs.push(name)
    },
  }

  const { plan, units } = await services.overview.at(planId, now)
  const plain = await services.load.calendar()
  const free = declaredFree(allPeriods(plan.rhythm, plain))
  const calendar: WorkCalendar =
    free === null ? plain : { corrections: [{ date: free, working: false, reason: '全省统一调休' }] }
  const periods = allPeriods(plan.rhythm, calendar)
  const cast: Cast = {
    coordinator: (unit) => units.find((one) => one.id === unit)?.coordinator ?? OFFICE[1],
    standIn: (unit) => {
      const found = units.find((one) => one.id === unit)
      return found?.standIn ?? found?.coordinator ?? OFFICE[1]
    },
    signer: (unit) => {
      const found = units.find((one) => one.id === unit)
      return found?.signOff ? found.head : null
    },
    units: units.filter((unit) => unit.coordinator !== null).map((unit) => unit.id),
    office: OFFICE,
    officeUnit: 'fagui',
    evaluator: 'zhengyan',
  }
  const changed = planChanges({ plan, units, periods, office: OFFICE[0], officeUnit: cast.officeUnit })
  const deeds = script({
    plan: changed.plan,
    calendar,
    periods,
    cast,
    seed,
    tasksOf: (id, period) => {
      const unit = changed.units.find((one) => one.id === id)
      return unit ? dutiesOf(changed.plan, unit, period, [], periods[0]?.opens ?? '').map((duty) => duty.task) : []
    },
  })
  const end = given.to ?? deeds.at(-1)?.at ?? started

  for (const step of steps([...deeds, ...changed.deeds], runsLeft(started, end, seed, calendar), started, end)) {
    moveTo(step.at)
    if (step.deed) await perform(step.deed, hands)
    const run = step.deed ? null : await door.runReminders()
    await door.settled()
    const mails = door.posted()
    if (run) note('system', { act: 'reminder-run', outcome: 'ok', mails: mails.length, lines: run.lines })
    noteMails(mails)
  }

  moveTo(end)
  for (const kind of ['evaluation', 'rates', 'report']) await hands.download(OFFICE[0], paths.output(planId, kind))
  const data = await services.overview.at(planId, now)
  const { rules } = await services.rules.now(planId, { actor: office, now })
  await writeFile(
    path.join(out, 'plan.json'),
    `${JSON.stringify(planFile({ ...data, units: await services.load.units() }, (await services.load.calendar()).corrections, rules), null, 1)}\n`,
  )
  await writeFile(
    path.join(out, 'figures.json'),
    `${JSON.stringify(await figuresOf(services, planId, { actor: office, now }), null, 1)}\n`,
  )
  await pipeline(Readable.from(backupLines(services)), createWriteStream(path.join(out, 'export.json')))
  return { ...counts, outputs }
}

/** `figures.json`: what the last published revision states; before any, what the records say now. */
const figuresOf = async ({ evaluations }: Stage['services'], plan: string, call: Call): Promise<unknown> => {
  const head = await evaluations.standing(plan, call)
  if ((head?.revisions.length ?? 0) > 0) {
    const { snapshot, revision } = await evaluations.published(plan, call)
    const { rates, scores } = snapshot
    return { rates, scores: scoresOf({ units: scores }), cutOff: shanghai(revision.cutOff), revision: revision.number }
  }
  const { year, evaluation } = await evaluations.draft(plan, call)
  return { rates: ratesTable(year), scores: scoresOf(evaluation), cutOff: shanghai(call.now), revision: 1 }
}

/** The daily runs of the year. Some days have none, and one stretch, and a long holiday with the day after it: the next run catches up. */
const runsLeft = (from: Instant, to: Instant, seed: number, calendar: WorkCalendar): Instant[] => {
  const roll = dice(seed)
  return runsBetween(from, to).filter(
    (run, index) => !(roll() < 0.06 || (index >= 70 && index < 75) || endsHoliday(calendar, dateOf(run))),
  )
}

/** Days off in a row that nobody comes to look after a stopped service. */
const LONG_HOLIDAY = 5

/** Does the day belong to a long holiday, or come right after one? */
const endsHoliday = (calendar: WorkCalendar, day: string): boolean => {
  const off = (date: string): boolean => !isWorkingDay(calendar, date)
  const within = off(day) ? day : addDays(day, -1)
  let length = 0
  for (let date = within; off(date); date = addDays(date, -1)) length++
  for (let date = addDays(within, 1); length > 0 && off(date); date = addDays(date, 1)) length++
  return length >= LONG_HOLIDAY
}

type Step = { at: Instant; deed: Deed | null }

/** Deeds and runs in order of time; what falls together, the run first. */
const steps = (deeds: readonly Deed[], runs: readonly Instant[], from: Instant, to: Instant): Step[] =>
  [...deeds.map((deed): Step => ({ at: deed.at, deed })), ...runs.map((run): Step => ({ at: run, deed: null }))]
    .filter(({ at: when }) => when >= from && when <= to)
    .sort((one, other) =>
      one.at < other.at ? -1 : one.at > other.at ? 1 : Number(other.deed === null) - Number(one.deed === null),
    )
