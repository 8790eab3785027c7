import { createHash } from 'node:crypto'
import { createReadStream, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import stateCouncil from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { play } from '../../functions/local/simulate/play.ts'
import { systemChance } from '../../shared/adapter/crypto/chance.ts'
import { createDiskFiles } from '../../shared/adapter/files/disk.ts'
import { readEml } from '../../shared/adapter/files/eml.ts'
import { instant } from '../../shared/domain/time.ts'
import { restoreFrom } from '../../shared/service/backup.ts'
import { createDigests } from '../../shared/service/digest.ts'
import { createLoad } from '../../shared/service/load.ts'
import { recalculated } from '../support/formulas.ts'
import { openedBook } from '../support/openedBook.ts'
import { openOutputs } from '../support/outputs.ts'
import { type Event, type Figures, type PlanFile, recount } from '../support/outsider.ts'
import { openStore } from '../support/store.ts'
import { eventLines, eventsIn, exported, figuresIn, type Letter, lettersIn, linesOf, planIn } from '../support/told.ts'

/** A whole year played once, then read from outside: events, figures, mails, workbooks, and whether they say the same. */

const notice = readFileSync(new URL('../fixture/notices/jilin-2019.txt', import.meta.url), 'utf8')
const root = mkdtempSync(path.join(tmpdir(), 'yuebao-year-'))
const year = path.join(root, 'year')
const spring = path.join(root, 'spring')
const summer = path.join(root, 'summer')

let events: Event[] = []
let plan: PlanFile
let figures: Figures
let letters: Letter[] = []

beforeAll(async () => {
  await play({ out: year, notice, seed: 7, from: null, to: null })
  events = eventsIn(year)
  plan = planIn(year)
  figures = figuresIn(year)
  letters = lettersIn(year)
}, 300_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** The month before. */
const before = (month: string): string =>
  new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 2, 1)).toISOString().slice(0, 7)
const time = (at: string): number => Date.parse(at)
const key = ({ unit, period }: { unit?: string; period?: string }): string => `${unit} ${period}`
const done = (act: string): Event[] => events.filter((event) => event.act === act && event.outcome === 'ok')
const published = (): Event[] => done('publish').filter(({ what }) => what === 'evaluation')
const datesOf = (period: string | undefined) => {
  const dates = plan.periods.find((one) => one.period === period)
  if (!dates) throw new Error(`no period ${period}`)
  return { opens: time(dates.opens), due: time(dates.due), locks: time(dates.locks) }
}

/** Had the unit filed by then, whatever became of it since? A withdrawn report is a draft again. */
const filedBy = (unit: string, period: string, moment: number): boolean => {
  const last = events.findLast(
    (event) => event.unit === unit && event.period === period && event.state !== undefined && time(event.at) <= moment,
  )
  return last !== undefined && last.state !== 'draft'
}

describe('the figures', () => {
  it('are what an outsider counts from the events and the plan', () => {
    expect(recount(events, plan)).toEqual(figures)
  })
  it('are those of the second revision, published after the last lock', () => {
    const [first, second] = published()
    expect([first?.revision, second?.revision, figures.revision]).toEqual([1, 2, 2])
    expect(figures.cutOff).toBe(second?.cutOff)
    expect(first?.cutOff?.slice(0, 10)).toBe('2019-12-20')
    expect(time(figures.cutOff)).toBeGreaterThan(datesOf('2019-12').locks)
  })
})

