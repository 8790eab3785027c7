import { addWorkingDays, type PeriodDates, type WorkCalendar } from '../../../shared/domain/calendar.ts'
import type { Plan } from '../../../shared/domain/plan.ts'
import { taskOf } from '../../../shared/domain/plan.ts'
import type { Entry } from '../../../shared/domain/report/entry.ts'
import {
  addDays,
  addMinutes,
  at,
  dateOf,
  type Instant,
  type LocalDate,
  type Period,
} from '../../../shared/domain/time.ts'
import { type Dice, dice, pick, sampleEntry, zeroReason } from '../sample/texts.ts'
import type { Deed } from './deeds/deed.ts'
import { judged } from './judged.ts'
import { phased } from './phased.ts'
import { signed } from './signed.ts'

/**
 * The script of a simulated year: who will do what, and when. A pure function of plan, calendar and seed; nothing in it knows how an act is
 * carried out or what comes of it. Each month every kind of storyline is given to some unit, the rest file on time.
 */

export const STORYLINES = [
  'zero',
  'late',
  'missing',
  'returned-in-window',
  'returned-after-window',
  'returned-and-left',
  'extended-before-due',
  'made-up',
  'entered',
  'withdrawn',
  'two-saves',
  'incomplete-first',
  'reopened',
  'refused-after-lock',
] as const
export type Storyline = (typeof STORYLINES)[number] | 'on-time'

/** Who stands for a unit and for the office in the script. */
export type Cast = {
  coordinator: (unit: string) => string
  /** A second person who fills for the unit. */
  standIn: (unit: string) => string
  /** Who signs the unit's reports off; null where nobody has to. */
  signer: (unit: string) => string | null
  units: readonly string[]
  /** Reviews and returns; the second enters reports by telephone. */
  office: readonly [string, string]
  officeUnit: string
  /** Marks and judges, from outside the department. */
  evaluator: string
}

type Setting = {
  plan: Plan
  calendar: WorkCalendar
  cast: Cast
  unit: string
  dates: PeriodDates
  tasks: number[]
  roll: Dice
  /** How far the year has gone, 0–1. */
  share: number
  /** Progress written so far, by unit and task. */
  reached: Map<string, number>
}

/** A time of the working day, spread so that no two of a unit's acts fall together. */
const during = (date: string, roll: Dice, from = 8 * 60 + 40, until = 17 * 60): Instant =>
  addMinutes(at(date, '00:00'), from + Math.floor(roll() * (until - from)))

const entriesOf = ({ plan, tasks, dates, share, roll, unit, reached }: Setting): Entry[] =>
  tasks.flatMap((number) => {
    const task = taskOf(plan, number)
    if (!task) return []
    const key = `${unit} ${number}`
    const entry = sampleEntry(task, dates.period, share, roll, reached.get(key))
    if (entry.progress !== null) reached.set(key, entry.progress)
    return [entry]
  })

const REASONS: readonly [string, ...string[]] = [
  '请补充具体数字。',
  '任务进展写得太笼统，请写明做了什么。',
  '下一步措施没有时间安排，请补充。',
  '累计进度与上月不符，请核对。',
]

