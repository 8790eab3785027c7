import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { paths } from '../../../../shared/domain/paths.ts'
import { keys } from '../../../../shared/service/keys.ts'
import { type Browser, openHouse, type TestHouse } from '../../../support/app.ts'
import { openBucket, type TestBucket } from '../../../support/bucket.ts'
import { as, bothTasks, filled, jiuzhuJune, when } from '../../../support/bureau.ts'
import { jpg, ooxml, pdf, png } from '../../../support/evidence.ts'
import { upload as sendFile, uploadForm } from '../../../support/upload.ts'

const at = ['2019', '2019-06', 'jiuzhu'] as const
const list = paths.evidence(...at)
const formPath = paths.report(...at)

let house: TestHouse
let bucket: TestBucket
const opened: TestHouse[] = []
beforeAll(async () => {
  bucket = await openBucket()
})
beforeEach(async () => {
  house = await openHouse()
  opened.push(house)
})
afterAll(async () => {
  for (const one of opened) await one.close()
  await bucket.close()
})

/** Text as it is read: without tags, entities resolved. */
const plain = (html: string): string =>
  html
    .replace(/<[^>]+>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
const titleOf = (html: string): string => plain(/<title>(.*?)<\/title>/s.exec(html)?.[1] ?? '')
const pathOf = (location: string | null): string => {
  const url = new URL(location ?? '', 'http://yuebao.example')
  return `${url.pathname}${url.search}`
}

/** Sends a file by the page's form. @returns the page that it ends on */
const upload = (browser: Browser, name: string, bytes: Uint8Array, task: number | null = 1): Promise<Response> =>
  sendFile(browser, paths.evidenceFor(...at, task), name, bytes)
const filesOf = async (browser: Browser): Promise<{ name: string; href: string }[]> =>
  [
    ...(await (await browser.get(list)).text()).matchAll(
      /<a href="([^"]*\/attachments\/[\w-]{8,64})" download="([^"]*)"/g,
    ),
  ].map(([, href = '', name = '']) => ({ href, name }))
const attachments = async () =>
  (await house.services.reports.view(jiuzhuJune, { actor: as('limin'), now: when('2019-06-25') })).attachments

describe.each(['on one machine', 'with a bucket'])('The way of a file %s', (home) => {
  beforeEach(async () => {
    if (home === 'on one machine') return
    house = await openHouse({ files: bucket.files })
    opened.push(house)
  })

  it('is the same without scripts: choose, 上传, and the page says what was added', async () => {
    const limin = await house.signIn('limin')
    const answer = await upload(limin, '关于调整低保标准的通知.pdf', pdf())
    const page = plain(await answer.text())
    expect(answer.status).toBe(200)
    expect(page).toContain('已添加关于调整低保标准的通知.pdf（PDF，1KB），用于任务1。')
    await upload(limin, '盖章报表.jpg', jpg(), null)
    expect((await attachments()).map((one) => [one.name, one.kind, one.task])).toEqual([
      ['关于调整低保标准的通知.pdf', 'pdf', 1],
      ['盖章报表.jpg', 'jpg', null],
    ])
    const form = plain(await (await limin.get(formPath)).text())
    expect(form).toContain('备注、佐证材料（1份）')
    expect(form).toContain('盖章报表.jpg')
  })

  it('back is a download with its own type, and never a page', async () => {
    const limin = await house.signIn('limin')
    const bytes = await ooxml('xlsx')
    await upload(limin, '测算"表"; filename=evil.html.xlsx', bytes)
    const [file] = await filesOf(limin)
    let answer = await limin.get(file?.href ?? '')
    if (home === 'with a bucket') {
      expect(answer.status).toBe(302)
      answer = await fetch(answer.headers.get('location') ?? '')
    } else expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes)
    expect(answer.headers.get('content-type')).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    const disposition = answer.headers.get('content-disposition') ?? ''
    expect(disposition).toMatch(/^attachment; /)
    expect(decodeURIComponent(/filename\*=UTF-8''(\S+)/.exec(disposition)?.[1] ?? '')).toBe(
      '测算_表_; filename=evil.html.xlsx',
    )
    expect(Number(answer.headers.get('content-length'))).toBe(bytes.length)
  })

  it('ends with a sentence in place when the content is not fit', async () => {
    const limin = await house.signIn('limin')
    const answer = await upload(limin, '扫描件.pdf', Buffer.from('<html><script>alert(1)</script></html>'))
    const page = await answer.text()
    expect(answer.status).toBe(415)
    expect(titleOf(page)).toContain('没有添加：这个文件不能作佐证材料')
    expect(plain(page)).toContain('这个文件的内容是网页。请换成PDF')
    expect(uploadForm(page).action).not.toBe('')
    expect(await attachments()).toEqual([])
    const late = await upload(limin, '大.pdf', Buffer.concat([pdf(), Buffer.alloc(11 * 1024 * 1024)]))
    expect([late.status, plain(await late.text()).includes('这个文件有11.')]).toEqual([413, true])
  })

  it('lets the page’s forms go to the bucket where there is one, and nowhere else', async () => {
    const limin = await house.signIn('limin')
    const csp = async (path: string) => (await limin.get(path)).headers.get('content-security-policy') ?? ''
    const origin = home === 'with a bucket' ? ` ${bucket.settings.endpoint}` : ''
    expect(await csp(list)).toContain(`form-action 'self'${origin};`)
    for (const path of [formPath, paths.mine, paths.history(...at)])
      expect(await csp(path)).toContain("form-action 'self';")
    await house.services.reports.submit(
      jiuzhuJune,
      { actor: as('limin'), now: when('2019-06-25') },
      { entries: bothTasks, version: 0 },
    )
    expect(await csp(list)).toContain("form-action 'self';")
  })

  it('in the API is the same: ask, send, say the key', async () => {
    const limin = await house.signIn('limin')
    const address = '/plans/2019/reports/2019-06/jiuzhu/attachments'
    type Asked = { url: string; fields: Record<string, string>; file: string }
    const { url, fields, file } = (await (await limin.api('POST', `${address}/uploads`, { task: 2 })).json()) as Asked
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    body.append(file, new File([new Uint8Array(png())], '图.png'))
    const sent = url.startsWith('/')
      ? await limin.send(url, { method: 'POST', body })
      : await fetch(url, { method: 'POST', body, redirect: 'manual' })
    const key = new URL(sent.headers.get('location') ?? '', 'http://yuebao.example').searchParams.get('key')
    const added = await limin.api('POST', address, { key })
    expect(added.status).toBe(201)
    const one = (await added.json()) as { id: string; href: string }
    expect(one).toMatchObject({ name: '图.png', kind: 'png', task: 2, removable: true })
    const listed = (await (await limin.api('GET', address)).json()) as { id: string }[]
    expect(listed.map((each) => each.id)).toEqual([one.id])
    expect([200, 302]).toContain((await limin.get(one.href)).status)
    expect((await limin.api('DELETE', `${address}/${one.id}`)).status).toBe(200)
    expect((await limin.api('DELETE', `${address}/${one.id}`)).status).toBe(404)
    const none = await limin.api('POST', address, { key: 'attachments/2019/2019-06/jiuzhu/x' })
    expect([none.status, ((await none.json()) as { code: string }).code]).toEqual([404, 'attachment.none'])
  })
})