describe('the year has at least one', () => {
  const some = (what: string, found: () => boolean) => it(what, () => expect(found()).toBe(true))
  const rate = (field: 'late' | 'madeUp' | 'missing' | 'zero') => () => figures.rates.some((one) => one[field] === 1)
  const zeros = (event: Event): boolean[] =>
    (event.entries ?? []).flatMap((entry) => (typeof entry === 'number' ? [] : [entry.zero]))
  const refiled = (inside: boolean) => () =>
    done('return').some(({ at, until = '', ...back }) =>
      done('submit').some(
        (again) => key(again) === key(back) && again.at > at && time(again.at) < time(until) === inside,
      ),
    )
  const extended = (when: (at: number, dates: ReturnType<typeof datesOf>) => boolean) => () =>
    done('extend').some((event) => when(time(event.at), datesOf(event.period)))

  some('pair of saves from one version, of which one is refused', () =>
    events.some((lost) =>
      lost.outcome === 'report.conflict'
        ? done('save').some((won) => key(won) === key(lost) && won.version === lost.version)
        : false,
    ),
  )
  it('each kind of change to the plan, in force as the plan file says', () => {
    const changes = events.filter((event) => event.act === 'plan-change') as (Event & Record<string, unknown>)[]
    expect(changes.map(({ kind, outcome }) => [kind, outcome])).toEqual(
      ['reword', 'reassign', 'merge', 'cancel', 'add'].map((kind) => [kind, 'ok']),
    )
    for (const { kind, from, ...of } of changes) {
      const month = String(from)
      if (kind === 'cancel') expect(plan.tasks.find(({ number }) => number === of.task)?.cancelledFrom).toBe(month)
      if (kind === 'merge')
        for (const gone of of['units'] as string[]) {
          expect(plan.units.find(({ id }) => id === gone)?.to?.slice(0, 7) ?? month).toBe(before(month))
          expect(plan.duties.filter(({ unit, to }) => unit === gone && to >= month)).toEqual([])
          expect(figures.rates.filter(({ unit, period }) => unit === gone && period >= month)).toEqual([])
        }
    }
  })
  some('zero report on a task', () => done('submit').some((event) => new Set(zeros(event)).size === 2))
  some('zero report of a unit', () => done('submit').some((event) => zeros(event).every((zero) => zero)))
  some('zero report that counts as one', rate('zero'))
  some('late report', rate('late'))
  some('missing report', rate('missing'))
  some('report made up after the lock', rate('madeUp'))
  some('returned report filed again inside the window', refiled(true))
  some('returned report filed again after the window', refiled(false))
  some('accepted report opened again', () => done('reopen').length > 0)
  some(
    'extension before the due time',
    extended((at, { due }) => at < due),
  )
  some(
    'extension after the lock',
    extended((at, { locks }) => at >= locks),
  )
  some('report entered for a unit', () => done('enter').length > 0)
  some('withdrawal', () => done('withdraw').length > 0)
  some('report signed off by the unit’s head', () => done('sign-off').length > 0)
  some('report that the head did not sign at first', () => done('decline').length > 0)
  some('coordinator who hands over', () => done('handover').length > 0)
  some('corrected day', () => done('calendar-change').length > 0)
  some('kick-off filed', () => done('kickoff').length > 0)
  some('look-back filed', () => done('lookback').length > 0)
  some('remedied problem', () => done('remedy').length > 0)
  some('verified duty', () => done('verify').length > 0)
  some('mark of every kind, and one taken away again', () => {
    const kinds = new Set(done('mark').map(({ kind }) => kind))
    return kinds.size === 6 && done('mark').some(({ removed }) => removed === true)
  })
  for (const code of [
    ...['report.locked', 'report.state', 'report.conflict', 'report.incomplete', 'report.own-hands'],
    ...['report.published', 'evaluation.own-unit'],
  ])
    some(`write refused with ${code}`, () => events.some((event) => event.outcome === code))
  some('催办 by hand, and one that is refused because it was made that day', () =>
    ['ok', 'reminder.chased'].every((outcome) =>
      events.some((event) => event.act === 'remind' && event.outcome === outcome),
    ),
  )
  some('long holiday without a reminder run', () => {
    const runs = new Set(done('reminder-run').map(({ at }) => at.slice(0, 10)))
    return (
      !['2019-10-01', '2019-10-04', '2019-10-07', '2019-10-08'].some((day) => runs.has(day)) && runs.has('2019-10-09')
    )
  })
  some('day without a reminder run', () => {
    const runs = done('reminder-run').map(({ at }) => time(at))
    return runs.some((run, index) => index > 0 && run - (runs[index - 1] ?? run) > 86_400_000)
  })
})

