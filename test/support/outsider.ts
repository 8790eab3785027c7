/**
 * An outsider's own count of a simulated year: from `events.jsonl` and `plan.json` (design.md, "Fixed interface") to the figures of
 * `figures.json`, by domain.md sections 2, 2a and 3 and by nothing else. Nothing of the program is imported, so that an error of the program
 * cannot repeat itself here. Points are whole hundredths and shares whole-number fractions: every rounding is exact.
 */

export type Brief = {
  task: number
  status: string | null
  progress: number | null
  zero: boolean
  problem: boolean
  measure: boolean
}

/** One line of events.jsonl, as far as the count needs it. */
export type Event = {
  at: string
  actor: string
  role: string
  act: string
  outcome: string
  unit?: string
  period?: string
  state?: string
  until?: string
  version?: number
  cause?: 'unit' | 'other'
  task?: number
  /** Of `mark`: the item it counts in, and what it gives. */
  item?: string
  kind?: string
  points?: number
  removed?: boolean
  /** Of `publish`, where it is the evaluation that is published. */
  what?: string
  revision?: number
  cutOff?: string
  /** Of `submit` and `enter`; a `return` names its tasks by number. */
  entries?: (Brief | number)[]
  /** Of a `lookback`: how many problems it found. */
  problems?: number
  file?: string
  to?: string
  person?: string
  rule?: string
  messageId?: string
  items?: { unit: string; period: string; task: number; due: string }[]
}

export type PlanFile = {
  units: { id: string; name: string; class: string; order: number; from: string | null; to: string | null }[]
  tasks: { number: number; deadlines: { date: string }[]; cancelledFrom?: string }[]
  duties: { unit: string; task: number; role: Role; from: string; to: string }[]
  periods: { period: string; opens: string; due: string; locks: string }[]
  calendar: { date: string; working: boolean }[]
  phases: { name: string; start: string; end: string }[]
}

type Role = 'lead' | 'responsible' | 'support' | 'wildcard'

export type Rate = {
  unit: string
  period: string
  expected: number
  reported: number
  zero: number
  onTime: number
  late: number
  madeUp: number
  missing: number
  returned: number
}
export type Score = {
  unit: string
  items: Record<string, number>
  total: number | null
  rank: number | null
  grade: string | null
}
export type Figures = { rates: Rate[]; scores: Score[]; cutOff: string; revision: number }

const time = (text: string): number => Date.parse(text)
const ROLES: readonly Role[] = ['lead', 'responsible', 'support', 'wildcard']

/** A unit's month as its events tell it. */
type Month = {
  period: string
  opens: number
  due: number
  locks: number
  state: string
  filedAt: number | null
  filed: Brief[]
  /** When the newest correction window ends; null before any return. */
  window: number | null
  returns: number
  returnsByUnit: number
}

/** Section 2a, act by act: `filed at`, the correction window, what an extension moves. */
const monthOf = (events: readonly Event[], dates: PlanFile['periods'][number], cutOff: number): Month => {
  const { period } = dates
  const [opens, due, locks] = [time(dates.opens), time(dates.due), time(dates.locks)]
  const month: Month = {
    ...{ period, opens, due, locks, state: 'draft', filedAt: null, filed: [], window: null },
    ...{ returns: 0, returnsByUnit: 0 },
  }
  for (const event of events) {
    const at = time(event.at)
    if (at > cutOff || event.outcome !== 'ok') continue
    const entries = (event.entries ?? []).filter((entry) => typeof entry !== 'number')
    const until = event.until === undefined ? null : time(event.until)
    switch (event.act) {
      case 'submit':
      case 'enter':
        month.filed = entries
        break
      case 'return':
        month.returns++
        if (event.cause === 'unit') month.returnsByUnit++
        month.window = until
        break
      case 'reopen':
        month.window = until
        break
      case 'withdraw':
        month.filedAt = null
        break
      case 'extend':
        // "An extension granted before the due time moves `due`; one granted later moves only the lock", which has to be still ahead.
        if (until === null) break
        if (at < month.due) month.due = Math.max(month.due, until)
        if (at < month.locks) month.locks = Math.max(month.locks, until)
        break
    }
    if (event.act === 'submit' || event.act === 'enter' || event.act === 'sign-off')
      if (event.state === 'submitted') {
        // "A resubmission within the correction window keeps the first time; after it, the resubmission's time counts."
        const keeps = month.filedAt !== null && month.window !== null && at < month.window
        if (!keeps) month.filedAt = at
      }
    if (event.state !== undefined) month.state = event.state
  }
  return month
}

