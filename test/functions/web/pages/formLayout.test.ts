import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FORM_KEYS, type FormLayout, LABEL_KEYS } from '../../../../shared/domain/formLayout.ts'
import { paths } from '../../../../shared/domain/paths.ts'
import { type Browser, openHouse, type TestHouse } from '../../../support/app.ts'

/** The office lays its monthly form out: on the page and by the API. */

const PATH = paths.formLayout('2019')
const plain = (html: string): string => html.replace(/<[^>]+>/g, '')

let house: TestHouse
let office: Browser
beforeEach(async () => {
  house = await openHouse()
  office = await house.signIn('sunning')
})
afterEach(() => house.close())

/** The fields of the page as a browser would send them. */
const fieldsOf = async (): Promise<Record<string, string>> => {
  const html = await (await office.get(PATH)).text()
  const names = [
    'version',
    'title',
    ...FORM_KEYS.flatMap((key) => [`order-${key}`, `name-${key}`, `width-${key}`]),
    ...LABEL_KEYS.map((key) => `label-${key}`),
  ]
  return Object.fromEntries(
    names.map((name) => [name, new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(html)?.[1] ?? 'not there']),
  )
}
const kept = async (): Promise<{ version: number; layout: FormLayout; history: { by: { name: string } }[] }> =>
  (await (await office.api('GET', '/plans/2019/form-layout')).json()) as never

describe('the layout of the monthly form', () => {
  it('is changed on a page: a new title, order and names, with a line in its history', async () => {
    const fields = {
      ...(await fieldsOf()),
      title: '民政工作月报（X月）',
      'order-work': '0',
      'name-work': '进展',
      'order-note': '',
    }
    const answer = await office.post(PATH, { ...fields, act: 'save' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${PATH}#preview`])
    const { version, layout, history } = await kept()
    expect(version).toBe(1)
    expect(layout.title).toBe('民政工作月报（X月）')
    expect(layout.columns[0]).toEqual({ key: 'work', name: '进展', width: 36 })
    expect(layout.columns.map(({ key }) => key)).not.toContain('note')
    expect(history).toHaveLength(1)
    expect(plain(await (await office.get(PATH)).text())).toContain('改了格式')
  })

  it('shows what it would look like, and changes nothing by that', async () => {
    const answer = await office.post(PATH, { ...(await fieldsOf()), title: '样子（X月）', act: 'preview' })
    const html = plain(await answer.text())
    expect(html).toContain('样子（3月）')
    expect(html).toContain('还没有保存')
    expect((await kept()).version).toBe(0)
  })

  it('says at the field what is wrong, and keeps what was typed', async () => {
    const fields = { ...(await fieldsOf()), title: '', 'width-work': '宽', 'order-task': '', 'order-role': '第三' }
    const answer = await office.post(PATH, { ...fields, act: 'save' })
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(html).toContain('href="#title"')
    expect(html).toContain('href="#width-work"')
    expect(html).toContain('href="#order-role"')
    expect(html).toContain('value="宽"')
    expect(plain(html)).toContain('“任务编号及工作任务”这一列不能去掉')
    expect((await kept()).version).toBe(0)
  })

  it('is not overwritten by somebody who saw an older one', async () => {
    const fields = { ...(await fieldsOf()), act: 'save' }
    await office.post(PATH, { ...fields, title: '先到（X月）' })
    const late = await office.post(PATH, { ...fields, title: '后到（X月）' })
    expect(late.status).toBe(409)
    expect(await late.text()).toContain('value="后到（X月）"')
    expect((await kept()).layout.title).toBe('先到（X月）')
  })

  it('is changed by the API as well', async () => {
    const { version, layout } = await kept()
    const answer = await office.api('PUT', '/plans/2019/form-layout', {
      version,
      layout: { ...layout, title: '接口（X月）' },
    })
    expect(answer.status).toBe(200)
    expect((await kept()).layout.title).toBe('接口（X月）')
  })
})