describe('the workbooks', () => {
  const names = (): Map<string, string> => new Map(plan.units.map(({ id, name }) => [name, id]))
  /** A merged unit stands under both names: 福利处（原救灾处）. */
  const unitOf = (label: unknown): string => {
    const plain = String(label).replace(/（示例）$/u, '')
    return names().get(/（原(.+)）$/u.exec(plain)?.[1] ?? plain) ?? String(label)
  }
  /** The workbook of a published revision; the newest one's unless told otherwise. */
  const yearBook = (revision = figures.revision): string =>
    path.join(year, 'outputs', `2019年度评价工作簿（第${revision}版）.xlsx`)
  const COUNTS = {
    expected: '应报',
    reported: '已报',
    onTime: '按时',
    late: '迟报',
    madeUp: '漏报',
    missing: '未报',
    zero: '零报告',
    returned: '退回次数',
  } as const
  const countsOf = (line: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(COUNTS).map(([field, head]) => [field, line[head]]))

  it.each([1, 2])(
    'state the scores of revision %i as an outsider counts them, on 评分表 and on 排名表',
    async (revision) => {
      const told = recount(events, plan, published()[revision - 1]?.cutOff)
      const scores = await linesOf(yearBook(revision), '评分表', ['单位', '总分', '名次', '等次'])
      const ranking = await linesOf(yearBook(revision), '排名表', ['单位', '总分', '名次', '等次'])
      for (const lines of [scores, ranking])
        expect(lines.map((line) => unitOf(line['单位'])).sort()).toEqual(told.scores.map(({ unit }) => unit).sort())
      for (const { unit, items, total, rank, grade } of told.scores)
        for (const lines of [scores, ranking]) {
          const line = lines.find((one) => unitOf(one['单位']) === unit)
          const stated = Object.fromEntries(Object.keys(items).map((item) => [item, line?.[item]]))
          expect({ unit, ...stated, total: line?.['总分'], rank: line?.['名次'], grade: line?.['等次'] }).toEqual({
            unit,
            ...items,
            total,
            rank,
            grade,
          })
        }
    },
  )

  it.each([1, 2])('of revision %i hold beside every formula what the formula gives', async (revision) => {
    const cells = recalculated(await openedBook(yearBook(revision)))
    expect(cells.size).toBeGreaterThan(1_500)
    const wrong = [...cells].filter(([, { written, value }]) =>
      typeof written === 'number' && typeof value === 'number' ? Math.abs(written - value) > 1e-9 : written !== value,
    )
    expect(wrong).toEqual([])
  })

  it('of the second revision say on a last sheet what moved since the first', async () => {
    const book = await openedBook(yearBook(2))
    expect(book.sheets.map(({ name }) => name).at(-1)).toBe('版次变动')
    const first = recount(events, plan, published()[0]?.cutOff)
    const lines = await linesOf(yearBook(2), '版次变动', ['单位', '项目', '上一版', '这一版'])
    const totals = lines
      .filter((line) => line['项目'] === '总分' && line['上一版'] !== line['这一版'])
      .map((line) => [unitOf(line['单位']), line['上一版'], line['这一版']])
    const moved = figures.scores.flatMap(({ unit, total }) => {
      const before = first.scores.find((score) => score.unit === unit)?.total
      return before === total ? [] : [[unit, before, total]]
    })
    expect(moved.length).toBeGreaterThan(5)
    expect(totals.sort()).toEqual(moved.sort())
  })

  it('state every unit’s months in 原始数据', async () => {
    const lines = await linesOf(yearBook(), '原始数据', ['单位', '报告期', '应报', '未报'])
    const stated = lines.map((line) => ({
      unit: unitOf(line['单位']),
      period: String(line['报告期']),
      ...countsOf(line),
    }))
    expect(stated).toHaveLength(figures.rates.length)
    expect(stated).toEqual(expect.arrayContaining(figures.rates))
  })

  it('state every month as an outsider counts it up to the moment the month’s workbook was made', async () => {
    const downloads = done('download').filter(({ file }) => file?.includes('月报汇总'))
    expect(downloads).toHaveLength(plan.periods.length)
    for (const [index, download] of downloads.entries()) {
      const period = plan.periods[index]?.period ?? ''
      const told = recount(events.slice(0, events.indexOf(download) + 1), plan, download.at)
      const lines = await linesOf(path.join(year, 'outputs', download.file ?? ''), '报送情况', ['单位', '状态', '应报'])
      const stated = lines.filter((line) => line['应报'] === 1)
      expect(stated.map((line) => ({ unit: unitOf(line['单位']), period, ...countsOf(line) }))).toEqual(
        told.rates.filter((rate) => rate.period === period),
      )
    }
  })
})

