import { afterEach, beforeEach, describe, expect, it } from 'vitest'
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

  it('tells somebody who serves no unit so', async () => {
    const page = plain(await (await (await house.signIn('tanyue')).get(paths.mine)).text())
    expect(page).toContain('您没有担任任何单位的工作协调员')
  })
})
