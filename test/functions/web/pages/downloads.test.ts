import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paths } from '../../../../shared/domain/paths.ts'
import { keys } from '../../../../shared/service/keys.ts'
import { type Browser, openHouse, type TestHouse } from '../../../support/app.ts'

let house: TestHouse
let sunning: Browser
let limin: Browser
beforeAll(async () => {
  house = await openHouse()
  sunning = await house.signIn('sunning')
  limin = await house.signIn('limin')
  await limin.post(paths.reportZero('2019', '2019-06', 'jiuzhu'), { reason: '等待审批', version: '0' })
  house.moveTo('2019-07-08')
})
afterAll(() => house.close())

const JUNE = paths.monthOutput('2019', '2019-06', 'summary')
const bytesOf = async (answer: Response): Promise<Buffer> => Buffer.from(await answer.arrayBuffer())
const shaOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const page = async (browser: Browser, address: string): Promise<string> => (await browser.get(address)).text()
// biome-ignore lint/suspicious/noExplicitAny: what the API answers is looked into field by field
const json = async (answer: Response): Promise<any> => answer.json()
const words = (html: string): string => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

describe('A download', () => {
  it('says its SHA-256 beside its bytes and stands on the page afterwards, with who and when', async () => {
    const answer = await sunning.get(JUNE)
    const bytes = await bytesOf(answer)
    const sha256 = shaOf(bytes)
    expect(answer.headers.get('repr-digest')).toBe(`sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`)
    const html = await page(sunning, paths.downloads('2019'))
    expect(words(html)).toContain('示例·sunning 2019年7月8日9:00:00 第1版')
    expect(html).toContain(`${sha256.slice(0, 12)}…`)
    expect(html).toContain(sha256)
    expect(await page(sunning, paths.outputManifest('2019'))).toBe(`${sha256}  2019年6月月报汇总.xlsx\n`)
  })

  it('is given once more from its line; swept away, it is made again, and refused with a sentence once it would be another', async () => {
    const [record] = await json(await sunning.api('GET', '/plans/2019/outputs/records'))
    house.moveTo('2019-07-20')
    const again = await sunning.get(paths.outputAgain('2019', record.id))
    expect(shaOf(await bytesOf(again))).toBe(record.sha256)
    await sunning.api('POST', '/plans/2019/reports/2019-06/jiuzhu/return', { why: '请写明数字', cause: 'unit' })
    expect(shaOf(await bytesOf(await sunning.get(paths.outputAgain('2019', record.id))))).toBe(record.sha256)
    for await (const { key } of house.services.files.list('outputs/')) await house.services.files.remove(key)
    const refused = await sunning.get(paths.outputAgain('2019', record.id))
    expect(refused.status).toBe(409)
    expect(words(await refused.text())).toContain('没有下载：数据已有改动')
    expect(words(await page(sunning, paths.downloads('2019')))).toMatch(
      /修订说明 全年的文件现在是第2版.*退回.*请写明数字/,
    )
    const { number, changes } = await json(await sunning.api('GET', '/plans/2019/revision'))
    expect([number, changes[0].words, changes[0].unitName]).toEqual([2, '退回', '救助处'])
  })
})

describe('An output that is asked for', () => {
  it('is queued, made apart from the request, shown, and fetched', async () => {
    const asked = await sunning.post(JUNE)
    expect(asked.status).toBe(303)
    const address = asked.headers.get('location') ?? ''
    await house.services.settled()
    const html = await page(sunning, address)
    expect(words(html)).toContain('做好了。')
    const file = /href="([^"]*\/file)"/.exec(html)?.[1] ?? ''
    const answer = await sunning.get(file)
    const bytes = await bytesOf(answer)
    expect(answer.headers.get('content-length')).toBe(String(bytes.length))
    expect(answer.headers.get('content-disposition')).toContain('attachment')
    const { records } = await json(await limin.api('GET', `/outputs/${shaOf(bytes)}`))
    expect(records).toMatchObject([{ kind: 'summary', revision: 2, by: { name: '示例·sunning' } }])
    expect(await page(sunning, paths.downloads('2019'))).toContain(file)
  })

  it('can be watched and cancelled, without scripts too', async () => {
    const job = await json(
      await sunning.api('POST', '/plans/2019/outputs/jobs', { kind: 'summary', period: '2019-06' }),
    )
    await house.services.settled()
    // As it stands while somebody makes it.
    const ref = keys.outputJob('2019', job.id)
    const { value } = (await house.services.cells.get(ref)) ?? {}
    if (!value) throw new Error('no job')
    const running = { ...value, state: 'running', result: null, step: '读月报', done: 40, total: 300 } as const
    await house.services.cells.put(ref, running, 'any')
    const html = await page(sunning, paths.outputJob('2019', job.id))
    expect(words(html)).toContain('正在做：读月报（40／300）。')
    expect(html).toContain('<progress value="40" max="300"')
    expect(html).toMatch(/<a class="btn" href="[^"]*">刷新<\/a>/)
    expect(html).toMatch(/watch\.[0-9a-f]+\.js/)
    expect((await sunning.post(paths.outputJobCancel('2019', job.id))).status).toBe(303)
    expect(words(await page(sunning, paths.outputJob('2019', job.id)))).toContain('已取消，没有留下文件。')
    expect((await sunning.get(paths.outputJobFile('2019', job.id))).status).toBe(404)
  })
})

describe('A file in hand', () => {
  const send = (fields: Record<string, string | File>) => limin.post(paths.verifyFile, fields)
  it('is known again by its bytes, and is not once a byte differs', async () => {
    const bytes = await bytesOf(await sunning.get(paths.output('2019', 'rates')))
    const file = (content: Buffer) => new File([new Uint8Array(content)], '报送情况.csv')
    const known = words(await (await send({ file: file(bytes) })).text())
    expect(known).toMatch(/是登记的那一份：2019年各单位各月报送情况\.csv.*示例·sunning/)
    expect(words(await (await send({ sha256: shaOf(bytes) })).text())).toContain('是登记的那一份')
    const other = words(await (await send({ file: file(Buffer.concat([bytes, Buffer.from(' ')])) })).text())
    expect(other).toContain('没有这份文件的记录：报送情况.csv')
  })

  it('is asked for where neither file nor SHA-256 came', async () => {
    for (const sha256 of ['', '12']) {
      const answer = await send({ sha256 })
      expect(answer.status).toBe(422)
      expect(await answer.text()).toContain('id="errors-h">没有核对</h2>')
    }
  })
})

describe('The histories', () => {
  it('are walked when asked, and what does not fit is named', async () => {
    await house.services.digests.ofDay('2019', '2019-07-20T01:00:00.000Z')
    const sound = words(await (await sunning.post(paths.integrity('2019'))).text())
    expect(sound).toMatch(/核对了\d+条记录、1天的校验值，没有改动/)
    await house.store.call('DeleteItem', {
      TableName: house.store.table,
      Key: { PK: { S: 'H#plan/2019/2019-06' }, SK: { S: 'jiuzhu' } },
    })
    const found = words(await (await sunning.post(paths.integrity('2019'))).text())
    expect(found).toContain('有1处对不上')
    expect(found).toContain('2019年6月月报 救助处：与当日校验值不符，整条历史不见了（2019年7月20日的校验值）')
    const { troubles } = await json(await sunning.api('POST', '/plans/2019/integrity'))
    expect(troubles).toMatchObject([{ id: 'jiuzhu', what: 'removed', day: '2019-07-20' }])
  })
})