describe('The form of the month', () => {
  const fields = (version: number, act: string, work = '写到一半') => ({
    version: String(version),
    act,
    't1.work': work,
    't1.progress': '50',
    't1.status': '按计划推进',
    't1.next': '继续推进',
    't2.zero': '1',
    't2.reason': '没有新进展',
    't2.next': '继续',
  })

  it('saves what was typed on the way to 佐证材料, and comes back with it', async () => {
    const limin = await house.signIn('limin')
    expect(await (await limin.get(formPath)).text()).toContain('value="attach-1"')
    const sent = await limin.post(formPath, fields(0, 'attach-1'))
    expect(pathOf(sent.headers.get('location'))).toBe(`${list}?task=1`)
    await upload(limin, '一.pdf', pdf())
    const back = await (await limin.get(formPath)).text()
    expect(back).toContain('写到一半')
    expect(back).toContain('一.pdf')
    const whole = await limin.post(formPath, fields(2, 'attach-whole'))
    expect(pathOf(whole.headers.get('location'))).toBe(list)
  })

  it('presses 保存草稿 when Enter is hit in a field', async () => {
    const limin = await house.signIn('limin')
    const page = await (await limin.get(formPath)).text()
    const form = page.slice(page.indexOf('id="report"'))
    expect(/<button[^>]*value="([^"]*)"/.exec(form)?.[1]).toBe('save')
  })

  it('is saved by the script and submitted from a page that was opened before the file came, and loses neither', async () => {
    const limin = await house.signIn('limin')
    await limin.post(formPath, fields(0, 'save'))
    await upload(limin, '一.pdf', pdf())
    const json = { accept: 'application/json' }
    const saved = await limin.post(formPath, fields(1, '', '又写了一些'), { headers: json })
    expect(saved.status).toBe(200)
    const { version } = (await saved.json()) as { version: number }
    await upload(limin, '二.pdf', pdf())
    const submitted = await limin.post(paths.reportSubmit(...at), fields(version, 'submit', '又写了一些'))
    expect(pathOf(submitted.headers.get('location'))).toBe(paths.receipt(...at))
    expect((await attachments()).map((one) => one.name)).toEqual(['一.pdf', '二.pdf'])
  })

  it('shows the files beside two versions of the texts, with nothing to choose', async () => {
    const limin = await house.signIn('limin')
    await limin.post(formPath, fields(0, 'save'))
    await limin.post(formPath, fields(1, 'save', '先保存的'))
    await upload(limin, '一.pdf', pdf())
    const clash = await limin.post(formPath, fields(1, 'save', '后保存的'))
    expect(clash.status).toBe(409)
    const page = plain(await clash.text())
    for (const words of ['先保存的', '后保存的', '佐证材料不用选', '一.pdf']) expect(page).toContain(words)
    expect((await attachments()).map((one) => one.name)).toEqual(['一.pdf'])
  })
})

