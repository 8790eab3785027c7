import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, openDemo } from './browserDemo.ts'
import { stops } from './browserPages.ts'

/** Every page in a real browser, at 1280 and at 375 px: WCAG 2.2 A and AA as axe sees it, nothing that scrolls sideways, targets one can hit. */

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What axe finds, one line per rule and element. */
const violations = async (page: Page, rules: Record<string, { enabled: boolean }> = {}): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'], runOnly: WCAG, rules })
    .analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target.join(' ')} ${html}`))
}

/** Opens what is folded, so that it is looked at too. */
const unfold = (page: Page): Promise<void> =>
  page.locator('details').evaluateAll((folded) => {
    for (const one of folded) one.open = true
  })

const widthOf = (page: Page): Promise<number> => page.locator('html').evaluate((root) => root.scrollWidth)

const TARGETS = 'button, .btn, select, summary, textarea, input:not([type=hidden], [type=radio], [type=checkbox])'

/** Buttons and fields smaller than 24 px, with their size. */
const smallTargets = (page: Page): Promise<string[]> =>
  page.locator(TARGETS).evaluateAll((targets) =>
    targets.flatMap((target) => {
      const { width, height } = target.getBoundingClientRect()
      return width > 0 && (width < 24 || height < 24) ? [`${target.outerHTML} ${width}×${height}`] : []
    }),
  )

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

  for (const { who, what, open, status = 200 } of stops)
    it(`${what}, ${who ?? 'signed out'}`, async () => {
      const page = await seat(who)
      await page.setViewportSize({ width: 1280, height: 800 })
      let seen = 200
      page.on('response', (answer) => {
        if (answer.request().isNavigationRequest()) seen = answer.status()
      })
      await open(demo, page)
      expect(seen).toBe(status)
      page.removeAllListeners('response')
      await unfold(page)
      expect(await violations(page)).toEqual([])
      expect(await widthOf(page)).toBeLessThanOrEqual(1280)

      await page.setViewportSize({ width: 375, height: 800 })
      expect(await widthOf(page)).toBeLessThanOrEqual(375)
      expect(await smallTargets(page)).toEqual([])
      expect(await violations(page, { 'color-contrast': { enabled: false } })).toEqual([])
      if (who === null) await page.context().close()
    })

  it('would notice: a page with a field without a label, pale words and a wide box', async () => {
    const page = await demo.visitor({ viewport: { width: 375, height: 800 } })
    await page.setContent(
      '<input type="text"><p style="color: #bbb; width: 800px">看不清的字</p><button style="height: 12px"></button>',
    )
    const rules = (await violations(page)).map((line) => line.split(':')[0])
    expect(rules).toEqual(expect.arrayContaining(['label', 'color-contrast', 'button-name', 'document-title']))
    expect(await widthOf(page)).toBeGreaterThan(375)
    expect(await smallTargets(page)).toHaveLength(2)
  })
})