/** One unit's month. */
const storyOf = (storyline: Storyline, setting: Setting): Deed[] => {
  const { calendar, cast, unit, dates, tasks, roll } = setting
  const { period } = dates
  const [reviewer, second] = cast.office
  const filer = cast.coordinator(unit)
  const day = (from: Instant, workingDays: number): string => addWorkingDays(calendar, dateOf(from), workingDays)
  const dueDay = dateOf(dates.due)
  const lockDay = dateOf(dates.locks)
  const beforeDue = during(day(dates.due, -1 - Math.floor(roll() * 3)), roll)
  const entries = entriesOf(setting)
  const of = { unit, period }
  const file = (when: Instant, given: Entry[] = entries): Deed => ({
    ...of,
    act: 'submit',
    actor: filer,
    at: when,
    entries: given,
  })
  const accept = (when: Instant): Deed => ({
    ...of,
    act: 'accept',
    actor: unit === cast.officeUnit ? second : reviewer,
    at: when,
  })
  const acceptSoon = (when: Instant): Deed => accept(during(day(when, 1), roll))
  const sendBack = (act: 'return' | 'reopen', when: Instant): Deed => ({
    ...of,
    act,
    actor: reviewer,
    at: when,
    why: pick(roll, REASONS),
    cause: roll() < 0.6 ? 'unit' : 'other',
    remark: tasks[0] === undefined ? null : { task: tasks[0], text: '这一项请写具体。' },
  })
  const extend = (when: Instant, until: string): Deed => ({
    ...of,
    act: 'extend',
    actor: reviewer,
    at: when,
    until: at(until, '17:30'),
    why: '协调员出差，来电申请延期',
  })
  const draft = (when: Instant): Deed => ({ ...of, act: 'save', actor: filer, at: when, entries: entries.slice(0, 1) })

  switch (storyline) {
    case 'on-time':
      return [draft(addMinutes(beforeDue, -24 * 60)), file(beforeDue), acceptSoon(beforeDue)]
    case 'zero':
      return [
        { ...of, act: 'submit-zero', actor: filer, at: beforeDue, reason: zeroReason(roll) },
        acceptSoon(beforeDue),
      ]
    case 'late': {
      const late = during(day(dates.due, 2), roll)
      return [file(late), acceptSoon(late)]
    }
    case 'missing':
      return []
    case 'returned-in-window': {
      const again = during(day(dates.due, 2), roll)
      return [
        file(beforeDue),
        sendBack('return', during(day(dates.due, 1), roll, 9 * 60, 11 * 60)),
        file(again, entriesOf(setting)),
        acceptSoon(again),
      ]
    }
    case 'returned-after-window': {
      const granted = during(day(dates.locks, 1), roll)
      const again = during(day(dates.locks, 2), roll)
      return [
        file(beforeDue),
        sendBack('return', during(day(dates.due, 1), roll, 9 * 60, 11 * 60)),
        file(during(lockDay, roll, 17 * 60 + 45, 18 * 60 + 30)),
        extend(granted, day(dates.locks, 4)),
        file(again, entriesOf(setting)),
        acceptSoon(again),
      ]
    }
    case 'returned-and-left':
      return [file(beforeDue), sendBack('return', during(day(dates.due, 1), roll, 9 * 60, 11 * 60))]
    case 'extended-before-due': {
      const after = during(day(dates.due, 1), roll)
      return [extend(during(day(dates.due, -2), roll), day(dates.due, 2)), file(after), acceptSoon(after)]
    }
    case 'made-up': {
      const after = during(day(dates.locks, 2), roll)
      return [extend(during(day(dates.locks, 1), roll), day(dates.locks, 4)), file(after), acceptSoon(after)]
    }
    case 'entered': {
      const entered = during(dueDay, roll, 9 * 60, 16 * 60)
      return [
        { ...of, act: 'enter', actor: second, at: entered, why: '协调员来电报送，请代为录入', entries },
        { ...of, act: 'accept', actor: second, at: addMinutes(entered, 5) },
        { ...of, act: 'accept', actor: reviewer, at: addMinutes(entered, 60) },
      ]
    }
    case 'withdrawn': {
      const again = addMinutes(beforeDue, 90)
      return [
        file(beforeDue),
        { ...of, act: 'withdraw', actor: filer, at: addMinutes(beforeDue, 30) },
        file(again),
        acceptSoon(again),
      ]
    }
    case 'two-saves':
      return [
        {
          ...of,
          act: 'save-from-old',
          actor: filer,
          other: cast.standIn(unit),
          at: addMinutes(beforeDue, -60),
          entries: entries.slice(0, 1),
          theirs: entriesOf(setting).slice(0, 1),
        },
        file(beforeDue),
        acceptSoon(beforeDue),
      ]
    case 'incomplete-first':
      return [
        file(
          addMinutes(beforeDue, -20),
          entries.map((entry, index) => (index === 0 ? { ...entry, next: '' } : entry)),
        ),
        file(beforeDue),
        acceptSoon(beforeDue),
      ]
    case 'reopened': {
      const accepted = acceptSoon(beforeDue)
      const again = during(day(dates.locks, 3), roll)
      return [
        file(beforeDue),
        accepted,
        { ...of, act: 'save', actor: filer, at: addMinutes(accepted.at, 30), entries: entries.slice(0, 1) },
        sendBack('reopen', during(day(dates.locks, 2), roll, 9 * 60, 11 * 60)),
        file(again, entriesOf(setting)),
        acceptSoon(again),
      ]
    }
    case 'refused-after-lock':
      return [draft(addMinutes(beforeDue, -24 * 60)), file(during(day(dates.locks, 1), roll))]
  }
}

/** Shuffles by the dice (Fisher–Yates). */
const shuffled = <T>(items: readonly T[], roll: Dice): T[] => {
  const row = [...items]
  for (let last = row.length - 1; last > 0; last--) {
    const other = Math.floor(roll() * (last + 1))
    const [a, b] = [row[last], row[other]]
    if (a !== undefined && b !== undefined) {
      row[last] = b
      row[other] = a
    }
  }
  return row
}

