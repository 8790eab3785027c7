import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paths } from '../../../../shared/domain/paths.ts'
import { type Browser, openHouse, type TestHouse } from '../../../support/app.ts'

const plain = (html: string): string => html.replace(/<[^>]+>/g, '')
let house: TestHouse
let sunning: Browser
let limin: Browser
beforeAll(async () => {
  house = await openHouse()
  sunning = await house.signIn('sunning')
  limin = await house.signIn('limin')
})
afterAll(() => house.close())

const at = paths.planChanges('2019')
const preview = paths.planChangePreview('2019')
/** The fields that the preview carries on to the confirmation. */
const carried = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="(?!_token)([\w-]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  )

describe('方案调整', () => {
  it('lists what is wrong at the fields, and keeps what was typed', async () => {
    const sent = {
      kind: 'add',
      title: '新增的任务',
      text: '',
      'role-lead': '救助处、不存在处',
      from: '2019-07',
      why: '',
    }
    const refused = await sunning.post(preview, sent)
    expect(refused.status).toBe(422)
    const html = await refused.text()
    expect(html).toContain('href="#role-lead"')
    expect(html).toContain('没有“不存在处”这个单位')
    expect(html).toContain('href="#why"')
    expect(html).toContain('value="新增的任务"')
  })

  it('shows first who gains and who loses, changes nothing, and is made on confirmation', async () => {
    const sent = {
      kind: 'reassign',
      task: '1',
      'role-responsible': '福利处',
      from: '2019-06',
      why: '分工调整',
      version: '',
    }
    const seen = await sunning.post(preview, sent)
    expect(seen.status).toBe(200)
    const html = await seen.text()
    expect(plain(html)).toContain('2个单位要报的任务有变')
    expect(plain(await (await sunning.get(at)).text())).toContain('发布以后还没有调整过')
    expect((await sunning.post(at, carried(html))).status).toBe(303)
    expect(plain(await (await sunning.get(at)).text())).toContain('2019年6月起，任务1')
    const plan = plain(await (await limin.get(paths.plan('2019'))).text())
    expect(plan).toContain('发布以后的调整')
    expect(plan).toContain('分工调整')
  })

  it('marks on the forms what was added, and folds what was removed', async () => {
    const form = async (person: string, unit: string) =>
      (await (await house.signIn(person)).get(paths.report('2019', '2019-06', unit))).text()
    const loses = plain(await form('limin', 'jiuzhu'))
    expect(loses).toContain('已移出1项')
    expect(loses).not.toContain('本月新增')
    const coordinator = (await house.services.load.unit('fuli')).coordinator ?? ''
    const gains = plain(await form(coordinator, 'fuli'))
    expect(gains).toContain('本月新增')
    const api = await sunning.api('GET', '/plans/2019/reports/2019-06/fuli')
    expect(await api.json()).toMatchObject({
      tasks: [
        { number: 1, added: true },
        { number: 2, added: false },
      ],
      removed: [],
    })
    expect(gains).not.toContain('已移出')
  })

  it('goes back from the preview with everything as it was typed', async () => {
    const sent = {
      kind: 'reword',
      task: '3',
      title: '更好的写法',
      text: '更好的内容',
      from: '2019-08',
      why: '文字校正',
    }
    const html = await (await sunning.post(preview, sent)).text()
    const back = await sunning.post(paths.planChangeNew('2019'), carried(html))
    expect(await back.text()).toContain('value="更好的写法"')
  })

  it('merges units by the API, refuses a month that is due, and shows both names afterwards', async () => {
    const change = { kind: 'merge', units: ['fuli'], into: 'jiuzhu' }
    const late = await sunning.api('POST', '/plans/2019/changes', { change, from: '2019-05', why: '机构改革' })
    expect([late.status, ((await late.json()) as { code: string }).code]).toEqual([409, 'plan.change-past'])
    const looked = await sunning.api('POST', '/plans/2019/changes/preview', { change, from: '2019-07' })
    expect(await looked.json()).toMatchObject({ what: '福利处并入救助处' })
    const made = await sunning.api('POST', '/plans/2019/changes', { change, from: '2019-07', why: '机构改革' })
    expect(made.status).toBe(200)
    house.moveTo('2019-07-10')
    const overview = plain(await (await sunning.get(paths.overview('2019', '2019-06'))).text())
    expect(overview).toContain('救助处（原福利处）')
  })
})
