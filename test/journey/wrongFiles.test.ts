import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ServerType, serve } from '@hono/node-server'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../functions/web/app.tsx'
import { paths } from '../../shared/domain/paths.ts'
import { type Browser, openHouse, type TestHouse } from '../support/app.ts'
import { kept, refused, said } from '../support/refused.ts'
import { type Part, part, zeros, zip } from '../support/zip.ts'

/** Files that are no notice, put through the real door of 导入通知 and of the API: each is refused, and nothing changes. */

const MB = 1024 * 1024
const POEM = '床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。\n'
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
const TYPES = (main: string): Part =>
  part(
    '[Content_Types].xml',
    `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="${main}"/></Types>`,
  )
const WORD = TYPES('application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml')
const MACRO = TYPES('application/vnd.ms-word.document.macroEnabled.main+xml')
const body = (text: string): string =>
  `<?xml version="1.0"?><w:document ${W}><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`
const DOCUMENT = part('word/document.xml', body('一、任务'))

const workbook = async (): Promise<Buffer> => {
  const book = new ExcelJS.Workbook()
  book.addWorksheet('表').addRow(['一、任务', '责任单位：办公室'])
  return Buffer.from(await book.xlsx.writeBuffer())
}
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

type Wrong = [what: string, name: string, make: () => Buffer | Promise<Buffer>, status: number, word: string]
const WRONG: Wrong[] = [
  ['a poem', 'poem.txt', () => Buffer.from(POEM), 422, '看不出这是一份实施方案'],
  ['a picture with a Word file’s name', 'notice.docx', () => PNG, 415, '不是文字文件'],
  ['a workbook', 'notice.xlsx', workbook, 415, '不是Word文档'],
  ['a workbook with a Word file’s name', 'notice.docx', workbook, 415, '不是Word文档'],
  ['a macro file', 'notice.docm', () => zip([MACRO, DOCUMENT, part('word/vbaProject.bin', 'x')]), 415, '宏'],
  ['a macro file that hides its macros', 'notice.docx', () => zip([MACRO, DOCUMENT]), 415, '宏'],
  ['a web page with an old Word file’s name', 'notice.doc', () => Buffer.from('<html><body>一、任务'), 415, '网页'],
  [
    'an SVG',
    'notice.txt',
    () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>'),
    415,
    '图片',
  ],
  ['a PDF', 'notice.docx', () => Buffer.from('%PDF-1.7\n一、任务'), 415, 'PDF'],
  ['an empty file', 'notice.docx', () => Buffer.alloc(0), 415, '没有文字'],
  ['a file of blanks', 'notice.txt', () => Buffer.from(' \n　\n'), 415, '没有文字'],
  [
    'half a Word file',
    'notice.docx',
    async () => (await readFile('test/fixture/notices/jilin-2019.docx')).subarray(0, 9_000),
    415,
    '损坏',
  ],
  [
    'half an old Word file',
    'notice.doc',
    async () => (await readFile('test/fixture/notices/jilin-2019.doc')).subarray(0, 9_000),
    415,
    '文件',
  ],
  [
    'a DOCTYPE',
    'notice.docx',
    () =>
      zip([WORD, part('word/document.xml', `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${body('&x;')}`)]),
    415,
    '外部定义',
  ],
  [
    'a billion laughs',
    'notice.docx',
    () =>
      zip([
        WORD,
        part(
          'word/document.xml',
          `<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${body('&b;')}`,
        ),
      ]),
    415,
    '外部定义',
  ],
  ['a gigabyte of zeros', 'notice.docx', () => zip([WORD, zeros('word/document.xml', 1024)]), 415, '解压后过大'],
  [
    'a gigabyte beside a small text',
    'notice.docx',
    () => zip([WORD, DOCUMENT, zeros('word/media/a.bin', 1024)]),
    415,
    '解压后过大',
  ],
  [
    'a gigabyte stated as 100 bytes',
    'notice.docx',
    () => zip([WORD, zeros('word/document.xml', 1024, 100)]),
    415,
    '文件',
  ],
  [
    '100 bytes stated as 4 gigabytes',
    'notice.docx',
    () => zip([WORD, part('word/document.xml', body('x'), 0xfffffff0)]),
    415,
    '文件',
  ],
  [
    'a bomb in a bomb',
    'notice.docx',
    () => zip([WORD, part('word/embeddings/inner.docx', zip([WORD, zeros('word/document.xml', 512)]))]),
    415,
    '不是Word文档',
  ],
  [
    '5,000 parts',
    'notice.docx',
    () => zip([WORD, DOCUMENT, ...Array.from({ length: 5_000 }, (_, n) => part(`word/p${n}.xml`, '<a/>'))]),
    415,
    '解压后过大',
  ],
  [
    'names that climb',
    'notice.docx',
    () => zip([WORD, DOCUMENT, part('../../../../tmp/yuebao-climbs.xml', 'x')]),
    415,
    '文件',
  ],
]

let house: TestHouse
let office: Browser
beforeAll(async () => {
  house = await openHouse()
  office = await house.signIn('sunning')
})
afterAll(async () => {
  await house.close()
  // Nothing in all of this was a fault of ours.
  expect(house.lines).toEqual([])
})

const upload = (bytes: Uint8Array, name: string): Promise<Response> => {
  const form: Record<string, string | File> = { file: new File([new Uint8Array(bytes)], name), text: '', year: '' }
  return office.post(paths.planImport, form as Record<string, string>)
}
const uploadByApi = (bytes: Uint8Array, name: string): Promise<Response> =>
  office.api('POST', paths.plans, { file: { name, base64: Buffer.from(bytes).toString('base64') } })

