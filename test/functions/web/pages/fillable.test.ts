import ExcelJS from 'exceljs'
import JSZip from 'jszip'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FormLayout } from '../../../../shared/domain/formLayout.ts'
import { paths } from '../../../../shared/domain/paths.ts'
import { type Browser, openHouse, type TestHouse } from '../../../support/app.ts'
import { faultsOf } from '../../../support/ooxml.ts'

/** A month's form goes to Excel and comes back: what it holds, what a sent one changes, and what is wrong in it, cell by cell. */

const AT = ['2019', '2019-06', 'jiuzhu'] as const
const PAGE = paths.fillable(...AT)
const plain = (html: string): string => html.replace(/<[^>]+>/g, '')

let house: TestHouse
let limin: Browser
beforeEach(async () => {
  house = await openHouse()
  limin = await house.signIn('limin')
})
afterEach(() => house.close())

const fetched = async (path: string = paths.fillableFile(...AT), by: Browser = limin): Promise<ExcelJS.Workbook> => {
  const answer = await by.get(path)
  expect(answer.status).toBe(200)
  const bytes = await answer.arrayBuffer()
  expect(await faultsOf(new Uint8Array(bytes))).toEqual([])
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(bytes)
  return workbook
}
const sheetOf = (workbook: ExcelJS.Workbook): ExcelJS.Worksheet => {
  const sheet = workbook.getWorksheet('填报')
  if (!sheet) throw new Error('no sheet')
  return sheet
}
/** The row of heads, and the row and column of a task's field by its head. */
const headRow = (sheet: ExcelJS.Worksheet): ExcelJS.Row => {
  for (let line = 1; line <= sheet.rowCount; line++)
    if (sheet.getRow(line).values.toString().includes('任务编号（勿改）')) return sheet.getRow(line)
  throw new Error('no heads')
}
const cellOf = (sheet: ExcelJS.Worksheet, task: number, head: string): ExcelJS.Cell => {
  const heads = headRow(sheet)
  const columns = (heads.values as unknown[]).map(String)
  for (let line = heads.number + 1; line <= sheet.rowCount; line++)
    if (sheet.getCell(line, columns.indexOf('任务编号（勿改）')).value === task)
      return sheet.getCell(line, columns.indexOf(head))
  throw new Error(`no task ${task}`)
}
const fill = (sheet: ExcelJS.Worksheet, task: number, fields: Record<string, string | number>): void => {
  for (const [head, value] of Object.entries(fields)) cellOf(sheet, task, head).value = value
}
const WORK = {
  本月工作进展情况: '核查了126户',
  '累计完成进度（%）': 40,
  进展状态: '按计划推进',
  下一步工作措施: '继续核查',
}

const sendFile = async (
  bytes: ArrayBuffer | Uint8Array,
  name = '填报.xlsx',
): Promise<{ status: number; html: string }> => {
  const answer = await limin.post(PAGE, { file: new File([new Uint8Array(bytes)], name) })
  return { status: answer.status, html: await answer.text() }
}
const send = async (workbook: ExcelJS.Workbook) => sendFile((await workbook.xlsx.writeBuffer()) as ArrayBuffer)
/** The fields of the confirming form, as a browser sends them. */
const confirming = (html: string): Record<string, string> => {
  const form = /<form[^>]*action="[^"]*\/jiuzhu"[^>]*>(.*?)<\/form>/s.exec(html)?.[1] ?? ''
  return Object.fromEntries(
    [...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  )
}
type Drafted = { task: number; work: string; progress: number | null }
const told = async <T>(answer: Promise<Response>): Promise<T> => (await (await answer).json()) as T
const draft = async (): Promise<{ version: number; entries: Drafted[] }> => {
  const { head, entries } = await told<{ head: { version: number } | null; entries: Drafted[] }>(
    limin.api('GET', '/plans/2019/reports/2019-06/jiuzhu'),
  )
  return { version: head?.version ?? 0, entries }
}

