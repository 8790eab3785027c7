import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultRhythm } from '../../../../shared/domain/calendar.ts'
import { paths } from '../../../../shared/domain/paths.ts'
import { openHouse, type TestHouse } from '../../../support/app.ts'
import { as, filled, jiuzhuJune, when } from '../../../support/bureau.ts'

const plain = (html: string): string => html.replace(/<[^>]+>/g, '')
const limin = { actor: as('limin'), now: when('2019-06-24') }

let house: TestHouse
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

describe('本月', () => {
  it('says what is owed, until when and what is left, and offers one button', async () => {
    await house.services.reports.save(jiuzhuJune, limin, { entries: [filled(1)], version: 0 })
    const page = await (await (await house.signIn('limin')).get(paths.mine)).text()
    expect(plain(page)).toContain('请在6月28日（星期五）17:30前提交，还有3天')
    expect(plain(page)).toContain('救助处6月应报2项任务，已填1项，还有1项没填')
    expect(page.match(/class="btn primary"/g)).toHaveLength(1)
    expect(plain(page)).toContain('继续填写月报')
    expect(page.match(/<li[^>]*><(a|span)[^>]*>\d+月</g)).toHaveLength(10)
  })

  it('names an earlier month that was not filed', async () => {
    house.moveTo('2019-07-02')
    const page = plain(await (await (await house.signIn('limin')).get(paths.mine)).text())
    expect(page).toContain('2019年7月月报')
    expect(page).toContain('2019年6月月报逾期')
  })

  it('offers a month that is locked while an extension runs, and no longer', async () => {
    const sunning = { actor: as('sunning'), now: when('2019-07-10') }
    await house.services.reports.extend(jiuzhuJune, sunning, { until: when('2019-07-12', '17:30'), why: '来电申请' })
    const limin = await house.signIn('limin')
    const page = async () => plain(await (await limin.get(paths.mine)).text())
    house.moveTo('2019-07-11')
    expect(await page()).toContain('2019年6月月报未报，7月12日（星期五）17:30以前可以补报')
    house.moveTo('2019-07-12', '17:30')
    expect(await page()).not.toContain('2019年6月月报未报')
  })

  it('tells somebody who serves no unit so', async () => {
    const page = plain(await (await (await house.signIn('tanyue')).get(paths.mine)).text())
    expect(page).toContain('您没有担任任何单位的工作协调员')
  })
})

describe('two published plans', () => {
  /** Next year's plan, published in December; its first period opens in January. */
  const publishNextYear = async (): Promise<void> => {
    const { plans } = house.services
    const office = { actor: as('sunning'), now: when('2019-12-10') }
    await plans.importNotice(office, { text: '2020年工作实施方案\n\n1. 做好救助工作。（责任单位：救助处）\n' })
    const rhythm = { ...defaultRhythm(2020), first: '2020-01', firstOpens: '2020-01-01' }
    await plans.settle('2020', office, { rhythm })
    await plans.publish('2020', office)
  }

  it('goes on with this year until next year’s first period opens', async () => {
    house.moveTo('2019-12-20')
    const [limin, sunning] = [await house.signIn('limin'), await house.signIn('sunning')]
    await publishNextYear()
    expect(plain(await (await limin.get(paths.mine)).text())).toContain('2019年12月月报')
    expect((await sunning.get(paths.home)).headers.get('location')).toBe(paths.overview('2019', '2019-12'))
  })

  it('still offers December while it is open, when the new year has begun', async () => {
    house.moveTo('2020-01-02')
    const [limin, sunning] = [await house.signIn('limin'), await house.signIn('sunning')]
    await publishNextYear()
    const page = await (await limin.get(paths.mine)).text()
    expect(plain(page)).toContain('2020年1月月报')
    expect(plain(page)).toContain('2019年12月月报逾期，1月8日（星期三）17:30锁定')
    expect(page).toContain(paths.report('2019', '2019-12', 'jiuzhu'))
    expect((await sunning.get(paths.home)).headers.get('location')).toBe(paths.overview('2020', '2020-01'))
    const owed = (await (await limin.api('GET', '/mine')).json()) as { plan: string; period: string }[]
    expect(owed.map((one) => one.period)).toEqual(expect.arrayContaining(['2019-12', '2020-01']))
  })
})
