import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paths } from '../../../../shared/domain/paths.ts'
import { type Browser, openHouse, type TestHouse } from '../../../support/app.ts'

let house: TestHouse
let guanli: Browser
beforeAll(async () => {
  house = await openHouse()
  guanli = await house.signIn('guanli')
  await house.services.files.put('attachments/2019/2019-06/jiuzhu/evidence', new Uint8Array([1, 2, 3]))
})
afterAll(() => house.close())

const words = (html: string): string => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

describe('The administrator', () => {
  it('takes everything out with a reason, which stays in the history; without one nothing is made', async () => {
    const refused = await guanli.post(paths.export, { why: ' ' })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('<a href="#why">请写明理由</a>')

    const asked = await guanli.post(paths.export, { why: '交第三方评价机构核对' })
    const address = asked.headers.get('location') ?? ''
    expect(address).toMatch(/^\/export\//)
    await house.services.settled()
    expect(words(await (await guanli.get(address)).text())).toContain('做好了。')

    const answer = await guanli.get(`${address}/file`)
    const text = await answer.text()
    const { format, items, files } = JSON.parse(text)
    expect(format).toBe('yuebao-backup')
    const partitions = new Set(items.map((item: { PK: string }) => item.PK.split('/')[0]))
    expect(partitions).toContain('H#people')
    expect([...partitions].filter((name) => /session|codes/.test(String(name)))).toEqual([])
    expect(files.map((file: { key: string }) => file.key)).toContain('attachments/2019/2019-06/jiuzhu/evidence')

    const sha256 = createHash('sha256').update(text).digest('hex')
    const page = words(await (await guanli.get(paths.export)).text())
    expect(page).toContain('交第三方评价机构核对')
    expect(page).toContain(sha256)
    const [record] = JSON.parse(await (await guanli.api('GET', '/export')).text())
    expect(record).toMatchObject({
      kind: 'export',
      plan: null,
      sha256,
      why: '交第三方评价机构核对',
      by: { name: '示例·guanli' },
    })
  })

  it('is the only one: the office neither asks for it nor fetches what was made', async () => {
    const { id } = JSON.parse(await (await guanli.api('POST', '/export', { why: '核对' })).text())
    await house.services.settled()
    const sunning = await house.signIn('sunning')
    for (const address of [paths.exportJobFile(id), paths.outputJobFile('everything', id)])
      expect([address, (await sunning.get(address)).status]).toEqual([address, 403])
    expect((await sunning.api('POST', '/export', { why: '核对' })).status).toBe(403)
    expect((await guanli.api('POST', '/export', {})).status).toBe(422)
  })
})
