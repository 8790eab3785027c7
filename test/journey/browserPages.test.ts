import { AxeBuilder } from '@axe-core/playwright'
import type { Page, Response } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, openDemo } from './browserDemo.ts'
import { stops } from './browserPages.ts'

/** Every page in a real browser, at 1280 and at 375 px: WCAG 2.2 A and AA as axe sees it, nothing that scrolls sideways, targets one can hit. */

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What axe finds, one line per rule and element. Folded parts are opened first: what is hidden is not looked at. */
const violations = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'], runOnly: WCAG })
    .analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target.join(' ')} ${html}`))
}

const unfold = (page: Page): Promise<void> =>
  page.evaluate(() => {
    for (const folded of document.querySelectorAll('details')) folded.open = true
  })

/** How wide the page is, and which buttons are smaller than 24 px. */
const measure = (page: Page): Promise<{ width: number; small: string[] }> =>
  page.evaluate(() => ({
    width: document.scrollingElement?.scrollWidth ?? 0,
    small: [
      ...document.querySelectorAll(
        'button, .btn, select, summary, input:not([type=hidden], [type=radio], [type=checkbox])',
      ),
    ]
      .map((button) => ({ box: button.getBoundingClientRect(), words: button.textContent || button.id }))
      .filter(({ box }) => box.width > 0 && (box.height < 24 || box.width < 24))
      .map(({ box, words }) => `${words} ${Math.round(box.width)}×${Math.round(box.height)}`),
  }))

describe('every page', () => {
  let demo: Demo
  const seats = new Map<string, Page>()
  beforeAll(async () => {
    demo = await openDemo()
  })
  afterAll(() => demo.close())

  /** The page of this person, opened once; somebody who is not signed in comes anew each time. */
  const seat = async (who: string | null): Promise<Page> => {
    if (who === null) return demo.visitor()
    const page = seats.get(who) ?? (await demo.as(who))
    seats.set(who, page)
    return page
  }

  it.each(stops)('$what ($who)', async ({ who, open, status = 200 }) => {
    const page = await seat(who)
    await page.setViewportSize({ width: 1280, height: 800 })
    const answer = await open(demo, page)
    if (answer !== null && typeof answer === 'object') expect((answer as Response).status()).toBe(status)
    await unfold(page)
    expect(await violations(page)).toEqual([])
    expect((await measure(page)).width).toBeLessThanOrEqual(1280)

    await page.setViewportSize({ width: 375, height: 800 })
    const { width, small } = await measure(page)
    expect(width).toBeLessThanOrEqual(375)
    expect(small).toEqual([])
    expect(await violations(page)).toEqual([])
    if (who === null) await page.context().close()
  })
})
