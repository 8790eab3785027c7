import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paths } from '../../../../shared/domain/paths.ts'
import { openHouse, type TestHouse } from '../../../support/app.ts'
import { as, when } from '../../../support/bureau.ts'

/** A second plan, imported from a notice that names its phases. */
const NOTICE = `关于印发《2020年重点工作实施方案》的通知
一、主要任务
1.做好救助工作。提高救助水平。（责任单位：救助处）
2.做好养老服务。（责任单位：救助处、福利处）
二、实施步骤
（一）启动阶段（3月1日-15日）。各单位制定措施。
（二）落实阶段（3月16日-10月31日）。各单位抓好落实。
（三）“回头看”阶段（11月1日-12月31日）。各单位自查自纠。
`
const plain = (html: string): string => html.replace(/<[^>]+>/g, '')
let house: TestHouse
beforeAll(async () => {
  house = await openHouse()
  const call = { actor: as('sunning'), now: when('2020-02-20') }
  await house.services.plans.importNotice(call, { text: NOTICE, year: 2020 })
  await house.services.plans.publish('2020', call)
})
afterAll(() => house.close())

const texts = (task: number, more: Record<string, string> = {}) =>
  Object.fromEntries(
    Object.entries({ measures: '修订办法', workflow: '起草印发', timetable: '6月底前', ...more }).map(
      ([field, text]) => [`t${task}.${field}`, text],
    ),
  )

describe('the kick-off’s page', () => {
  it('says at the field what is missing, keeps what was typed, and files what is complete', async () => {
    house.moveTo('2020-03-10')
    const limin = await house.signIn('limin')
    expect(plain(await (await limin.get(paths.kickoff('2020', 'jiuzhu'))).text())).toContain(
      '请在3月15日（星期日）24:00前报送工作措施、工作流程和工作时间表，还有5天',
    )
    const lacking = await limin.post(paths.kickoffFile('2020', 'jiuzhu'), {
      ...texts(1, { workflow: '' }),
      ...texts(2),
      version: '0',
    })
    expect(lacking.status).toBe(422)
    const html = await lacking.text()
    expect(html).toContain('href="#t1-workflow"')
    expect(html).toContain('请填写工作流程')
    expect(html).toContain('修订办法')
    const long = await limin.post(paths.kickoff('2020', 'jiuzhu'), texts(1, { measures: '写'.repeat(2_001) }))
    expect([long.status, plain(await long.text()).includes('最多2000字，现在2001字')]).toEqual([422, true])
    const filed = await limin.post(paths.kickoffFile('2020', 'jiuzhu'), { ...texts(1), ...texts(2), version: '0' })
    expect(filed.status).toBe(303)
    const sunning = await house.signIn('sunning')
    expect(plain(await (await sunning.get(paths.phases('2020'))).text())).toContain('3月10日报送')
    house.moveTo('2020-03-20')
    expect(await (await limin.get(paths.report('2020', '2020-03', 'jiuzhu'))).text()).toContain(
      '启动阶段报送的措施、流程和时间表',
    )
  })
})

describe('the look-back’s page', () => {
  it('takes a self-check with a problem, and its remedy later; the office points another out', async () => {
    house.moveTo('2020-11-10')
    const limin = await house.signIn('limin')
    const sunning = await house.signIn('sunning')
    const path = paths.lookback('2020', 'jiuzhu')
    const check = { 't1.result': 'done', 't1.found': '已印发', 't2.result': 'partly', 't2.found': '走访12户' }
    const lacking = await limin.post(paths.lookbackFile('2020', 'jiuzhu'), { ...check, version: '0' })
    expect([lacking.status, (await lacking.text()).includes('href="#new2-text"')]).toEqual([422, true])
    const filed = await limin.post(paths.lookbackFile('2020', 'jiuzhu'), {
      ...check,
      ...{ 'new2.text': '台账不全', 'new2.remedy': '补齐', 'new2.by': '2020-12-10', version: '0' },
    })
    expect(filed.status).toBe(303)
    expect(plain(await (await limin.get(paths.mine)).text())).toContain('自查的1个问题还没有整改')
    const empty = await sunning.post(paths.lookbackMark('2020', 'jiuzhu'), { task: '1', text: ' ' })
    expect(empty.status).toBe(422)
    await sunning.post(paths.lookbackMark('2020', 'jiuzhu'), { task: '1', text: '没有公示' })
    const page = await (await limin.get(path)).text()
    expect(plain(page)).toContain('还没有整改的问题2个')
    const [, problem] = /name="problem" value="([^"]+)"/.exec(page) ?? []
    const remedied = await limin.post(paths.lookbackRemedy('2020', 'jiuzhu'), {
      problem: problem ?? '',
      result: '已补齐',
    })
    expect(remedied.status).toBe(303)
    expect(plain(await (await sunning.get(path)).text())).toContain('2个问题，已整改1个')
  })
})

describe('the six benchmarks', () => {
  it('are saved as they stand, and a wrong day is said at its field', async () => {
    const limin = await house.signIn('limin')
    const wrong = await limin.post(paths.benchmarks('2020', 'jiuzhu'), { 'seek.text': '学习浙江', 'seek.on': '4月' })
    expect([wrong.status, (await wrong.text()).includes('学习浙江')]).toEqual([422, true])
    await limin.post(paths.benchmarks('2020', 'jiuzhu'), { 'seek.text': '学习浙江', 'seek.on': '2020-04-01' })
    const sunning = await house.signIn('sunning')
    expect(plain(await (await sunning.get(paths.benchmarks('2020', 'jiuzhu'))).text())).toContain(
      '2020年4月1日完成学习浙江',
    )
  })
})
