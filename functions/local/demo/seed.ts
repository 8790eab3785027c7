import { readFile } from 'node:fs/promises'
import { actorOf } from '../../../shared/domain/people.ts'
import { taskOf } from '../../../shared/domain/plan.ts'
import { addDays, addMinutes, at, dateOf, type Instant, type Period } from '../../../shared/domain/time.ts'
import type { Which } from '../../../shared/service/report.ts'
import type { Services } from '../../compose.ts'
import { samplePeople, sampleUnits } from '../sample/department.ts'
import { settleDepartment, settlePlan } from '../sample/settle.ts'
import { type Dice, dice, sampleEntry, sampleKickoff, zeroReason } from '../sample/texts.ts'
import { attachSamples } from './evidence.ts'

/** When the demo opens: three days before June is due. */
export const DEMO_OPENS: Instant = at('2019-06-25', '09:00')

type Deed =
  | 'on-time'
  | 'late'
  | 'zero'
  | 'made-up'
  | 'missing'
  | 'unsigned'
  | 'waiting'
  | 'returned'
  | 'draft'
  | 'nothing'

/** What happened differently from "filed on time and accepted". */
const EXCEPTIONS: Record<Period, Record<string, Deed>> = {
  '2019-03': { sheguan: 'late', fucai: 'zero' },
  '2019-04': { fuli: 'late', renshi: 'zero', tuixiu: 'zero', quhua: 'zero', jiuzhuju: 'made-up' },
  '2019-05': { shiwu: 'late', guihua: 'zero', quhua: 'zero', cishan: 'zero', sheguan: 'late', tuixiu: 'missing' },
  '2019-06': {
    bangongshi: 'on-time',
    fagui: 'waiting',
    guihua: 'waiting',
    shegong: 'unsigned',
    dangwei: 'on-time',
    fucai: 'waiting',
    renshi: 'zero',
    quhua: 'zero',
    fuli: 'returned',
    jiuzhu: 'draft',
    xinxi: 'draft',
  },
}

const actorNamed = (id: string) => {
  const person = samplePeople.find((one) => one.id === id)
  if (!person) throw new Error(`no sample person ${id}`)
  return actorOf(person, sampleUnits)
}

/**
 * The story on which the demo opens: the 2019 plan imported from its notice, three months behind, June half done; one unit late, one zero,
 * one returned, one month missing. Told through the same acts that people use.
 */
export const seedDemo = async (services: Services): Promise<void> => {
  const notice = await readFile(new URL('./jilin-2019.txt', import.meta.url), 'utf8')
  const office = actorNamed('sunning')
  const founded = at('2019-03-12', '09:00')
  await settleDepartment(services, founded)
  const plan = await settlePlan(services, office, addMinutes(founded, 30), notice)

  await Promise.all(sampleUnits.map(({ id }) => kickOff(services, plan, id)))
  const reached = new Map<string, number>()
  for (const [month, [period, exceptions]] of Object.entries(EXCEPTIONS).entries())
    await Promise.all(
      sampleUnits.map(async (unit, index) => {
        const deed = exceptions[unit.id] ?? (period === '2019-06' ? 'nothing' : 'on-time')
        const which = { plan, period, unit: unit.id }
        await tell(services, which, deed, dice(month * 1000 + index), (month + 1) / 10, reached)
      }),
    )
}

/** The kick-off's materials, by unit: filed on the eve of the due day, one late, one not at all. */
const KICKED_OFF: Record<string, string | null> = { sheguan: '2019-03-18', tuixiu: null }

const kickOff = async ({ phases }: Services, plan: string, unit: string): Promise<void> => {
  const day = KICKED_OFF[unit] === undefined ? '2019-03-14' : KICKED_OFF[unit]
  if (day === null) return
  const coordinator = sampleUnits.find((one) => one.id === unit)?.coordinator ?? ''
  const call = { actor: actorNamed(coordinator), now: at(day, '15:20') }
  const { plan: whole, tasks } = await phases.kickoff({ plan, unit }, call)
  const entries = tasks.flatMap(({ task: number }) => {
    const task = taskOf(whole, number)
    return task ? [sampleKickoff(task)] : []
  })
  await phases.fileKickoff({ plan, unit }, call, { entries })
}

const tell = async (
  { reports, evidence }: Services,
  which: Which,
  deed: Deed,
  roll: Dice,
  share: number,
  reached: Map<string, number>,
): Promise<void> => {
  if (deed === 'nothing' || deed === 'missing') return
  const unit = sampleUnits.find((one) => one.id === which.unit)
  const coordinator = actorNamed(unit?.coordinator ?? '')
  const office = actorNamed('sunning')
  const scene = await reports.scene(which)
  const before = (days: number, time: string): Instant => at(addDays(dateOf(scene.period.due), -days), time)
  const june = which.period === '2019-06'
  const entries = scene.duties.flatMap((duty) => {
    const task = taskOf(scene.plan, duty.task)
    if (!task) return []
    const key = `${which.unit} ${task.number}`
    const entry = sampleEntry(task, which.period, share, roll, reached.get(key))
    if (entry.progress !== null) reached.set(key, entry.progress)
    return [entry]
  })
  const minutes = Math.floor(roll() * 90)
  const filed =
    deed === 'late'
      ? addMinutes(at(addDays(dateOf(scene.dates.locks), -1), '09:10'), minutes)
      : deed === 'made-up'
        ? addMinutes(at(addDays(dateOf(scene.dates.locks), 3), '10:00'), minutes)
        : addMinutes(before(june ? 4 : 1 + Math.floor(roll() * 4), roll() < 0.5 ? '09:20' : '14:40'), minutes)
  const call = { actor: coordinator, now: filed }

  const tasks = scene.duties.map((duty) => duty.task)
  if (deed === 'draft') {
    const saved = { ...call, now: at('2019-06-24', '16:12') }
    await attachSamples(evidence, which, saved, tasks)
    await reports.save(which, saved, { entries: entries.slice(0, Math.ceil(entries.length / 2)), version: 0 })
    return
  }
  if (deed === 'made-up')
    await reports.extend(
      which,
      { actor: office, now: at(addDays(dateOf(scene.dates.locks), 2), '09:00') },
      { until: at(addDays(dateOf(scene.dates.locks), 6), '17:30'), why: '协调员出差，来电申请补报' },
    )
  // Files make no form stale: the texts are still those of the version that was read.
  await attachSamples(evidence, which, call, tasks)
  const version = deed === 'made-up' ? 1 : 0
  if (deed === 'zero') await reports.submitZero(which, call, { reason: zeroReason(roll), next: '', version })
  else await reports.submit(which, call, { entries, version })

  if (deed === 'unsigned') return
  if (unit?.signOff && unit.head !== null)
    await reports.signOff(which, { actor: actorNamed(unit.head), now: addMinutes(filed, 25) })
  if (deed === 'waiting' || (june && deed === 'zero')) return
  const reviewed = june ? at('2019-06-24', '10:30') : addMinutes(at(addDays(dateOf(filed), 1), '08:40'), minutes)
  if (deed === 'returned') {
    const first = entries.find((entry) => !entry.zero) ?? entries[0]
    await reports.sendBack(
      'return',
      which,
      { actor: office, now: reviewed },
      {
        why: '请写明到月底完成了多少，附上具体数字。',
        remarks: first ? [{ task: first.task, text: '请写明本月新增多少、下一步在什么时间完成。' }] : [],
        cause: 'unit',
      },
    )
    return
  }
  await reports.accept(which, { actor: office, now: reviewed })
}
