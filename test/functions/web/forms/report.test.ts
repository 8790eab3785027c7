import { describe, expect, it } from 'vitest'
import { keptOf, readReport, tasksIn, typedOf } from '../../../../functions/web/forms/report.ts'
import type { Form } from '../../../../functions/web/request.ts'
import { defaultRhythm } from '../../../../shared/domain/calendar.ts'
import { Plan, taskOf } from '../../../../shared/domain/plan.ts'
import { emptyEntry } from '../../../../shared/domain/report/entry.ts'

/** A sent form, as request.ts reads it. */
const sent = (fields: Record<string, string>): Form => ({
  get: (name) => fields[name] ?? '',
  all: (name) => (name in fields ? [fields[name] ?? ''] : []),
  has: (name) => name in fields,
  file: () => null,
  record: () => fields,
  names: () => Object.keys(fields),
})

const task = (number: number, targets: { text: string; quantity: number; unit: string }[] = []) => ({
  number,
  label: String(number),
  group: null,
  title: `任务${number}`,
  text: '',
  responsibility: null,
  deadlines: [],
  targets,
  line: number,
})

const plan = Plan.parse({
  id: '2019',
  title: '实施方案',
  documentNumber: null,
  issuer: null,
  issuedOn: null,
  year: 2019,
  groups: [],
  tasks: [task(1), task(5, [{ text: '100个', quantity: 100, unit: '个' }])],
  phases: [],
  settlements: [],
  duties: [],
  rhythm: defaultRhythm(2019),
  formTitle: '报表（X月）',
  source: { text: '', spans: [], doubts: [] },
})

describe('reading the report form', () => {
  it('turns the fields of a task into its entry', () => {
    const { entries, problems, version } = readReport(
      sent({
        version: '3',
        't5.work': ' 已建立备用金\r\n新增72个 ',
        't5.progress': '55',
        't5.status': '按计划推进',
        't5.next': '继续',
        't5.figures.0': '72',
      }),
      plan,
      [5],
    )
    expect(problems).toEqual([])
    expect(version).toBe(3)
    expect(entries).toEqual([
      {
        ...emptyEntry(5),
        work: '已建立备用金\n新增72个',
        progress: 55,
        status: '按计划推进',
        next: '继续',
        figures: [{ target: 0, quantity: 72 }],
      },
    ])
  })

  it.each([
    ['full-width digits', '５５', 55],
    ['a per cent sign behind', '55%', 55],
    ['an empty field', '', null],
  ])('understands %s', (_, typed, progress) => {
    expect(readReport(sent({ 't1.progress': typed }), plan, [1]).entries[0]?.progress).toBe(progress)
  })

  it.each([['abc'], ['101'], ['-1'], ['3.5'], ['1e2'], ['一半']])(
    'says at the field what is wrong with a progress of %s, and keeps it as typed',
    (typed) => {
      const read = readReport(sent({ 't1.progress': typed, 't1.work': '写好的' }), plan, [1])
      expect(read.problems).toEqual([{ task: 1, field: 'progress', message: '累计完成进度请填写0到100的整数' }])
      expect(read.typed[0]?.progress).toBe(typed)
      expect(read.entries[0]).toMatchObject({ work: '写好的', progress: null })
    },
  )

  it('says how long a text is that is too long, and keeps every character', () => {
    const long = '字'.repeat(2_001)
    const read = readReport(sent({ 't1.work': long }), plan, [1])
    expect(read.problems).toEqual([{ task: 1, field: 'work', message: '本月工作进展情况最多2000字，现在2001字' }])
    expect(read.typed[0]?.work).toBe(long)
  })

  it('does not take a status that the form does not offer', () => {
    expect(readReport(sent({ 't1.status': '很好' }), plan, [1]).problems[0]?.field).toBe('status')
  })

  it('takes letters in a figure as wrong, at the figure', () => {
    expect(readReport(sent({ 't5.figures.0': '很多' }), plan, [5]).problems).toEqual([
      { task: 5, field: 'figures', message: '量化目标完成数请填写数字，没有就空着' },
    ])
  })

  it('takes a version that is no number as none', () => {
    expect(readReport(sent({ version: 'x' }), plan, []).version).toBe(0)
  })

  it('follows the choice between two versions', () => {
    const fields = { 't1.work': '先保存的', 'mine.t1.work': '我写的' }
    const work = (pick: string) => readReport(sent({ ...fields, 'pick.t1.work': pick }), plan, [1]).entries[0]?.work
    expect(work('mine')).toBe('我写的')
    expect(work('theirs')).toBe('先保存的')
  })

  it('lists the tasks it has fields for, and none that the plan does not know', () => {
    expect(tasksIn(sent({ 't5.work': '', 't99.work': '', 't1.zero': '1' }), plan)).toEqual([1, 5])
  })

  it('shows a stored entry as it would be typed', () => {
    const entry = { ...emptyEntry(5), progress: 55, figures: [{ target: 0, quantity: 72 }] }
    expect(typedOf(entry, taskOf(plan, 5))).toMatchObject({ progress: '55', status: '', figures: ['72'] })
  })
})

describe('what is given back after a refusal', () => {
  it('is every text of the form with its label, and no key or number', () => {
    expect(
      keptOf(
        sent({ _token: 'secret', version: '3', 't5.work': '写好的', 't5.progress': '55', reason: '等文件', x: 'y' }),
      ),
    ).toEqual([
      { label: '任务5　本月工作进展情况', text: '写好的' },
      { label: '理由', text: '等文件' },
    ])
  })
})