/** Section 2a: an expected report is on time, late, made up or missing, and nothing else. */
const rateOf = (unit: string, month: Month, hasDuty: boolean, cutOff: number): Rate => {
  const { period, due, locks, state, filedAt, filed, window } = month
  const expected = hasDuty && due <= cutOff
  const standing =
    state === 'submitted' || state === 'accepted' || (state === 'returned' && window !== null && cutOff < window)
  const filedTime = expected && standing ? filedAt : null
  const reported = filedTime !== null
  const onTime = reported && filedTime < due
  const late = reported && !onTime && filedTime < locks
  return {
    unit,
    period,
    expected: Number(expected),
    reported: Number(reported),
    zero: Number(reported && filed.length > 0 && filed.every((entry) => entry.zero)),
    onTime: Number(onTime),
    late: Number(late),
    madeUp: Number(reported && !onTime && !late),
    missing: Number(expected && !reported),
    returned: expected ? month.returns : 0,
  }
}

/** What is known of a duty after a month: the newest non-zero entry's status, progress, and a problem left without a measure. */
type Known = { status: string; progress: number; unmet: boolean } | null

/** A zero entry leaves everything as it was; 申请调整 takes the status before it, with the entry's own progress (section 3, 任务完成). */
const after = (before: Known, entry: Brief | undefined): Known => {
  if (!entry || entry.zero || entry.status === null) return before
  const status = entry.status === '申请调整' ? (before?.status ?? '未启动') : entry.status
  return { status, progress: entry.progress ?? 0, unmet: entry.problem && !entry.measure }
}

/** Hundredths of a fulfilled duty (section 3, 任务完成). */
const worthOf = (known: Known, verified: boolean): number => {
  if (verified) return 100
  switch (known?.status) {
    case '已完成':
      return 90
    case '进度超前':
    case '按计划推进':
      return 80
    case '滞后':
      return Math.min(70, known.progress)
    default:
      return 0
  }
}
const WEIGHT: Record<Role, number> = { lead: 10, responsible: 10, support: 5, wildcard: 3 }

/** Section 2, Lights: of the unit's own duty in a month, not verified. */
const lightOf = (known: Known, missing: boolean, deadlinePassed: boolean): 'green' | 'yellow' | 'red' | 'grey' => {
  if (missing || known?.status === '停顿') return 'red'
  if (deadlinePassed && known?.status !== '已完成') return 'red'
  if (known?.status === '滞后' || known?.unmet) return 'yellow'
  return known === null || known.status === '未启动' ? 'grey' : 'green'
}

/** Whole number nearest to n / d, half away from zero; n ≥ 0, d > 0. */
const rounded = (n: number, d: number): number => Math.floor((2 * n + d) / (2 * d))
const within = (low: number, value: number, high: number): number => Math.max(low, Math.min(high, value))

const POINTS = { 组织启动: 5, 任务完成: 50, 报送及时: 15, 报送质量: 10, 回头看: 10, 综合评价: 10 } as const

/** The marks of a unit that stand at the cut-off (section 3): hundredths by item, 综合评价 where there is one, and whether a false report was marked. */
const marksOf = (events: readonly Event[], unit: string, cutOff: number) => {
  const marks = events.filter(
    (event) => event.act === 'mark' && event.outcome === 'ok' && event.unit === unit && time(event.at) <= cutOff,
  )
  const sum = (item: string): number =>
    marks.filter((mark) => mark.item === item).reduce((total, mark) => total + Math.round((mark.points ?? 0) * 100), 0)
  const overall = marks.findLast((mark) => mark.item === '综合评价' && !mark.removed)
  const falseReports = marks
    .filter(({ kind }) => kind === 'falseReport')
    .reduce((count, { removed }) => count + (removed ? -1 : 1), 0)
  return {
    quality: sum('报送质量'),
    bonus: sum('加减分'),
    overall: overall?.points === undefined ? null : Math.round(overall.points * 100),
    capped: falseReports > 0,
  }
}

/** A phase that has begun; null before, in a plan without it, and in one that was published only when it was over. */
const phaseBegun = (events: readonly Event[], { phases }: PlanFile, name: string, cutOff: number) => {
  const phase = phases.find((one) => one.name.includes(name))
  if (!phase) return null
  const [start, end] = [time(`${phase.start}T00:00:00+08:00`), time(`${phase.end}T24:00:00+08:00`)]
  const published = events.find(({ act, what }) => act === 'publish' && what !== 'evaluation')
  return cutOff < start || (published && time(published.at) >= end) ? null : { end }
}
const actsOf = (events: readonly Event[], act: string, unit: string, cutOff: number): Event[] =>
  events.filter(
    (event) => event.act === act && event.outcome === 'ok' && event.unit === unit && time(event.at) <= cutOff,
  )

