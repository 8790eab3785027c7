import ExcelJS from 'exceljs'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { paths } from '../../../../shared/domain/paths.ts'
import { type Browser, openHouse, type TestHouse } from '../../../support/app.ts'

const plain = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
const opened: TestHouse[] = []
let house: TestHouse
let office: Browser
beforeEach(async () => {
  house = await openHouse()
  opened.push(house)
  office = await house.signIn('sunning')
})
afterAll(async () => {
  for (const one of opened) await one.close()
})

type Edit = (cell: (sheet: string, head: string, name: string) => ExcelJS.Cell, book: ExcelJS.Workbook) => void

/** The workbook as it is downloaded, changed in a spreadsheet, and saved. */
const edited = async (edit: Edit, by: Browser = office): Promise<File> => {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(await (await by.get(paths.peopleWorkbook)).arrayBuffer())
  const headRow = (sheet: ExcelJS.Worksheet): ExcelJS.Row => {
    for (let row = 1; row < 10; row++)
      if ((sheet.getRow(row).values as unknown[]).includes('标识')) return sheet.getRow(row)
    throw new Error('no head')
  }
  edit((name, head, who) => {
    const sheet = book.getWorksheet(name)
    if (!sheet) throw new Error(name)
    const heads = headRow(sheet)
    const column = (heads.values as unknown[]).indexOf(head)
    let row = sheet.rowCount + 1
    sheet.eachRow((one, number) => {
      if (number > heads.number && one.getCell(2).value === who) row = number
    })
    if (row > sheet.rowCount) sheet.getRow(row).getCell(2).value = who
    return sheet.getRow(row).getCell(column)
  }, book)
  return new File([new Uint8Array(await book.xlsx.writeBuffer())], '单位和人员.xlsx')
}
const look = async (edit: Edit, by: Browser = office) => {
  const seen = await by.post(paths.peopleImport, { file: await edited(edit, by) } as never)
  const html = await seen.text()
  const hidden = (name: string): string =>
    (new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
  return { status: seen.status, text: plain(html), sent: { grids: hidden('grids'), mark: hidden('mark') } }
}

describe('单位和人员的表', () => {
  it('sent back unchanged changes nothing', async () => {
    const { status, text } = await look(() => undefined)
    expect([status, text.includes('什么也没有改')]).toEqual([200, true])
  })

  it('adds a unit with its people in one go, seen first and saved when confirmed', async () => {
    const { text, sent } = await look((cell) => {
      cell('单位', '排列次序', '信息中心').value = 40
      cell('单位', '类别', '信息中心').value = '直属事业单位'
      cell('单位', '工作协调员', '信息中心').value = '示例·赵敏'
      cell('人员', '所在单位', '示例·赵敏').value = '信息中心'
      cell('人员', '邮箱', '示例·赵敏').value = 'ZhaoMin@mzt.example'
      cell('单位', '全称', '福利处').value = '养老服务和福利处'
    })
    expect(text).toContain('要改4处')
    expect(text).toContain('新增单位信息中心')
    expect(text).toContain('福利处的全称：空→养老服务和福利处')
    expect((await house.services.load.units()).map((unit) => unit.name)).not.toContain('信息中心')
    expect((await office.post(paths.peopleImportConfirm, sent)).status).toBe(303)
    const unit = (await house.services.load.units()).find((one) => one.name === '信息中心')
    expect(unit).toMatchObject({ class: '直属事业单位', order: 40, coordinator: 'zhaomin' })
    expect(await house.services.load.person('zhaomin')).toMatchObject({ unit: unit?.id, mail: 'zhaomin@mzt.example' })
    expect((await house.services.load.unit('fuli')).fullName).toBe('养老服务和福利处')
  })

  it('says for each cell what is wrong with it, and offers nothing to save', async () => {
    const { status, text, sent } = await look((cell) => {
      cell('单位', '类别', '福利处').value = '科室'
      cell('单位', '工作协调员', '救助处').value = '查无此人'
      cell('人员', '邮箱', '示例·limin').value = 'hefan@mzt.example'
      cell('人员', '标识', '示例·guyong').value = 'nobody-there'
    })
    expect(status).toBe(422)
    expect(text).toContain('有4处不对')
    expect(text).toMatch(/单位表E\d+ 类别只有处室、直属事业单位、社会组织/)
    expect(text).toMatch(/单位表H\d+ 没有“查无此人”这个人/)
    expect(text).toMatch(/人员表D\d+ hefan@mzt\.example已经是示例·hefan的邮箱/)
    expect(text).toMatch(/人员表A\d+ 没有标识是“nobody-there”的/)
    expect(sent.mark).toBe('')
  })

  it('leaves roles, and the addresses of who holds one, to the administrator', async () => {
    const gives: Edit = (cell) => {
      cell('人员', '另有身份', '示例·limin').value = '法规处'
      cell('人员', '邮箱', '示例·tanyue').value = 'other@mzt.example'
    }
    const refused = await look(gives)
    expect(refused.text).toContain('这个身份由系统管理员给')
    expect(refused.text).toContain('有身份的人员，邮箱由系统管理员改')
    const admin = await house.signIn('guanli')
    const seen = await look(gives, admin)
    expect((await admin.post(paths.peopleImportConfirm, seen.sent)).status).toBe(303)
    expect((await house.services.load.person('limin'))?.roles).toEqual(['office'])
    const reviewer = await look((cell) => {
      cell('人员', '另有身份', '示例·zhangwei').value = '复核人'
    })
    expect(reviewer.text).toContain('示例·zhangwei的另有身份：空→复核人')
  })

  it('shows what would change anew where the directory has moved on', async () => {
    const { sent } = await look((cell) => {
      cell('单位', '别名', '福利处').value = '养老处'
    })
    const { coordinator: _c, standIn: _s, head: _h, standInHead: _i, ...unit } = await house.services.load.unit('fuli')
    await office.api('PUT', '/people/units/fuli', { ...shown(unit), aliases: ['老龄处'] })
    const again = await office.post(paths.peopleImportConfirm, sent)
    expect(again.status).toBe(409)
    expect(plain(await again.text())).toContain('福利处的别名：老龄处→养老处')
    expect((await house.services.load.unit('fuli')).aliases).toEqual(['老龄处'])
  })

  it('refuses what is no workbook, and a workbook without our sheets', async () => {
    const send = async (file: File) => {
      const answer = await office.post(paths.peopleImport, { file } as never)
      return [answer.status, plain(await answer.text())] as const
    }
    expect(await send(new File(['单位,人员'], '单位.xlsx'))).toEqual([
      415,
      expect.stringContaining('这不是Excel工作簿'),
    ])
    const other = new ExcelJS.Workbook()
    other.addWorksheet('别的').addRow(['名称'])
    const [status, text] = await send(new File([new Uint8Array(await other.xlsx.writeBuffer())], '别的.xlsx'))
    expect([status, text.includes('要有名为“单位”或“人员”的表')]).toEqual([422, true])
  })

  it('goes by the API too', async () => {
    const file = await edited((cell) => {
      cell('单位', '排列次序', '福利处').value = 99
    })
    const base64 = Buffer.from(await file.arrayBuffer()).toString('base64')
    const seen = (await (await office.api('POST', '/people/import', { base64 })).json()) as {
      mark: string
      says: unknown[]
    }
    expect(seen.says).toMatchObject([{ sheet: '单位', column: 'F', text: '福利处的排列次序：20→99' }])
    const done = await office.api('POST', '/people/import/confirm', { base64, mark: seen.mark })
    expect(await done.json()).toEqual({ units: 1, people: 0 })
  })
})

/** A unit as the API takes it. */
const shown = ({ id: _id, formerly: _f, successors: _s, ...unit }: Record<string, unknown>): Record<string, unknown> =>
  unit
