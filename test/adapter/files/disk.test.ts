import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createDiskFiles } from '../../../shared/adapter/files/disk.ts'
import { filesContract } from './contract.ts'

const folders: string[] = []
const open = async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'yuebao-files-'))
  folders.push(folder)
  return { folder, files: createDiskFiles(path.join(folder, 'files')) }
}
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

filesContract('on a disk', async () => {
  const { folder, files } = await open()
  return {
    files,
    unfinished: async () => (await readdir(path.join(folder, 'files', '.underway'))).length,
    close: async () => {},
  }
})

describe('A folder of files', () => {
  it.each([
    '../outside',
    'attachments/../../outside',
    '/etc/passwd',
    'attachments//x',
    'attachments/.hidden',
    'attachments/a\\b',
    'attachments/a\0b',
    'attachments/',
    '',
  ])('has no place for the key %j', async (key) => {
    const { folder, files } = await open()
    await expect(files.put(key, Buffer.from('x'))).rejects.toThrow('no key of a file')
    await expect(files.read(key)).rejects.toThrow('no key of a file')
    await expect(files.remove(key)).rejects.toThrow('no key of a file')
    expect(await readdir(folder)).toEqual([])
  })

  it('is open to its own account only', async () => {
    const { folder, files } = await open()
    await files.put('attachments/2019/1', Buffer.from('x'))
    for (const name of ['files', 'files/attachments', 'files/attachments/2019'])
      expect((await stat(path.join(folder, name))).mode & 0o777).toBe(0o700)
    expect((await stat(path.join(folder, 'files/attachments/2019/1'))).mode & 0o777).toBe(0o600)
  })

  it('clears what a killed process left half written, a day later', async () => {
    const { folder, files } = await open()
    const underway = path.join(folder, 'files', '.underway')
    await mkdir(underway, { recursive: true })
    for (const name of ['old', 'new']) await writeFile(path.join(underway, name), 'half')
    await utimes(path.join(underway, 'old'), 0, 0)
    await files.put('outputs/1', Buffer.from('x'))
    expect(await readdir(underway)).toEqual(['new'])
    const listed: string[] = []
    for await (const { key } of files.list('')) listed.push(key)
    expect(listed).toEqual(['outputs/1'])
  })

  it('gives no address of its own: the service hands out and takes in', async () => {
    const { files } = await open()
    expect(await files.link('outputs/1', { name: 'x', type: 'application/pdf', seconds: 60 })).toBeNull()
    expect(await files.form('quarantine/x/', { max: 1, back: 'http://yuebao.example/', seconds: 60 })).toBeNull()
  })
})
