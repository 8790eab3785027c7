import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decodeWords } from '../../../shared/adapter/files/eml.ts'
import { createOutbox } from '../../../shared/adapter/files/outbox.ts'
import { at } from '../../../shared/domain/time.ts'
import type { Mail } from '../../../shared/service/ports.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'yuebao-outbox-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const mail = (number: number, more: Partial<Mail> = {}): Mail => ({
  to: { name: '示例·李敏', mail: 'limin@mzt.example' },
  subject: `还有${number}项任务没填，明天17:30截止：救助处2019年6月月报`,
  text: '示例·李敏，您好：\n\n救助处2019年6月月报 = 50%\n.\n',
  html: '<p>救助处2019年6月月报</p>\n',
  messageId: `<reminder.${number}@yuebao.example>`,
  headers: {
    'X-Yuebao-Rule': 'before-1',
    'X-Yuebao-Period': '2019-06',
    'X-Yuebao-Units': Array.from({ length: 30 }, (_, n) => `unit-number-${n}`).join(','),
    'Auto-Submitted': 'auto-generated',
  },
  at: at('2019-06-27', '09:00'),
  ...more,
})
const open = () => createOutbox({ dir, from: '月报 <yuebao@example.invalid>' })

describe('the outbox', () => {
  it('keeps each mail as a file whose name sorts by business time, the newest listed first', async () => {
    const outbox = await open()
    for (const number of [1, 2, 3]) await outbox.mailer.send(mail(number))
    await outbox.mailer.send(mail(4, { at: at('2019-06-26', '09:00') }))
    const files = (await readdir(dir)).sort()
    expect(files).toHaveLength(4)
    expect(files.every((file) => /^201906\d\d-090000-000\d-[0-9a-f]{12}\.eml$/.test(file))).toBe(true)
    const list = await outbox.list()
    expect(list.map(({ subject }) => subject.slice(2, 3))).toEqual(['3', '2', '1', '4'])
    expect(list[0]).toMatchObject({
      at: '2019-06-27T09:00:00+08:00',
      to: '示例·李敏 <limin@mzt.example>',
      rule: 'before-1',
    })
    expect(await outbox.list(2)).toHaveLength(2)
  })

  it('reads a mail back word for word, headers longer than a line among them', async () => {
    const outbox = await open()
    await outbox.mailer.send(mail(2))
    const [entry] = await outbox.list()
    const read = await outbox.read(entry?.id ?? '')
    expect(read).toMatchObject({ subject: mail(2).subject, text: mail(2).text, html: mail(2).html })
    expect(read?.headers['x-yuebao-units']?.replaceAll(' ', '')).toBe(mail(2).headers['X-Yuebao-Units'])
    expect(read?.headers['message-id']).toBe('<reminder.2@yuebao.example>')
  })

  it('writes only ASCII lines ended by CRLF, none longer than a mail may have', async () => {
    const outbox = await open()
    await outbox.mailer.send(mail(2))
    const [file] = await readdir(dir)
    const source = (await readFile(join(dir, file ?? ''))).toString('latin1')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a mail may consist of
    expect(source).toMatch(/^[\x00-\x7f]*$/)
    expect(source.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(Math.max(...source.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998)
    expect(source).toContain('Content-Type: multipart/alternative')
  })

  it('replaces a mail that is sent again under its Message-ID, also after a restart, and writes the same bytes', async () => {
    const outbox = await open()
    await outbox.mailer.send(mail(1))
    await outbox.mailer.send(mail(2))
    const [file] = (await readdir(dir)).sort()
    const bytes = await readFile(join(dir, file ?? ''))
    await (await open()).mailer.send(mail(1))
    expect(await readdir(dir)).toHaveLength(2)
    expect((await readFile(join(dir, file ?? ''))).equals(bytes)).toBe(true)
    await (await open()).mailer.send(mail(3))
    expect(await readdir(dir)).toHaveLength(3)
  })

  it('shows neither half-written nor foreign files, and reads nothing outside its folder', async () => {
    const outbox = await open()
    await outbox.mailer.send(mail(1))
    await writeFile(join(dir, '20190627-090000-0009-0123456789ab.eml.part'), 'half')
    await writeFile(join(dir, 'other.eml'), 'Subject: x\r\n\r\n')
    expect(await outbox.list()).toHaveLength(1)
    expect(await outbox.read('../../etc/passwd')).toBeNull()
    expect(await outbox.read('20190627-090000-0009-0123456789ab')).toBeNull()
  })

  it('decodes words whose characters are cut in two by a mail server', () => {
    const bytes = Buffer.from('月报')
    const word = (part: Buffer) => `=?UTF-8?B?${part.toString('base64')}?=`
    expect(decodeWords(`${word(bytes.subarray(0, 4))} ${word(bytes.subarray(4))} 6`)).toBe('月报 6')
    expect(decodeWords('=?utf-8?Q?=E6=9C=88=E6=8A=A5_6?=')).toBe('月报 6')
  })
})