describe('the form that is fetched', () => {
  it('holds the owed tasks, open cells to fill and nothing else open, with lists and checks', async () => {
    const sheet = sheetOf(await fetched())
    const work = cellOf(sheet, 1, '本月工作进展情况')
    expect(work.protection).toMatchObject({ locked: false })
    expect(cellOf(sheet, 1, '任务编号（勿改）').protection?.locked ?? true).toBe(true)
    expect(cellOf(sheet, 1, '进展状态').dataValidation).toMatchObject({ type: 'list' })
    expect(cellOf(sheet, 1, '累计完成进度（%）').dataValidation).toMatchObject({ type: 'whole' })
    expect(cellOf(sheet, 1, '零报告').dataValidation.formulae).toEqual(['"是"'])
    expect(sheet.getCell('A1').value).toContain('（6月）')
  })

  it('is for those who fill the unit’s report alone', async () => {
    for (const who of ['zhangwei', 'sunning'])
      expect((await (await house.signIn(who)).get(paths.fillableFile(...AT))).status).toBe(403)
  })

  it('follows the office’s layout, and adds what a report needs and the layout lacks', async () => {
    const office = await house.signIn('sunning')
    const { version, layout } = await told<{ version: number; layout: FormLayout }>(
      office.api('GET', '/plans/2019/form-layout'),
    )
    const columns = [
      { key: 'work', name: '进展', width: 30 },
      { key: 'task', name: '事项', width: 30 },
    ]
    await office.api('PUT', '/plans/2019/form-layout', { version, layout: { ...layout, columns } })
    const workbook = await fetched()
    const heads = (headRow(sheetOf(workbook)).values as unknown[]).slice(1)
    expect(heads.slice(0, 2)).toEqual(['进展', '事项'])
    expect(heads).toContain('进展状态')
    cellOf(sheetOf(workbook), 1, '进展').value = '照新格式填的'
    expect((await send(workbook)).html).toContain('照新格式填的')
  })
})

