import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NEW_UNITS } from '../../../../functions/web/pages/draftUnits.tsx'
import { paths } from '../../../../shared/domain/paths.ts'
import { openHouse, type TestHouse } from '../../../support/app.ts'

/** The units that a notice names and that the house does not have, and the months that a late plan would count as missing. */

const notice = `关于印发《2020年重点工作实施方案》的通知
一、主要任务
1.提升救助水平。做好救助工作。（责任单位：救助处、宣传中心）
2.提升服务水平。做好服务工作。（责任单位：档案馆）
3.加强宣传。做好宣传工作。（责任单位：宣传中心）
`
const plain = (html: string): string => html.replace(/<[^>]+>/g, '')

let house: TestHouse
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

const begin = async (year: string) => {
  const sunning = await house.signIn('sunning')
  await sunning.post(paths.planImport, { text: notice, year })
  const html = await (await sunning.get(paths.planDraft(year))).text()
  const version = /name="version" value="(\d+)"/.exec(html)?.[1] ?? ''
  return { sunning, html, version }
}

describe('Names that no unit of ours bears', () => {
  it('are listed once each, with the tasks that they stand at', async () => {
    const { html } = await begin('2020')
    expect(plain(html)).toContain('原文点名的单位有2个对不上')
    expect(plain(html)).toMatch(/宣传中心　任务1、3/)
    expect(plain(html)).toMatch(/档案馆　任务2/)
  })
  it('become units when they are ticked, and their tasks are theirs', async () => {
    const { sunning, version } = await begin('2020')
    const answer = await sunning.post(paths.planSettle('2020'), {
      version,
      act: NEW_UNITS,
      'new-unit': ['宣传中心', '档案馆'],
      'new-unit-class': '直属事业单位',
    })
    expect(answer.status).toBe(303)
    const units = await house.services.load.units()
    expect(units.slice(-2).map((unit) => [unit.name, unit.class])).toEqual([
      ['宣传中心', '直属事业单位'],
      ['档案馆', '直属事业单位'],
    ])
    const html = await (await sunning.get(paths.planDraft('2020'))).text()
    expect(plain(html)).toContain('每项任务都有单位报送，可以发布')
    expect(html).not.toContain('id="new-units"')
  })
  it('are never created unticked, nor under a name that the notice does not hold', async () => {
    const { sunning, version } = await begin('2020')
    const before = (await house.services.load.units()).length
    const answer = await sunning.post(paths.planSettle('2020'), { version, act: NEW_UNITS, 'new-unit': '别处的单位' })
    expect(answer.status).toBe(422)
    expect(plain(await answer.text())).toContain('请勾选要新增的单位')
    expect((await house.services.load.units()).length).toBe(before)
  })
})

describe('A plan that comes late in its year', () => {
  it('says before it is published which months would count as missing', async () => {
    const { html } = await begin('2018')
    expect(plain(html)).toContain('有10个报告期已经锁定')
    expect(plain(html)).toContain('3月到12月')
    expect(plain((await begin('2020')).html)).not.toContain('已经锁定')
  })
})