describe('Whoever reads the report', () => {
  const call = (who: string, date = '2019-06-25') => ({ actor: as(who), now: when(date) })
  const submit = async () => {
    const { head } = await house.services.reports.scene(jiuzhuJune)
    await house.services.reports.submit(jiuzhuJune, call('limin'), { entries: bothTasks, version: head.version })
  }

  it('finds the files in review, on the receipt and in the history, by name, size and hash', async () => {
    const limin = await house.signIn('limin')
    await upload(limin, '一.pdf', pdf())
    await upload(limin, '盖章.jpg', jpg(), null)
    await submit()
    const sunning = await house.signIn('sunning')
    const review = plain(await (await sunning.get(paths.review(...at))).text())
    for (const words of ['佐证材料2份', '一.pdf', '整份月报的佐证材料', '盖章.jpg']) expect(review).toContain(words)
    const receipt = plain(await (await limin.get(paths.receipt(...at))).text())
    const [one] = await attachments()
    for (const words of ['佐证材料（2份）', '一.pdf', '任务1', '1KB', one?.sha256.slice(0, 12) ?? ''])
      expect(receipt).toContain(words)
    expect(plain(await (await limin.get(formPath)).text())).toContain('一.pdf')
  })

  it('sees what a resubmission added and removed', async () => {
    const limin = await house.signIn('limin')
    await upload(limin, '旧.pdf', pdf())
    await submit()
    await house.services.reports.sendBack('return', jiuzhuJune, call('sunning'), { why: '请换文件' })
    const [old] = await filesOf(limin)
    expect((await limin.post(`${old?.href}/remove`)).status).toBe(303)
    await upload(limin, '新.pdf', pdf())
    // What is being changed is the unit's own.
    const sunning = await house.signIn('sunning')
    expect((await filesOf(sunning)).map((one) => one.name)).toEqual(['旧.pdf'])
    await submit()
    const history = await (await sunning.get(paths.history(...at))).text()
    expect(history).toContain('移除<del>旧.pdf</del>')
    expect(history).toContain('添加<ins>新.pdf</ins>')
    expect(plain(history)).toContain('提交（第2次），佐证材料1份')
    expect((await sunning.get(old?.href ?? '')).status).toBe(200)
  })

  it('may read the report, or gets no file', async () => {
    const limin = await house.signIn('limin')
    await upload(limin, '一.pdf', pdf())
    const [file] = await filesOf(limin)
    const href = file?.href ?? ''
    const statuses = async () =>
      Object.fromEntries(
        await Promise.all(
          ['limin', 'sunning', 'zhengyan', 'guyong', 'zhangwei', 'tingling', 'guanli'].map(async (who) => [
            who,
            (await (await house.signIn(who)).get(href)).status,
          ]),
        ),
      ) as Record<string, number>
    const nobody = { zhangwei: 403, tingling: 403, guanli: 403 }
    expect(await statuses()).toEqual({ limin: 200, sunning: 404, zhengyan: 404, guyong: 404, ...nobody })
    await submit()
    expect(await statuses()).toEqual({ limin: 200, sunning: 200, zhengyan: 200, guyong: 200, ...nobody })
    expect((await house.browser().get(href)).headers.get('location')).toBe(paths.signIn)
  })

  it('is told when a file is not what it was', async () => {
    const limin = await house.signIn('limin')
    await upload(limin, '一.pdf', pdf())
    const [one] = await attachments()
    await house.services.files.put(`attachments/2019/2019-06/jiuzhu/${one?.id}`, pdf('other'))
    const answer = await limin.get((await filesOf(limin))[0]?.href ?? '')
    expect(answer.status).toBe(500)
    expect(plain(await answer.text())).toContain('和上传时不一样了')
  })

  it('as the office adds the scanned paper before it enters the report', async () => {
    const sunning = await house.signIn('sunning')
    const enter = paths.enter(...at)
    expect(await (await sunning.get(enter)).text()).toContain(list)
    await upload(sunning, '盖章报表.jpg', jpg(), null)
    const page = plain(await (await sunning.get(enter)).text())
    expect(page).toContain('盖章报表.jpg')
    expect(page).not.toContain('单位有草稿')
    const { head } = await house.services.reports.scene(jiuzhuJune)
    await house.services.reports.enter(jiuzhuJune, call('sunning'), {
      entries: [filled(1), filled(2)],
      version: head.version,
      why: '送来纸质报表',
    })
    const limin = await house.signIn('limin')
    expect(plain(await (await limin.get(paths.receipt(...at))).text())).toContain('盖章报表.jpg')
  })
})