describe('a form that comes back', () => {
  it('shows what it would change, and saves that and nothing else once it is confirmed', async () => {
    const workbook = await fetched()
    fill(sheetOf(workbook), 1, { ...WORK, 本月工作进展情况: '=1+1<b>' })
    const { status, html } = await send(workbook)
    expect(status).toBe(200)
    expect(plain(html)).toContain('1项任务有变化，还没有保存')
    expect(html).toContain('=1+1&lt;b&gt;')
    expect((await draft()).version).toBe(0)
    const fields = confirming(html)
    expect((await limin.post(paths.report(...AT), { ...fields, 't1.work': '=1+1<b>' })).status).toBe(303)
    const saved = await draft()
    expect(saved.entries.find(({ task }) => task === 1)).toMatchObject({ work: '=1+1<b>', progress: 40 })
    expect(saved.entries.find(({ task }) => task === 2)).toMatchObject({ work: '', progress: null })
  })

  it('says so when nothing changed', async () => {
    expect(plain((await send(await fetched())).html)).toContain('和现在的草稿一样')
  })

  it('never overwrites what was written on the page since', async () => {
    const workbook = await fetched()
    fill(sheetOf(workbook), 1, WORK)
    await limin.post(paths.report(...AT), {
      version: '0',
      't1.work': '网页上写的',
      't1.progress': '10',
      't1.status': '滞后',
    })
    const { html } = await send(workbook)
    expect(plain(html)).toContain('网上的草稿又改过')
    expect((await limin.post(paths.report(...AT), confirming(html))).status).toBe(409)
    expect((await draft()).entries[0]?.work).toBe('网页上写的')
  })

  it('names sheet, row and column of what is wrong, and offers nothing to save', async () => {
    const workbook = await fetched()
    const sheet = sheetOf(workbook)
    fill(sheet, 1, { ...WORK, '累计完成进度（%）': '一半', 进展状态: '很好', 零报告: '对' })
    fill(sheet, 2, { 本月工作进展情况: '长'.repeat(2_001), '任务编号（勿改）': 2 })
    const { status, html } = await send(workbook)
    expect(status).toBe(422)
    const said = plain(html)
    for (const head of ['累计完成进度（%）', '进展状态', '零报告']) {
      const cell = cellOf(sheet, 1, head)
      expect(said).toContain(`“填报”第${cell.row}行${cell.address.replace(/\d/g, '')}列`)
    }
    expect(said).toContain('现在2001字')
    expect(html).not.toContain('存为草稿</button>')
  })

  it('finds its rows again where they were moved, and refuses one that is not owed or comes twice', async () => {
    const workbook = await fetched()
    const sheet = sheetOf(workbook)
    fill(sheet, 1, WORK)
    const [first, second] = [cellOf(sheet, 1, '任务编号（勿改）'), cellOf(sheet, 2, '任务编号（勿改）')]
    ;[first.value, second.value] = [2, 1]
    const moved = confirming((await send(workbook)).html)
    expect(moved['t2.work']).toBe('核查了126户')
    second.value = 2
    expect(plain((await send(workbook)).html)).toContain('任务2出现了两次')
    second.value = 99
    expect(plain((await send(workbook)).html)).toContain('“99”不是本单位本月应报的任务')
  })

  it.each([
    ['no file', null, '没有选文件'],
    ['a text', new TextEncoder().encode('不是工作簿'), '文件读不了'],
    ['another workbook', 'other', '这不是从本系统下载的填报表'],
    ['a workbook with a macro', 'macro', '文件读不了'],
  ])('is refused in place: %s', async (_, given, why) => {
    const other = new ExcelJS.Workbook()
    other.addWorksheet('别的').addRow(['一'])
    const zip = await JSZip.loadAsync((await other.xlsx.writeBuffer()) as ArrayBuffer)
    zip.file('xl/vbaProject.bin', 'x')
    const bytes =
      given === 'other'
        ? ((await other.xlsx.writeBuffer()) as ArrayBuffer)
        : given === 'macro'
          ? await zip.generateAsync({ type: 'uint8array' })
          : (given as Uint8Array | null)
    const answer =
      bytes === null
        ? await limin.post(PAGE, {})
        : await limin.post(PAGE, { file: new File([new Uint8Array(bytes)], 'x.xlsx') })
    expect([415, 422]).toContain(answer.status)
    expect(plain(await answer.text())).toContain(why)
  })

  it('is refused for another unit or month, by name', async () => {
    const zhangwei = await house.signIn('zhangwei')
    const other = await fetched(paths.fillableFile('2019', '2019-06', 'fuli'), zhangwei)
    expect(plain((await send(other)).html)).toContain('这是别的单位的填报表')
    house.moveTo('2019-05-25')
    const may = await fetched(paths.fillableFile('2019', '2019-05', 'jiuzhu'))
    house.moveTo('2019-06-25')
    expect(plain((await send(may)).html)).toContain('这是2019年5月的填报表，不是2019年6月的')
  })

  it('is read by the API as well', async () => {
    const path = '/plans/2019/reports/2019-06/jiuzhu/form'
    const { base64 } = await told<{ base64: string }>(limin.api('GET', path))
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.load(new Uint8Array(Buffer.from(base64, 'base64')).buffer)
    fill(sheetOf(workbook), 1, { ...WORK, '累计完成进度（%）': 101 })
    const sent = Buffer.from((await workbook.xlsx.writeBuffer()) as ArrayBuffer).toString('base64')
    const answer = await told<{ entries: Drafted[]; problems: unknown[] }>(limin.api('POST', path, { base64: sent }))
    expect(answer.entries.find(({ task }) => task === 1)?.work).toBe('核查了126户')
    expect(answer.problems).toHaveLength(1)
  })
})