/** Keeps an eye on the memory while something is done: the most that a count of it grew, in MB. */
const watched = async (count: 'rss' | 'arrayBuffers', work: () => Promise<unknown>): Promise<number> => {
  const before = process.memoryUsage()[count]
  let most = before
  const look = (): void => {
    most = Math.max(most, process.memoryUsage()[count])
  }
  const timer = setInterval(look, 5)
  await work()
  clearInterval(timer)
  look()
  return (most - before) / MB
}

describe('A file that is no notice', () => {
  it.each(WRONG)('%s is refused on the page', async (what, name, make, status, word) => {
    const bytes = await make()
    expect(bytes.length).toBeLessThan(9 * MB)
    let told = { text: '', sentence: '' }
    const grown = await watched('rss', async () => {
      told = await refused(house, () => upload(bytes, name), status, what)
    })
    expect(told.text).toContain(word)
    expect(told.sentence).toMatch(/^没有/)
    expect(grown).toBeLessThan(300)
  })

  it.each(WRONG)('%s is refused by the API with the same status', async (what, name, make, status, word) => {
    const told = await refused(house, async () => uploadByApi(await make(), name), status, what)
    expect(told.text).toContain(word)
  })

  it('leaves room for one that is, under whatever name', async () => {
    const notice = await readFile('test/fixture/notices/jilin-2019.docx')
    const before = await kept(house)
    const other = await openHouse()
    const sunning = await other.signIn('sunning')
    const form: Record<string, string | File> = {
      file: new File([new Uint8Array(notice)], '<b>.xlsx'),
      text: '',
      year: '2020',
    }
    const taken = await sunning.post(paths.planImport, form as Record<string, string>)
    expect([taken.status, taken.headers.get('location')]).toEqual([303, paths.planDraft('2020')])
    expect(await kept(house)).toEqual(before)
    await other.close()
  })
})

describe('A very long text', () => {
  it.each<[string, string]>([
    ['of one line without an end', '一'.repeat(600_000)],
    ['of headings', '一、任务\n'.repeat(60_000)],
    ['of brackets', `一、${'（'.repeat(200_000)}`],
    ['of clauses', `一、任务。（责任单位：${'办公室、'.repeat(100_000)}）`],
    ['of numbers and blanks', '1 . '.repeat(200_000)],
  ])('%s is answered within seconds', async (what, text) => {
    const began = Date.now()
    const answer = await uploadByApi(Buffer.from(text), 'notice.txt')
    const told = await said(answer, what)
    expect([413, 415, 422]).toContain(told.status)
    expect(Date.now() - began).toBeLessThan(20_000)
  })
})

describe('An upload of 50 MB', () => {
  let server: ServerType
  let port = 0
  beforeAll(async () => {
    server = serve({ fetch: createApp(house).fetch, port: 0, hostname: '127.0.0.1' })
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  /** Sends a form with a file until the answer comes; how much had been sent by then. */
  const send = async (path: string, stated: boolean): Promise<{ status: number; text: string; sent: number }> => {
    const token = await office.token()
    const head = Buffer.from(
      `--x\r\ncontent-disposition: form-data; name="_token"\r\n\r\n${token}\r\n--x\r\ncontent-disposition: form-data; name="file"; filename="big.docx"\r\n\r\nPK\x03\x04`,
      'latin1',
    )
    const total = 50 * MB
    const asked = request({
      port,
      path,
      method: 'POST',
      headers: {
        'content-type': path.startsWith(paths.api) ? 'application/json' : 'multipart/form-data; boundary=x',
        cookie: [...office.cookies].map((pair) => pair.join('=')).join('; '),
        'x-csrf-token': token,
        ...(stated ? { 'content-length': total } : {}),
      },
    })
    let answered = false
    asked.on('error', () => {})
    const answer = new Promise<{ status: number; text: string }>((resolve) => {
      asked.on('response', async (response) => {
        answered = true
        const chunks: Buffer[] = []
        for await (const chunk of response) chunks.push(chunk as Buffer)
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() })
      })
    })
    let sent = head.length
    asked.write(head)
    const chunk = Buffer.alloc(64 * 1024, 'a')
    while (!answered && sent < total) {
      const more = chunk.subarray(0, total - sent)
      sent += more.length
      asked.write(more)
      while (asked.writableNeedDrain && !answered && !asked.destroyed)
        await new Promise((resolve) => setTimeout(resolve, 1))
      if (asked.destroyed) break
    }
    const got = await answer
    asked.destroy()
    return { ...got, sent }
  }

  it.each([
    ['of the form', paths.planImport, true],
    ['of the form, its length not stated', paths.planImport, false],
    ['of the API', `${paths.api}${paths.plans}`, true],
    ['of the API, its length not stated', `${paths.api}${paths.plans}`, false],
    ['where nothing is uploaded', paths.report('2019', '2019-06', 'jiuzhu'), false],
  ])('%s is refused with 413 before it has arrived, and is not held in memory', async (_what, path, stated) => {
    const before = await kept(house)
    let got = { status: 0, text: '', sent: 0 }
    const grown = await watched('arrayBuffers', async () => {
      got = await send(path, stated)
    })
    expect(got.status).toBe(413)
    expect(got.text).toMatch(/一次最多(10|2)MB/)
    expect(got.text).toContain('没有收下')
    expect(got.sent).toBeLessThan(30 * MB)
    expect(grown).toBeLessThan(45)
    expect(await kept(house)).toEqual(before)
  })
})