describe('A form that is not as it should be', () => {
  const send = (browser: Browser, fields: [string, string | File][]) => {
    const body = new FormData()
    for (const [name, value] of fields) body.append(name, value)
    return browser.send(paths.evidenceBytes(...at), { method: 'POST', body })
  }
  const file = () => new File([new Uint8Array(pdf())], 'a.pdf')

  it('without the token of this session, or with the token behind the file, brings nothing', async () => {
    const limin = await house.signIn('limin')
    const { fields } = uploadForm(await (await limin.get(list)).text())
    const folder = fields.find(([name]) => name === 'folder')?.[1] ?? ''
    const token = await limin.token()
    for (const sent of [
      [
        ['folder', folder],
        ['file', file()],
      ],
      [
        ['_token', 'forged'],
        ['folder', folder],
        ['file', file()],
      ],
      [
        ['folder', folder],
        ['file', file()],
        ['_token', token],
      ],
    ] as [string, string | File][][])
      expect((await send(limin, sent)).status).toBe(403)
    expect(await house.store.chains.head(keys.report(...at))).toBeNull()
    const kept: string[] = []
    for await (const { key } of house.services.files.list('')) kept.push(key)
    expect(kept).toEqual([])
  })

  it('without a file, or with another folder, says so in place', async () => {
    const limin = await house.signIn('limin')
    const { fields } = uploadForm(await (await limin.get(`${list}?task=1`)).text())
    const none = await send(limin, [...fields, ['file', new File([], '')]])
    expect([none.status, titleOf(await none.text()).includes('没有收到文件')]).toEqual([404, true])
    const other = fields.map(([name, value]): [string, string] => [
      name,
      name === 'folder' ? value.replace('/limin/', '/sunning/') : value,
    ])
    expect((await send(limin, [...other, ['file', file()]])).status).toBe(404)
    const outside = fields.map(([name, value]): [string, string] => [name, name === 'folder' ? 'attachments/' : value])
    expect((await send(limin, [...outside, ['file', file()]])).status).toBe(404)
  })

  it('that is cut off is refused, and leaves nothing', async () => {
    const limin = await house.signIn('limin')
    const { fields } = uploadForm(await (await limin.get(list)).text())
    const body = `${fields.map(([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.4 half`
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const answer = await limin.send(paths.evidenceBytes(...at), { method: 'POST', body, headers })
    expect([answer.status, plain(await answer.text()).includes('没有传完整')]).toEqual([422, true])
    const kept: string[] = []
    for await (const { key } of house.services.files.list('')) kept.push(key)
    expect(kept).toEqual([])
  })

  it('comes after the lock, and is told so', async () => {
    const limin = await house.signIn('limin')
    const { action, fields } = uploadForm(await (await limin.get(list)).text())
    house.moveTo('2019-07-08')
    const answer = await send(limin, [...fields, ['file', file()]])
    expect([action, answer.status]).toEqual([paths.evidenceBytes(...at), 423])
    expect(uploadForm(await (await limin.get(list)).text()).action).toBe('')
  })
})