describe('the documents', () => {
  it('are the 通报 of every month, made beside its workbook, and the report at the end', async () => {
    const files = done('download').flatMap(({ file }) => (file?.endsWith('.docx') ? [file] : []))
    expect(files.slice(0, -1)).toEqual(
      plan.periods.map(({ period }) => expect.stringContaining(`2019年${Number(period.slice(5))}月`)),
    )
    expect(files.slice(0, -1).filter((file) => !file.includes('通报'))).toEqual([])
    expect(files.at(-1)).toContain('报告')
    for (const file of files)
      expect(
        readFileSync(path.join(year, 'outputs', file))
          .subarray(0, 2)
          .toString(),
      ).toBe('PK')
  })
})

describe('the mails', () => {
  /** Rules that tell a unit to file; what is left are codes, receipts, decisions, and the office's digests. */
  const TO_UNITS = ['before-5', 'before-1', 'due-morning', 'overdue', 'before-lock', 'close-1', 'close-morning']
  const TO_OFFICE = ['digest', 'lock-digest']
  const isReminder = ({ rule }: { rule?: string }): boolean => [...TO_UNITS, ...TO_OFFICE].includes(rule ?? '')

  it('are in the outbox exactly as they stand in the events', () => {
    const noted = done('mail').filter(isReminder)
    const posted = letters.filter(isReminder)
    expect(noted.length).toBeGreaterThan(100)
    const line = (id: unknown, rule: unknown, to: unknown, units: readonly string[]): string =>
      [id, rule, to, [...new Set(units)].sort().join(' ')].join(' | ')
    expect(posted.map(({ id, rule, to, units }) => line(id, rule, to, units)).sort()).toEqual(
      noted
        .map(({ messageId, rule, to, items = [] }) =>
          line(
            messageId,
            rule,
            to,
            items.map(({ unit }) => unit),
          ),
        )
        .sort(),
    )
  })

  it('remind no unit that had already filed, and name none to the office', () => {
    const wrong = letters
      .filter(isReminder)
      .flatMap(({ file, at, units, periods }) =>
        periods.length === 1
          ? units.filter((unit) => filedBy(unit, periods[0] ?? '', at)).map((unit) => `${file} ${unit}`)
          : [],
      )
    const noted = done('mail')
      .filter(isReminder)
      .flatMap(({ at, rule, items = [] }) =>
        items.filter(({ unit, period }) => filedBy(unit, period, time(at))).map((item) => `${at} ${rule} ${key(item)}`),
      )
    expect([...wrong, ...noted]).toEqual([])
  })

  it('carry each ledger line under one Message-ID', () => {
    const ids = new Map<string, Set<string>>()
    const add = (line: Record<string, unknown>, id: unknown): void => {
      if (typeof id !== 'string') return
      const of = ['plan', 'period', 'unit', 'rule', 'due', 'person', 'about'].map((field) => line[field]).join('/')
      ids.set(of, (ids.get(of) ?? new Set()).add(id))
    }
    for (const line of exported(year, /^C#plan\/.*\/ledger$/)) add(line, line['messageId'])
    for (const mail of exported(year, /^C#reminder-mails/))
      for (const carried of mail['lines'] as (Record<string, unknown> & { units: string[] })[])
        for (const unit of carried.units) add({ ...carried, unit, person: mail['person'] }, mail['messageId'])
    expect(ids.size).toBeGreaterThan(100)
    expect([...ids].filter(([, found]) => found.size !== 1)).toEqual([])
  })

  it('reach no person twice for the same unit, month, rule and date', () => {
    const lines = done('mail')
      .filter(isReminder)
      .flatMap(({ person, rule, items = [] }) => {
        const reports = new Set(items.map(({ unit, period, due }) => `${unit} ${period} ${due}`))
        return [...reports].map((report) => `${report} ${rule} ${person}`)
      })
    expect(new Set(lines).size).toBe(lines.length)
  })

  it('are not lost on days without a run: who owed at the first run after a rule fell due was written to in that run', () => {
    const runs = done('reminder-run').map(({ at }) => at)
    const mailed = new Set(
      done('mail')
        .filter(({ rule = '' }) => rule.split(',').some((one) => TO_UNITS.includes(one)))
        .flatMap(({ at, items = [] }) => items.map((item) => `${at} ${key(item)}`)),
    )
    const lost: string[] = []
    let checked = 0
    for (const { unit, period } of figures.rates) {
      const handled = new Set<string>()
      for (const run of runs) {
        const now = time(run)
        const { opens, due, locks } = datesThen(unit, period, now)
        if (now < opens || now >= locks || filedBy(unit, period, now)) continue
        const moments = [
          { rule: 'before-5', falls: morning(due, -5), until: due, always: false },
          { rule: 'before-1', falls: morning(due, -1), until: due, always: false },
          { rule: 'due-morning', falls: morning(due, 0), until: due, always: true },
          { rule: 'overdue', falls: morning(due, 1), until: locks, always: false },
          { rule: 'before-lock', falls: Math.max(morning(locks, -1), due), until: locks, always: false },
        ]
        const fallen = moments.filter(
          ({ rule, falls, until }) => falls <= now && now < until && !handled.has(`${rule} ${due} ${locks}`),
        )
        if (fallen.length === 0 || !(isWorkday(run.slice(0, 10)) || fallen.some(({ always }) => always))) continue
        for (const { rule } of fallen) handled.add(`${rule} ${due} ${locks}`)
        checked++
        if (!mailed.has(`${run} ${unit} ${period}`))
          lost.push(`${run} ${unit} ${period} ${fallen.map(({ rule }) => rule)}`)
      }
    }
    expect(checked).toBeGreaterThan(200)
    expect(lost).toEqual([])
  })

  /** The dates that held for a report at a moment, by the extensions granted until then (domain.md, 2a). */
  const datesThen = (unit: string, period: string, now: number): { opens: number; due: number; locks: number } => {
    let { opens, due, locks } = datesOf(period)
    for (const { at, until = '', ...event } of done('extend')) {
      if (event.unit !== unit || event.period !== period || time(at) > now) continue
      if (time(at) < due) due = Math.max(due, time(until))
      if (time(at) < locks) locks = Math.max(locks, time(until))
    }
    return { opens, due, locks }
  }

  const DAY = 86_400_000
  const isWorkday = (day: string): boolean =>
    plan.calendar.find(({ date }) => date === day)?.working ??
    (day in stateCouncil.workdays || (new Date(day).getUTCDay() % 6 !== 0 && !(day in stateCouncil.holidays)))
  const dayOf = (moment: number): string => new Date(moment + 8 * 3_600_000).toISOString().slice(0, 10)
  /** 09:00 of the day so many working days from a date's own. */
  const morning = (anchor: number, days: number): number => {
    let day = time(`${dayOf(anchor)}T09:00:00+08:00`)
    for (let left = Math.abs(days); left > 0; ) {
      day += Math.sign(days) * DAY
      if (isWorkday(dayOf(day))) left--
    }
    return day
  }
})

describe('the export, restored where nothing was', () => {
  it('gives every recorded output with the same SHA-256, as it was kept, and those of the end made again', async () => {
    const store = await openStore()
    const files = createDiskFiles(path.join(root, 'restored'))
    await restoreFrom(createInterface({ input: createReadStream(path.join(year, 'export.json')) }), {
      items: store.items,
      files,
    })
    const deps = { chains: store.chains, cells: store.cells, chance: systemChance }
    const load = createLoad(deps)
    const { outputs } = openOutputs({ deps, load }, { files })
    const actor = await load.actor('sunning')
    if (!actor) throw new Error('nobody')
    const call = { actor, now: instant(time(figures.cutOff)) }
    const records = await outputs.records('2019', call)
    expect(records.length).toBeGreaterThan(10)
    const shaOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
    // What was published is recorded with its revision, among the evaluation's own records.
    const written = readdirSync(path.join(year, 'outputs'))
      .filter((name) => !/（第\d+版）/.test(name))
      .map((name) => shaOf(readFileSync(path.join(year, 'outputs', name))))
    expect(records.map((record) => record.sha256)).toEqual(expect.arrayContaining(written))
    let last = 0
    for (const record of records) {
      const parts: Uint8Array[] = []
      for await (const part of (await outputs.again('2019', record.id, call)).bytes ?? []) parts.push(part)
      expect([record.fileName, shaOf(Buffer.concat(parts))]).toEqual([record.fileName, record.sha256])
      if (record.cutOff !== call.now) continue
      const { kind, plan, period } = record
      expect((await outputs.make({ kind, plan: plan ?? '', period }, call)).record.sha256).toBe(record.sha256)
      last++
    }
    expect(last).toBeGreaterThan(1)
    expect((await createDigests(deps, load).verify('2019', call)).troubles).toEqual([])
    await store.close()
  }, 60_000)
})

describe('played again', () => {
  it('the same seed tells the same year, line by line and mail by mail', async () => {
    const to = '2019-05-06T10:00:00.000Z'
    await play({ out: spring, notice, seed: 7, from: null, to })
    const before = eventLines(spring).filter((line) => time((JSON.parse(line) as Event).at) < time(to))
    expect(before.length).toBeGreaterThan(200)
    expect(before).toEqual(eventLines(year).slice(0, before.length))
    const posted = readdirSync(path.join(spring, 'outbox')).filter((file) => file < '20190506-180000')
    // The day's digest hashes random ids too, of which some are drawn by acts that run side by side.
    const body = (folder: string, file: string) => {
      const { headers, text } = readEml(readFileSync(path.join(folder, 'outbox', file)))
      return { ...headers, text: text.replace(/当日校验值：[0-9a-f]{64}/, '当日校验值') }
    }
    for (const file of posted) expect(body(spring, file)).toEqual(body(year, file))
    expect(recount(eventsIn(spring), planIn(spring))).toEqual(figuresIn(spring))
  }, 120_000)

  it('part of a year can be played, and its cut-off counts only what had fallen due', async () => {
    await play({ out: summer, notice, seed: 3, from: '2019-06-10T01:00:00.000Z', to: '2019-07-30T10:00:00.000Z' })
    const told = eventsIn(summer)
    expect(told[0]?.at.slice(0, 10)).toBe('2019-06-10')
    expect(told.at(-1)?.at).toBe('2019-07-30T18:00:00+08:00')
    expect(figuresIn(summer).rates.some(({ period }) => period >= '2019-07')).toBe(false)
    expect(recount(told, planIn(summer))).toEqual(figuresIn(summer))
  }, 120_000)
})
