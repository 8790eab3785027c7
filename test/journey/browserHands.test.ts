import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paths } from '../../shared/domain/paths.ts'
import { hasOwnChromium, openBrowser } from '../support/browser.ts'
import { type Demo, openDemo } from './browserDemo.ts'

/** What hands do in a real browser: type and stop, close the tab, use the keyboard alone, print. */

const PLAN = '2019'
const JUNE = '2019-06'
const FORM = paths.report(PLAN, JUNE, 'jiuzhu')
const SAVED = /^草稿\d{1,2}:\d\d已保存$/

describe('hands', () => {
  let demo: Demo
  beforeAll(async () => {
    demo = await openDemo()
  })
  afterAll(() => demo.close())

  const work = (page: Page) => page.locator('#work-19')
  const saved = (page: Page) => page.locator('#saved')

  it('has the draft saved soon after the last key, and says when', async () => {
    const page = await demo.as('limin')
    await page.goto(FORM)
    await work(page).fill('')
    await work(page).pressSequentially('核对名单')
    await saved(page).filter({ hasText: SAVED }).waitFor()
    const { reports } = demo.house.services
    const stored = await reports.scene({ plan: PLAN, period: JUNE, unit: 'jiuzhu' })
    expect(stored.head.draftAt).not.toBeNull()
    const other = await demo.as('zhoujie')
    await other.goto(FORM)
    expect(await work(other).inputValue()).toBe('核对名单')
  })

  it('shows what was typed again after the tab was closed at once', async () => {
    const page = await demo.as('limin')
    await page.goto(FORM)
    await work(page).fill('关掉窗口以前写的')
    await page.close({ runBeforeUnload: true })
    const again = await page.context().newPage()
    await again.goto(FORM)
    expect(await work(again).inputValue()).toBe('关掉窗口以前写的')
  })

  it('shows what was typed again where the server could not be reached before the tab was closed', async () => {
    const page = await demo.as('limin')
    await page.goto(FORM)
    await page.context().setOffline(true)
    await work(page).fill('断网时写的')
    await saved(page).filter({ hasText: '没有保存：网络不通。' }).waitFor()
    await page.close()
    const again = await page.context().newPage()
    await again.context().setOffline(false)
    await again.goto(FORM)
    expect(await work(again).inputValue()).toBe('断网时写的')
    await saved(again).filter({ hasText: SAVED }).waitFor()
  })

  it('does not lose what was typed when the session has ended', async () => {
    const page = await demo.as('zhoujie')
    await page.goto(FORM)
    const session = (await page.context().cookies()).find((cookie) => cookie.name === 'yuebao-session')
    await demo.house.services.access.signOut(session?.value)
    await work(page).fill('登录过期后写的')
    await saved(page).filter({ hasText: '登录已过期' }).waitFor()
    await page.getByRole('button', { name: '提交月报' }).click()
    await page.locator('#kept').waitFor()
    expect(await page.locator('#kept textarea').evaluateAll((boxes) => boxes.map((box) => box.value))).toContain(
      '登录过期后写的',
    )
  })

  /** Presses Tab until the focus is on the element; as a person would, and no longer than a person would. */
  const tabTo = async (page: Page, selector: string, most = 80): Promise<void> => {
    for (let presses = 0; presses < most; presses++) {
      await page.keyboard.press('Tab')
      if ((await page.locator(`${selector}:focus`).count()) > 0) return
    }
    throw new Error(`${most} presses of Tab do not reach ${selector}`)
  }

  it('lets a whole-unit zero report be filed by keyboard alone, on a phone as well', async () => {
    const page = await demo.as('chenhao', { viewport: { width: 375, height: 667 } })
    await page.goto(paths.mine)
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus').textContent()).toContain('跳到正文')
    await page.keyboard.press('Enter')
    await tabTo(page, `a[href="${paths.reportZero(PLAN, JUNE, 'shiwu')}"]`)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/zero')
    await tabTo(page, '#reason')
    await page.keyboard.insertText('本月各项任务都在等上级文件。')
    await tabTo(page, 'button.primary')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/receipt')
    expect(await page.locator('main').textContent()).toContain('6月月报已提交')
  })

  it('keeps whatever has the focus in sight, also behind the foot with the buttons', async () => {
    const page = await demo.as('zhangwei', { viewport: { width: 375, height: 667 }, reducedMotion: 'reduce' })
    await page.goto(paths.report(PLAN, JUNE, 'fuli'))
    await page.locator('#main').focus()
    const hidden: string[] = []
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab')
      const found = await page.locator(':focus').evaluateAll(([focused]) => {
        if (!focused) return null
        const { left, right, top, bottom } = focused.getBoundingClientRect()
        // Whole in sight, or at least its upper edge: a tall field may be longer than what is left of the screen.
        const at = focused.ownerDocument.elementFromPoint((left + right) / 2, Math.min(top + 8, bottom - 1))
        const same = at !== null && (focused.contains(at) || at.contains(focused))
        return same ? null : focused.outerHTML.slice(0, 120)
      })
      if (found !== null) hidden.push(found)
    }
    expect(hidden).toEqual([])
  })

  it.each([
    ['the receipt of jiuzhu', paths.receipt(PLAN, '2019-05', 'jiuzhu')],
    ['the receipt of fuli', paths.receipt(PLAN, '2019-05', 'fuli')],
    ['the receipt of fucai', paths.receipt(PLAN, '2019-05', 'fucai')],
    ['the page for 厅党组', paths.leadership(PLAN)],
  ])('prints %s on one sheet of A4', async (_what, address) => {
    const page = await demo.as('sunning')
    await page.goto(address)
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
    const [width, height] = /\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf)?.slice(1).map(Number) ?? []
    expect([Math.round(width ?? 0), Math.round(height ?? 0)]).toEqual([595, 842])
  })

  it.runIf(hasOwnChromium)('needs no library of the system: the browser also starts on its own', async () => {
    const browser = await openBrowser({ libraries: 'own' })
    const page = await browser.newPage()
    await page.goto(demo.url(paths.signIn))
    expect(await page.title()).toBe('登录 · 月报')
    await browser.close()
  })
})
