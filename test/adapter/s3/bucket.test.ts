import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FileForm } from '../../../shared/service/ports.ts'
import { openBucket, type TestBucket } from '../../support/bucket.ts'
import { filesContract } from '../files/contract.ts'

filesContract('in a bucket', openBucket)

describe('A bucket', () => {
  let bucket: TestBucket
  beforeAll(async () => {
    bucket = await openBucket()
  })
  afterAll(() => bucket.close())

  it('hands a file to a browser by an address that holds for a time, as an attachment of the name and type we say', async () => {
    const { files } = bucket
    await files.put('attachments/1', Buffer.from('%PDF-1.7'))
    const link = await files.link('attachments/1', {
      name: "佐证(1)'\r\n.pdf",
      type: 'application/pdf',
      seconds: 60,
    })
    const address = new URL(link ?? '')
    expect(address.searchParams.get('X-Amz-Expires')).toBe('60')
    const answer = await fetch(address)
    expect(await answer.text()).toBe('%PDF-1.7')
    expect(answer.headers.get('content-type')).toBe('application/pdf')
    expect(answer.headers.get('content-disposition')).toBe(
      "attachment; filename*=UTF-8''%E4%BD%90%E8%AF%81%281%29%27%0D%0A.pdf",
    )
  })

  const BACK = 'http://yuebao.example/received'
  const send = (form: FileForm, file: File, changed: Record<string, string> = {}): Promise<Response> => {
    const body = new FormData()
    for (const [name, value] of Object.entries({ ...form.fields, ...changed })) body.append(name, value)
    body.append('file', file)
    return fetch(form.url, { method: 'POST', body, redirect: 'manual' })
  }
  const ask = async (seconds = 60): Promise<FileForm> => {
    const form = await bucket.files.form('quarantine/2019/limin/x/', { max: 10, back: BACK, seconds })
    if (!form) throw new Error('a bucket has a form')
    return form
  }

  it('takes a file from a browser into the folder that the form says, and sends the browser back with its key', async () => {
    const answer = await send(await ask(), new File(['0123456789'], '扫描件 一.pdf'))
    expect(answer.status).toBe(303)
    const back = new URL(answer.headers.get('location') ?? '')
    expect(`${back.origin}${back.pathname}`).toBe(BACK)
    const key = back.searchParams.get('key') ?? ''
    expect(key).toBe('quarantine/2019/limin/x/扫描件 一.pdf')
    expect((await bucket.files.read(key))?.size).toBe(10)
  })

  it('takes no larger file, no other folder, no other way back, and nothing late', async () => {
    const small = new File(['x'], 'a.pdf')
    const refused = [
      await send(await ask(), new File(['0123456789a'], 'a.pdf')),
      await send(await ask(), small, { key: 'attachments/2019/a.pdf' }),
      await send(await ask(), small, { success_action_redirect: 'http://evil.example/' }),
      await send(await ask(), small, { 'x-amz-meta-a': 'b' }),
      await send(await ask(-1), small),
    ]
    expect(refused.map((answer) => answer.status)).toEqual([403, 403, 403, 403, 403])
  })
})
