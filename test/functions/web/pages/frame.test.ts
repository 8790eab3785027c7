import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { paths } from '../../../../shared/domain/paths.ts'
import { openHouse, type TestHouse } from '../../../support/app.ts'
import { as, bothTasks, jiuzhuJune, when } from '../../../support/bureau.ts'

const limin = { actor: as('limin'), now: when('2019-06-24') }

let house: TestHouse
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

describe('The frame', () => {
  const items = async (person: string): Promise<string[]> => {
    const page = await (await (await house.signIn(person)).get(paths.help)).text()
    return [...(/aria-label="主导航">(.*?)<\/nav>/s.exec(page)?.[1] ?? '').matchAll(/>([^<]+)<\/a>/g)].map(
      (one) => one[1] ?? '',
    )
  }

  it('offers each kind of person what they may do', async () => {
    expect(await items('limin')).toEqual(['本月', '历月月报', '实施方案', '阶段', '评价', '使用说明'])
    expect(await items('hefan')).toEqual([
      '总览',
      '任务',
      '审核（0）',
      '催报',
      '实施方案',
      '阶段',
      '评价',
      '下载',
      '人员',
      '日历',
      '本处月报',
      '使用说明',
    ])
    expect(await items('guanli')).toEqual(['实施方案', '人员', '日历', '导出', '使用说明'])
    expect(await items('tingling')).toEqual(['总览', '任务', '实施方案', '阶段', '评价', '使用说明'])
  })

  it('counts the reports that wait', async () => {
    await house.services.reports.submit(jiuzhuJune, limin, { entries: bothTasks, version: 0 })
    expect(await items('sunning')).toContain('审核（1）')
  })

  it('holds no script and no style of its own in any page', async () => {
    const at = ['2019', '2019-06', 'jiuzhu'] as const
    const browser = await house.signIn('limin')
    for (const path of [paths.mine, paths.report(...at), paths.help, paths.reportZero(...at)]) {
      const page = await (await browser.get(path)).text()
      expect(page).not.toMatch(/<style|\sstyle="|\son[a-z]+="|<script>/)
      expect(page).not.toContain('演示')
    }
  })
})
