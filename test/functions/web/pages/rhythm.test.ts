import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paths } from '../../../../shared/domain/paths.ts'
import { type Browser, openHouse, type TestHouse } from '../../../support/app.ts'

const plain = (html: string): string => html.replace(/<[^>]+>/g, '')
let house: TestHouse
let sunning: Browser
beforeAll(async () => {
  house = await openHouse()
  sunning = await house.signIn('sunning')
})
afterAll(() => house.close())

const rule = { due: 'day', dueDay: '25', dueTime: '17:30', lockDay: '5', lockTime: '17:30', window: '3' }

describe('报送安排', () => {
  it('says the rule in words, and gives one month a due time of its own', async () => {
    const page = plain(await (await sunning.get(paths.rhythm('2019'))).text())
    expect(page).toContain('每月最后一个工作日17:30截止，次月第5个工作日17:30锁定。')
    const sent = { period: '2019-12', date: '2019-12-20', time: '17:30', why: '年底前要上报' }
    expect((await sunning.post(paths.rhythmDue('2019'), sent)).status).toBe(303)
    const after = plain(await (await sunning.get(paths.rhythm('2019'))).text())
    expect(after).toContain('12月另定在12月20日（星期五）17:30截止：年底前要上报')
    expect(plain(await (await sunning.get(paths.plan('2019'))).text())).toContain('另定截止：年底前要上报')
  })

  it('keeps what was typed where it is refused, and says why', async () => {
    const sent = { period: '2019-12', date: '2020-03-01', time: '17:30', why: '试一试' }
    const late = await sunning.post(paths.rhythmDue('2019'), sent)
    expect(late.status).toBe(422)
    const html = await late.text()
    expect(html).toContain('不晚于锁定')
    expect(html).toContain('value="2020-03-01"')
    expect(html).toContain('试一试')
    const odd = await sunning.post(paths.rhythm('2019'), { ...rule, dueDay: '31', from: '2019-08', why: '改期' })
    expect([odd.status, plain(await odd.text()).includes('固定的一天请填1到28')]).toEqual([422, true])
  })

  it('changes the rule from a month on; the months before keep theirs', async () => {
    expect((await sunning.post(paths.rhythm('2019'), { ...rule, from: '2019-08', why: '提前汇总' })).status).toBe(303)
    const page = plain(await (await sunning.get(paths.rhythm('2019'))).text())
    expect(page).toContain('7月31日（星期三）17:30')
    expect(page).toContain('8月25日（星期日）17:30')
  })

  it('goes by the API too', async () => {
    const back = await sunning.api('PUT', '/plans/2019/rhythm/2019-12', { due: null, why: '不用提前' })
    expect(await back.json()).toMatchObject({ id: '2019', state: 'published' })
    const changed = await sunning.api('POST', '/plans/2019/rhythm', {
      from: '2019-09',
      due: { day: 'last-calendar-day', time: '24:00' },
      lock: { workingDay: 3, time: '12:00' },
      why: '统一到月底',
    })
    expect(changed.status).toBe(200)
  })
})
