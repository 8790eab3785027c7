import { allPeriods } from '../../../shared/domain/calendar.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { actorOf } from '../../../shared/domain/people.ts'
import { RUN_TIME } from '../../../shared/domain/reminder/rules.ts'
import { addDays, addMinutes, at, dateOf } from '../../../shared/domain/time.ts'
import type { Wanted } from '../../../shared/service/output/kind.ts'
import type { Engine } from '../engine/engine.ts'
import { openBrowser } from '../simulate/client.ts'
import type { Units } from './meter.ts'
import { openMetered } from './metered.ts'
import { entriesOf, PLAN, settleProvince } from './province.ts'

/** What people and clocks do in a year. */
export const ACTS = [
  'sign in',
  'own page',
  'form',
  'save a draft',
  'submit',
  'receipt',
  'review page',
  'accept',
  'return',
  'month',
  'tasks',
  'month workbook',
  'year workbook',
  'due morning',
  'quiet morning',
] as const
export type Act = (typeof ACTS)[number]

/** Units that have not filed when the acts are measured: they do. */
const LATE = 4

/**
 * Founds a province on an empty engine, lets all units file every month up to the last and all but a few that one, and measures each act on the
 * morning it is due, once, on a service that has read nothing yet: the most that the act can cost.
 * @param given.characters what a unit writes on each of its thirty tasks
 * @param given.months how far the year has gone
 * @param told each act as it is measured
 */
export const measureActs = async (
  engine: Pick<Engine, 'call' | 'table'>,
  given: { units: number; characters: number; months: number; folder: string },
  told: (act: Act, units: Units) => void,
): Promise<void> => {
  const { quiet, services, door, unitsOf } = openMetered(engine, given.folder)
  const province = await settleProvince(quiet, given.units)
  const entries = entriesOf(given.characters)
  const [plan, calendar] = await Promise.all([quiet.load.published(PLAN), quiet.load.calendar()])
  const opened = allPeriods(plan.rhythm, calendar).slice(0, given.months)
  const last = opened.at(-1)
  if (!last) throw new Error('no month has opened')
  for (const { period, opens } of opened)
    for (let index = period === last.period ? LATE : 0; index < given.units; index++)
      await province.file(index, period, addMinutes(opens, 60), entries)
  await quiet.settled()

  const measured = async (act: Act, made: () => Promise<{ outcome: string }>, well = 'ok'): Promise<void> => {
    const units = await unitsOf(async () => {
      const { outcome } = await made()
      if (outcome !== well) throw new Error(`${act}: ${outcome}`)
    })
    told(act, units)
  }
  const browserOf = (mail: string) => openBrowser(door, { mail, place: '192.0.2.1' })
  const unit = browserOf('person-0@mzt.example')
  const office = browserOf('office@mzt.example')
  const report = `/plans/${PLAN}/reports/${last.period}/county-0`
  const reads = (act: Act, who: typeof unit, page: string) => measured(act, () => who.download(page))

  // The run of the day before has hashed what was filed until then.
  const before = at(addDays(dateOf(last.due), -1), RUN_TIME)
  await quiet.reminders.run({ now: before, machine: () => before })
  const now = at(dateOf(last.due), RUN_TIME)
  door.moveTo(now)
  const run = async () => ({ outcome: await door.runReminders().then(() => 'ok') })
  await measured('due morning', run)
  await measured('quiet morning', run)
  await measured('sign in', async () => ({ outcome: await unit.signIn() }))
  await office.signIn()
  await reads('own page', unit, paths.mine)
  await reads('form', unit, paths.report(PLAN, last.period, 'county-0'))
  await unit.call('PUT', report, { version: 0, entries })
  await measured('save a draft', () => unit.call('PUT', report, { version: 1, entries }))
  await measured('submit', () => unit.call('POST', `${report}/submit`, { version: 2, entries }))
  await reads('receipt', unit, paths.receipt(PLAN, last.period, 'county-0'))
  await reads('review page', office, paths.review(PLAN, last.period, 'county-0'))
  await measured('accept', () => office.call('POST', `${report}/accept`, {}))
  await province.submit(1, last.period, now, entries)
  await measured('return', () =>
    office.call('POST', `/plans/${PLAN}/reports/${last.period}/county-1/return`, {
      why: '请补充数据',
      cause: 'unit',
      remarks: [],
    }),
  )
  await reads('month', office, paths.overview(PLAN, last.period))
  await reads('tasks', office, paths.tasks(PLAN))
  const makes = (act: Act, wanted: Wanted) =>
    measured(
      act,
      async () => {
        const { outputs } = services()
        const call = { actor: actorOf(province.office, []), now }
        const job = await outputs.askFor(wanted, call, now)
        await outputs.carryOut({ plan: PLAN, id: job.id }, { machine: () => now })
        return { outcome: (await outputs.job({ plan: PLAN, id: job.id }, call, now)).state }
      },
      'done',
    )
  await makes('month workbook', { kind: 'summary', plan: PLAN, period: last.period })
  await makes('year workbook', { kind: 'evaluation', plan: PLAN, period: null })
}