/** 组织启动: a coordinator named 2; measures, workflow and timetable filed by 3/15 3, late 2. Null where the plan has no such phase yet. */
const kickoffOf = (events: readonly Event[], plan: PlanFile, unit: string, cutOff: number): number | null => {
  const phase = phaseBegun(events, plan, '启动', cutOff)
  if (phase === null) return null
  const named = actsOf(events, 'appoint', unit, cutOff).length > 0
  const [filed] = actsOf(events, 'kickoff', unit, cutOff)
  const late = filed !== undefined && time(filed.at) >= phase.end
  return (named ? 200 : 0) + (filed === undefined ? 0 : late ? 200 : 300)
}

/** 回头看: a self-check on time 4; the share of remedied problems × 6. Null where the plan has no such phase yet; what is not filed gives nothing. */
const lookbackOf = (events: readonly Event[], plan: PlanFile, unit: string, cutOff: number): number | null => {
  const phase = phaseBegun(events, plan, '回头看', cutOff)
  if (phase === null) return null
  const [filed] = actsOf(events, 'lookback', unit, cutOff)
  if (filed === undefined) return 0
  const found = filed.problems ?? 0
  const remedied = actsOf(events, 'remedy', unit, cutOff).length
  return (time(filed.at) < phase.end ? 400 : 0) + (found === 0 ? 600 : rounded(600 * remedied, found))
}

/**
 * `figures.json`, recomputed. The cut-off is that of the newest published revision; before any, the moment of the last act noted: then the year's
 * outputs were made.
 * @param at another cut-off
 */
