import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paths } from '../../../../shared/domain/paths.ts'
import { type Browser, openHouse, type TestHouse } from '../../../support/app.ts'
import { as, bothTasks, jiuzhuJune, when } from '../../../support/bureau.ts'

const plain = (html: string): string => html.replace(/<[^>]+>/g, '')
let house: TestHouse
let sunning: Browser
beforeAll(async () => {
  house = await openHouse()
  await house.services.reports.submit(
    jiuzhuJune,
    { actor: as('limin'), now: when('2019-06-25') },
    { entries: bothTasks.map((entry) => ({ ...entry, work: '只有本处知道的话', problem: '内部的难处' })), version: 0 },
  )
  house.moveTo('2019-07-08')
  sunning = await house.signIn('sunning')
})
afterAll(() => house.close())

const made = async (note = '分管厅领导'): Promise<string> => {
  const answer = await sunning.post(paths.leadershipLinks('2019'), { note })
  const [, token = ''] = /\/l\/([\w-]{43})/.exec(await answer.text()) ?? []
  return token
}
const stranger = (token: string) => house.browser('10.9.9.9').get(paths.leadershipOpen(token))

describe('the page for 厅党组', () => {
  it('tells the month’s figures and what is behind, and no text that anybody wrote', async () => {
    const tingling = await house.signIn('tingling')
    const html = await (await tingling.get(paths.leadership('2019'))).text()
    expect(plain(html)).toContain('报送率33.3%　1/3')
    expect(plain(html)).toContain('福利处')
    expect(html).not.toContain('只有本处知道的话')
    expect(html).not.toContain('内部的难处')
    // Leadership reads; the links are the office's.
    expect(html).not.toContain('生成链接')
    expect((await tingling.post(paths.leadershipLinks('2019'), { note: '自己' })).status).toBe(403)
  })
})

describe('a link that needs no sign-in', () => {
  it('opens the page for a week, leads nowhere, and is passed on by nothing', async () => {
    const token = await made()
    const answer = await stranger(token)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    expect(answer.headers.get('x-robots-tag')).toContain('noindex')
    const html = await answer.text()
    expect(plain(html)).toContain('报送率33.3%')
    expect(html).not.toContain('只有本处知道的话')
    expect([...html.matchAll(/<a [^>]*href="([^"]+)"/g)]).toEqual([])
    house.wait(7 * 24 * 60 - 1)
    expect((await stranger(token)).status).toBe(200)
    house.wait(1)
    expect((await stranger(token)).status).toBe(404)
    // A session does not last a week.
    sunning = await house.signIn('sunning')
  })

  it('is kept as a hash, listed with its openings, and ends when it is revoked', async () => {
    const token = await made('巡视组')
    await Promise.all([stranger(token), stranger(token), stranger(token)])
    const kept: string[] = []
    for await (const item of house.store.items.all()) kept.push(JSON.stringify(item))
    expect(kept.some((item) => item.includes('巡视组'))).toBe(true)
    expect(kept.filter((item) => item.includes(token))).toEqual([])
    const page = await (await sunning.get(paths.leadership('2019'))).text()
    expect(page).not.toContain(token)
    expect(plain(page)).toContain('3次')
    const [, revoke = ''] = /action="([^"]*\/revoke)"/.exec(page) ?? []
    expect((await sunning.post(revoke)).status).toBe(303)
    expect((await stranger(token)).status).toBe(404)
    expect(plain(await (await sunning.get(paths.leadership('2019'))).text())).toContain('撤销')
  })

  it('is asked for whom, and a wrong one is a page that does not exist', async () => {
    expect((await sunning.post(paths.leadershipLinks('2019'), { note: ' ' })).status).toBe(422)
    expect((await stranger('x'.repeat(43))).status).toBe(404)
    expect((await stranger('short')).status).toBe(404)
  })
})
