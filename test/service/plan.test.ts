import { readFile } from 'node:fs/promises'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { RefusalCode } from '../../shared/domain/refusal.ts'
import { as, type Bureau, openBureau, when } from '../support/bureau.ts'
import { openStore } from '../support/store.ts'

let bureau: Bureau
const opened: { close(): Promise<void> }[] = []
beforeEach(async () => {
  const store = await openStore()
  opened.push(store)
  bureau = await openBureau(store)
})
afterAll(async () => {
  for (const one of opened) await one.close()
})

const office = (now = when('2020-03-02')) => ({ actor: as('sunning'), now })
const code = (code: RefusalCode) => ({ code })

const TASKS = '1. 做好救助工作。（责任单位：救助处）\n2. 做好其他工作。（责任单位：相关处室）\n'
const NOTICE = `2020年工作实施方案\n\n${TASKS}`

describe('importing a notice', () => {
  it('takes the year that Shanghai has where the notice states none', async () => {
    const newYearsMorning = when('2021-01-01', '07:00')
    expect(newYearsMorning.slice(0, 4)).toBe('2020')
    const head = await bureau.plans.importNotice(office(newYearsMorning), { text: `工作实施方案\n\n${TASKS}` })
    expect(head.year).toBe(2021)
  })

  it('names a notice without a title after its year', async () => {
    expect(await bureau.plans.importNotice(office(), { text: TASKS, year: 2020 })).toMatchObject({
      title: '2020年实施方案',
      state: 'draft',
    })
  })

  it('keeps a deadline whose year nobody wrote as a doubt, and reads the rest', async () => {
    const text =
      '工作实施方案\n\n一、重点任务\n1. 做好救助工作，6月底前完成。（责任单位：救助处）\n2. 做好其他工作。（责任单位：福利处）\n' +
      '二、时间安排\n（一）启动阶段（3月1日-3月15日）。开好动员会。\n'
    await bureau.plans.importNotice(office(), { text, year: 2020 })
    const { plan } = await bureau.plans.draft('2020', office())
    expect(plan.tasks.map((task) => task.deadlines)).toEqual([[], []])
    expect(plan.source.doubts.map((doubt) => doubt.line)).toContain(4)
  })

  it.each([
    ['a text far longer than any notice', `${NOTICE}${'无关的话。'.repeat(20_000)}`, 'input.too-large'],
    ['a text without tasks', '红烧肉的做法', 'plan.no-notice'],
    [
      'more tasks than a plan holds',
      `2020年工作实施方案\n\n${Array.from({ length: 401 }, (_, i) => `${i + 1}. 做好第${i + 1}件事。（责任单位：救助处）`).join('\n')}`,
      'input.too-large',
    ],
    ['a year whose plan is published', NOTICE.replace('2020', '2019'), 'plan.exists'],
  ] as const)('refuses %s and leaves no draft', async (_what, text, refusal) => {
    await expect(bureau.plans.importNotice(office(), { text })).rejects.toMatchObject(code(refusal))
    expect((await bureau.load.plans()).map((plan) => plan.id)).toEqual(['2019'])
  })

  it('reads the real notice', async () => {
    const text = await readFile(new URL('../../functions/local/demo/jilin-2019.txt', import.meta.url), 'utf8')
    const { id } = await bureau.plans.importNotice(office(), { text, year: 2020 })
    expect((await bureau.plans.draft(id, office())).plan.tasks).toHaveLength(30)
  })
})

describe('settling and publishing', () => {
  const imported = () => bureau.plans.importNotice(office(), { text: NOTICE })

  it('takes no answer that names a unit which does not exist', async () => {
    await imported()
    const answer = { task: 2, party: '相关处室', units: ['nobody-there'] }
    await expect(bureau.plans.settle('2020', office(), { settlements: [answer] })).rejects.toMatchObject(
      code('input.invalid'),
    )
    await expect(bureau.plans.publish('2020', office())).rejects.toMatchObject({
      code: 'plan.unowned',
      details: { tasks: ['2'] },
    })
  })

  it('publishes once every task has somebody who owes it, and then refuses changes', async () => {
    await imported()
    const settled = await bureau.plans.settle('2020', office(), {
      settlements: [{ task: 2, party: '相关处室', units: ['fuli', 'fagui'] }],
    })
    await bureau.plans.publish('2020', office(), { version: settled.version })
    expect((await bureau.load.whole('2020')).duties.map(({ task, unit, role }) => [task, unit, role])).toEqual([
      [1, 'jiuzhu', 'responsible'],
      [2, 'fuli', 'wildcard'],
      [2, 'fagui', 'wildcard'],
    ])
    await expect(bureau.plans.settle('2020', office(), { title: '别的' })).rejects.toMatchObject(code('plan.published'))
    await expect(imported()).rejects.toMatchObject(code('plan.exists'))
  })

  it('lets one of two people change a draft that both opened', async () => {
    const { version } = await imported()
    await bureau.plans.settle('2020', office(), { version, title: '先改的' })
    await expect(bureau.plans.settle('2020', office(), { version, title: '后改的' })).rejects.toMatchObject(
      code('head.moved'),
    )
    expect((await bureau.load.plan('2020')).plan.title).toBe('先改的')
  })
})

describe('the calendar', () => {
  it('keeps one correction for a day, the newest', async () => {
    const day = { date: '2020-05-31', reason: '调休' }
    await bureau.plans.correctCalendar(office(), { ...day, working: false })
    await bureau.plans.correctCalendar(office(), { ...day, working: true })
    expect((await bureau.load.calendar()).corrections).toEqual([{ ...day, working: true }])
  })
})