export const recount = (events: readonly Event[], plan: PlanFile, at?: string): Figures => {
  const published = events.filter(
    ({ act, outcome, what }) => act === 'publish' && outcome === 'ok' && what === 'evaluation',
  )
  const last = at ?? published.at(-1)?.cutOff ?? events.at(-1)?.at ?? ''
  const cutOff = time(last)
  const units = [...plan.units].sort((one, other) => one.order - other.order)

  const verifiedAt = (unit: string, task: number): number =>
    Math.min(
      ...events
        .filter(
          ({ act, outcome, ...of }) => act === 'verify' && outcome === 'ok' && of.unit === unit && of.task === task,
        )
        .map(({ at }) => time(at)),
      Number.POSITIVE_INFINITY,
    )
  const verified = new Map(plan.duties.map(({ unit, task }) => [`${unit} ${task}`, verifiedAt(unit, task)]))
  const endedAt = (unit: string, task: number): number => verified.get(`${unit} ${task}`) ?? Number.POSITIVE_INFINITY
  const taskOf = new Map(plan.tasks.map((task) => [task.number, task]))
  const opensOf = new Map(plan.periods.map(({ period, opens }) => [period, time(opens)]))
  const cancelledBy = (task: number, moment: number): boolean => {
    const from = taskOf.get(task)?.cancelledFrom
    return from !== undefined && (opensOf.get(from) ?? Number.POSITIVE_INFINITY) <= moment
  }

  /** A unit that was merged before the month's last day owes nothing in it. */
  const existsAtEndOf = (period: string, id: string): boolean => {
    const unit = plan.units.find((one) => one.id === id)
    if (!unit) return false
    const [year = 0, month = 0] = period.split('-').map(Number)
    const end = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)
    return (unit.from === null || unit.from <= end) && (unit.to === null || unit.to >= end)
  }

  /** Section 2a, duty: by task, with the stronger role where a unit is reached twice. */
  const dutiesOf = (unit: string, { period, opens }: Month): Map<number, Role> => {
    const duties = new Map<number, Role>()
    if (!existsAtEndOf(period, unit)) return duties
    for (const { task, role, from, to, ...duty } of plan.duties) {
      if (duty.unit !== unit || period < from || period > to) continue
      if (endedAt(unit, task) < opens || cancelledBy(task, opens)) continue
      const known = duties.get(task)
      if (known === undefined || ROLES.indexOf(role) < ROLES.indexOf(known)) duties.set(task, role)
    }
    return duties
  }

  const rates: Rate[] = []
  const raw = units.map((unit) => {
    const months = plan.periods.map((dates) => {
      const own = events.filter((event) => event.unit === unit.id && event.period === dates.period)
      const month = monthOf(own, dates, cutOff)
      const duties = dutiesOf(unit.id, month)
      return { month, duties, rate: rateOf(unit.id, month, duties.size > 0, cutOff) }
    })
    // "Before that: not yet due, and in no figure."
    const due = months.filter(({ rate }) => rate.expected === 1)
    rates.push(...due.map(({ rate }) => rate))
    const sum = (field: 'late' | 'madeUp' | 'missing'): number =>
      due.reduce((total, { rate }) => total + rate[field], 0)
    const [late, madeUp, missing] = [sum('late'), sum('madeUp'), sum('missing')]

    /** What was known of a task after the n-th due month; only reported reports speak. */
    const knownAfter = (task: number, count: number): Known => {
      let known: Known = null
      for (const { month, rate } of due.slice(0, count))
        if (rate.reported === 1)
          known = after(
            known,
            month.filed.find((entry) => entry.task === task),
          )
      return known
    }

    // 任务完成: the duties that were in force in any due period, each once, with the stronger role.
    const everDue = new Map<number, Role>()
    for (const { duties } of due)
      for (const [task, role] of duties) {
        const known = everDue.get(task)
        if (known === undefined || ROLES.indexOf(role) < ROLES.indexOf(known)) everDue.set(task, role)
      }
    let [value, weight] = [0, 0]
    for (const [task, role] of everDue) {
      if (cancelledBy(task, cutOff)) continue
      value += WEIGHT[role] * worthOf(knownAfter(task, due.length), endedAt(unit.id, task) <= cutOff)
      weight += WEIGHT[role]
    }

    // 加减分: lights cost the lead or, without one, each responsible unit; in the unit's newest due month.
    let lights = 0
    for (const [task, role] of due.at(-1)?.duties ?? []) {
      const newest = due.at(-1)?.month.period ?? ''
      const led = plan.duties.some(
        (duty) => duty.task === task && duty.role === 'lead' && duty.from <= newest && newest <= duty.to,
      )
      if (role !== (led ? 'lead' : 'responsible')) continue
      if (endedAt(unit.id, task) <= cutOff || cancelledBy(task, cutOff)) continue
      const dates = (taskOf.get(task)?.deadlines ?? []).map(({ date }) => time(`${date}T24:00:00+08:00`))
      const passed = dates.length > 0 && Math.max(...dates) <= cutOff
      const light = (back: number) =>
        lightOf(knownAfter(task, due.length - back), due[due.length - 1 - back]?.rate.missing === 1, passed)
      if (light(0) === 'red') lights -= 200
      else if (light(0) === 'yellow' && due.length > 1 && light(1) === 'yellow') lights -= 100
    }

    const returns = due.reduce((total, { month }) => total + month.returnsByUnit, 0)
    const marks = marksOf(events, unit.id, cutOff)
    const kickoff = kickoffOf(events, plan, unit.id, cutOff)
    const lookback = lookbackOf(events, plan, unit.id, cutOff)
    const items = {
      ...(kickoff === null ? {} : { 组织启动: kickoff }),
      ...(weight > 0 ? { 任务完成: rounded(50 * value, weight) } : {}),
      报送及时: Math.max(0, 1500 - 50 * late - 100 * madeUp - 150 * missing),
      报送质量: Math.max(0, 1000 - 30 * returns + marks.quality),
      ...(lookback === null ? {} : { 回头看: lookback }),
      ...(marks.overall === null ? {} : { 综合评价: Math.min(1000, marks.overall) }),
    }
    const bonus = within(-500, lights + marks.bonus, 500)
    const points =
      (kickoff === null ? 0 : POINTS.组织启动) +
      (lookback === null ? 0 : POINTS.回头看) +
      (weight > 0 ? POINTS.任务完成 : 0) +
      POINTS.报送及时 +
      POINTS.报送质量 +
      (marks.overall === null ? 0 : POINTS.综合评价)
    const reached = Object.values(items).reduce((sum, item) => sum + item, 0)
    const total = within(0, rounded(reached * 100, points) + bonus, 10_000)
    // No item applies to a unit of whom nothing was expected: no points, no total, no rank.
    return due.length === 0
      ? { unit, items: {}, total: null, missing, late, capped: false }
      : { unit, items: { ...items, 加减分: bonus }, total, missing, late, capped: marks.capped }
  })

  /** Rank within the class: by total, fewer 未报, fewer 迟报; equal in all three share it (1, 2, 2, 4). */
  const rankOf = (own: (typeof raw)[number], mine: number): number => {
    const before = raw.filter(({ unit, total, missing, late }) => {
      if (unit.class !== own.unit.class || total === null) return false
      if (total !== mine) return total > mine
      return missing !== own.missing ? missing < own.missing : late < own.late
    })
    return before.length + 1
  }
  const scores = raw.map((own): Score => {
    const items = Object.fromEntries(Object.entries(own.items).map(([name, hundredths]) => [name, hundredths / 100]))
    const { total } = own
    if (total === null) return { unit: own.unit.id, items, total, rank: null, grade: null }
    const reached = total >= 9000 ? '优秀' : total >= 8000 ? '良好' : total >= 6000 ? '合格' : '不合格'
    const grade = own.capped && total >= 6000 ? '合格' : reached
    return { unit: own.unit.id, items, total: total / 100, rank: rankOf(own, total), grade }
  })
  return { rates, scores, cutOff: last, revision: Math.max(1, published.length) }
}