/** The day of a month still to come that the office declares free, so that a due time and a lock move; null in a plan too short for it. */
export const declaredFree = (periods: readonly PeriodDates[]): LocalDate | null => {
  const dates = periods[6]
  return dates ? dateOf(dates.due) : null
}

/** What the office changes in the course of the year. */
const changes = ({ periods, cast, calendar }: Parameters<typeof script>[0]): Deed[] => {
  const [office] = cast.office
  const half = periods[Math.floor(periods.length / 2)]
  const shared = cast.units.find((unit) => cast.standIn(unit) !== cast.coordinator(unit))
  const free = calendar.corrections[0]
  const opens = periods[2]?.opens
  return [
    ...(half && shared
      ? [
          {
            act: 'handover' as const,
            actor: office,
            at: addMinutes(half.opens, 10 * 60),
            unit: shared,
            coordinator: cast.standIn(shared),
            standIn: cast.coordinator(shared),
          },
        ]
      : []),
    ...(free && opens
      ? [
          {
            act: 'calendar-change' as const,
            actor: office,
            at: addMinutes(opens, 9 * 60 + 30),
            date: free.date,
            working: free.working,
            why: free.reason,
          },
        ]
      : []),
  ]
}

/** Every third month the office chases on the due day whoever still owes, and once more after the lock, which is refused. */
const chases = ({ period, due, locks }: PeriodDates, month: number, { office }: Cast): Deed[] => {
  if (month % 3 !== 1) return []
  const chase = { act: 'remind' as const, actor: office[0], period, units: null }
  return [
    { ...chase, at: addMinutes(due, -150) },
    { ...chase, at: addMinutes(due, -149) },
    { ...chase, at: addMinutes(locks, 30) },
  ]
}

/**
 * The whole year, in order of time.
 * @param given.calendar with the correction that the office will make in the course of the year
 * @param tasksOf what a unit owes in a period, before any verification
 */
export const script = (given: {
  plan: Plan
  calendar: WorkCalendar
  periods: readonly PeriodDates[]
  cast: Cast
  seed: number
  tasksOf: (unit: string, period: Period) => number[]
}): Deed[] => {
  const { plan, calendar, periods, cast, seed, tasksOf } = given
  const reached = new Map<string, number>()
  const owing = (period: Period): string[] => cast.units.filter((unit) => tasksOf(unit, period).length > 0)
  const deeds = periods.flatMap((dates, month) => {
    const roll = dice(seed * 7919 + month)
    const units = shuffled(owing(dates.period), roll)
    // About half of the storylines a month, in turn, so that a plan of few periods still sees them all and most units file as they should.
    const turn = STORYLINES.map((_, index) => STORYLINES[(index + month * 5) % STORYLINES.length] ?? 'late')
    const special =
      units.length >= STORYLINES.length
        ? turn.slice(0, Math.ceil(units.length / 2))
        : turn.slice(0, Math.max(1, Math.floor(units.length / 2)))
    const stories = units.flatMap((unit, index) => {
      const storyline = special[index] ?? 'on-time'
      const story = storyOf(storyline, {
        plan,
        calendar,
        cast,
        unit,
        dates,
        tasks: tasksOf(unit, dates.period),
        roll,
        share: (month + 1) / periods.length,
        reached,
      })
      const signer = cast.signer(unit)
      return signer === null ? story : signed(story, signer, storyline === 'on-time', roll)
    })
    const settled = at(addDays(dateOf(dates.locks), 12), '10:00')
    const verified: Deed[] = units
      .filter(() => roll() < 0.5)
      .map((unit, index) => ({
        act: 'verify',
        actor: cast.office[0],
        unit,
        period: dates.period,
        at: addMinutes(settled, index),
      }))
    const download: Deed = {
      act: 'download',
      actor: cast.office[0],
      period: dates.period,
      at: addMinutes(dates.locks, 60),
    }
    return [...stories, ...verified, ...chases(dates, month, cast), download]
  })
  const ever = cast.units.filter((unit) => periods.some(({ period }) => tasksOf(unit, period).length > 0))
  return [
    ...deeds,
    ...changes(given),
    ...phased({ plan, calendar, periods, cast, seed, owing: ever }),
    ...judged({ year: plan.year, periods, cast, seed, owing }),
  ]
    .map((deed, index) => ({ deed, index }))
    .sort((one, other) =>
      one.deed.at === other.deed.at ? one.index - other.index : one.deed.at < other.deed.at ? -1 : 1,
    )
    .map(({ deed }) => deed)
}
