import { readFile } from 'node:fs/promises'
import exceljs from 'exceljs'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { paths } from '../../shared/domain/paths.ts'
import { pdf } from '../support/evidence.ts'
import { type Demo, openDemo } from './browserDemo.ts'

/** One month in a real browser, from the mailed code to the downloaded workbook; everything with scripts and without. */

const JUNE = '2019-06'
const WORK = '走访低保家庭36户，更新台账36份。'
const BETTER = '走访低保家庭52户，更新台账52份。'

/** The page's way to a text: waits until it can be seen. */
const see = (page: Page | Locator, text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor()
const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name, exact: typeof name === 'string' }).click()
const follow = (page: Page, name: string | RegExp): Promise<void> => page.getByRole('link', { name }).first().click()
const entry = (page: Page, task: number): Locator => page.locator(`#task-${task}`)
const textOf = (page: Page, id: string): Promise<string> => page.locator(`#${id}`).inputValue()

const fillEntry = async (page: Page, task: number, work: string): Promise<void> => {
  const section = entry(page, task)
  await section.getByLabel('本月工作进展情况').fill(work)
  await section.getByLabel('累计完成进度').fill('52')
  await section.getByLabel('按计划推进', { exact: true }).check()
  await section.getByLabel('下一步工作措施').fill('7月10日前完成复核。')
}

const zeroEntry = async (page: Page, task: number): Promise<void> => {
  await entry(page, task).getByLabel('本月无新进展（零报告）').check()
  await entry(page, task).getByLabel('零报告理由').fill('等待上级文件，本月没有新安排。')
  await entry(page, task).getByLabel('下一步工作措施').fill('文件下达后10日内报方案。')
}

/** Every text in a workbook's cells. */
const textsIn = async (file: string): Promise<string[]> => {
  const workbook = new exceljs.Workbook()
  await workbook.xlsx.readFile(file)
  const texts: string[] = []
  for (const sheet of workbook.worksheets)
    sheet.eachRow((row) => {
      row.eachCell((cell) => {
        texts.push(cell.text)
      })
    })
  return texts
}

/** Signs in as a person does who has no session: asks for a code, reads it in the demo's mailbox, enters it. */
const signInByMail = async (demo: Demo, page: Page, mail: string): Promise<void> => {
  await page.getByLabel('邮箱地址').fill(mail)
  await press(page, '发送验证码')
  await see(page, '8位验证码')
  await demo.house.services.access.idle()
  const mailbox = await page.context().newPage()
  await mailbox.goto(paths.mailbox)
  await mailbox.getByRole('listitem').filter({ hasText: mail }).getByRole('link').first().click()
  const code = /\b\d{8}\b/.exec((await mailbox.locator('main').textContent()) ?? '')?.[0] ?? ''
  await mailbox.close()
  await page.getByLabel('8位验证码').fill(code)
  await press(page, '登录')
}

describe.each([{ scripts: true }, { scripts: false }])('a month in the browser, scripts: $scripts', ({ scripts }) => {
  let demo: Demo
  let limin: Page
  let sunning: Page
  const options = { javaScriptEnabled: scripts }
  const form = (): string => paths.report(demo.plan, JUNE, 'jiuzhu')

  beforeAll(async () => {
    demo = await openDemo()
    limin = await demo.visitor(options)
    sunning = await demo.as('sunning', options)
  })
  afterAll(() => demo.close())
  // The story goes on from step to step: what follows a broken one would only wait in vain.
  let broken = false
  beforeEach((step) => step.skip(broken))
  afterEach(({ task }) => {
    broken ||= task.result?.state === 'fail'
  })

  it('lets a coordinator in by a mailed code, to the page that was asked for', async () => {
    await limin.goto(paths.mine)
    await signInByMail(demo, limin, 'limin@mzt.example')
    await see(limin, '救助处6月应报8项任务，')
    expect(new URL(limin.url()).pathname).toBe(paths.mine)
    await see(limin, '救助处　示例·李敏')
  })

  it('says what is missing at the top and at the fields, and keeps what was written', async () => {
    await follow(limin, '继续填写月报')
    for (const task of [20, 28]) await fillEntry(limin, task, `任务${task}：${WORK}`)
    await fillEntry(limin, 19, WORK)
    await entry(limin, 19).getByLabel('滞后', { exact: true }).check()
    await zeroEntry(limin, 27)
    await entry(limin, 27).getByLabel('零报告理由').fill('')
    await press(limin, '提交月报')

    await see(limin, '还不能提交，缺2处')
    expect(await limin.title()).toBe('缺2处：填写2019年6月月报 · 月报')
    const summary = limin.locator('#errors')
    expect(await summary.getByRole('link').allTextContents()).toEqual([
      '任务19：进展状态是“滞后”，请写明存在问题',
      '任务27：请写明零报告理由',
    ])
    if (scripts) expect(await limin.locator(':focus').getAttribute('id')).toBe('errors')
    await summary.getByRole('link', { name: '任务19' }).click()
    expect(await limin.locator(':focus').getAttribute('id')).toBe('problem-19')
    expect(await limin.locator('#problem-19').getAttribute('aria-invalid')).toBe('true')
    expect(await textOf(limin, 'work-19')).toBe(WORK)
    await limin.locator('#problem-19').fill('两个县的数据接口没有开通。')
    await summary.getByRole('link', { name: '任务27' }).click()
    await limin.keyboard.insertText('等待上级文件，本月没有新安排。')
  })

  it('goes to the evidence of a task and comes back with everything that was typed', async () => {
    await entry(limin, 19).getByText('备注、佐证材料').click()
    await press(limin, '添加佐证材料，用于任务19')
    await see(limin, '1个文件，')
    const file = { name: '接口开通情况.pdf', mimeType: 'application/pdf', buffer: pdf() }
    await limin.getByLabel('文件，用于任务19').setInputFiles({ ...file, buffer: Buffer.from('<html></html>') })
    await press(limin, '上传')
    await see(limin, /^这个文件的内容是网页/)
    await limin.getByLabel('文件，用于任务19').setInputFiles(file)
    await press(limin, '上传')
    await see(limin, '已添加接口开通情况.pdf（PDF，1KB），用于任务19。')
    await follow(limin, '回到月报')
    await see(entry(limin, 19), '备注、佐证材料（1份）')
    expect(await textOf(limin, 'problem-19')).toBe('两个县的数据接口没有开通。')
    expect(await textOf(limin, 'reason-27')).toBe('等待上级文件，本月没有新安排。')
  })

  it('takes the report and gives a receipt', async () => {
    await press(limin, '提交月报')
    await see(limin, '6月月报已提交，')
    expect(new URL(limin.url()).pathname).toBe(paths.receipt(demo.plan, JUNE, 'jiuzhu'))
    await see(limin, '201906-jiuzhu-1')
    expect(await limin.getByRole('row').filter({ hasText: '接口开通情况.pdf' }).textContent()).toContain('任务19')
    expect(await limin.getByRole('row').filter({ hasText: '申请低保诚信' }).textContent()).toContain('零报告')
    expect(await limin.getByRole('button', { name: '打印回执' }).isVisible()).toBe(scripts)
  })

  it('takes a zero report of a whole unit, with its reason', async () => {
    const chenhao = await demo.as('chenhao', options)
    await chenhao.goto(paths.mine)
    await follow(chenhao, '改报整单位零报告')
    await press(chenhao, /^提交\d+项任务的零报告$/)
    await see(chenhao, '还不能提交，缺1处')
    expect(await chenhao.title()).toMatch(/^缺1处：/)
    await follow(chenhao, '请写明零报告理由')
    await chenhao.keyboard.insertText('本月各项任务都在等上级文件。')
    await press(chenhao, /^提交\d+项任务的零报告$/)
    await see(chenhao, '6月月报已提交，')
    await see(chenhao, /，零报告$/)
  })

  it('lets the office return it with a reason and a remark on one entry', async () => {
    await sunning.goto(paths.home)
    await follow(sunning, /^审核/)
    await follow(sunning, '救助处　2019年6月月报')
    const [download] = await Promise.all([
      sunning.waitForEvent('download'),
      entry(sunning, 19).getByRole('link', { name: '接口开通情况.pdf' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('接口开通情况.pdf')
    expect(await readFile(await download.path())).toEqual(pdf())
    await entry(sunning, 19).getByText('对任务19提意见').click()
    await sunning.getByLabel('对任务19的意见').fill('户数和台账对不上，请核对。')
    await sunning.getByLabel('滞后原因不清楚').check()
    await sunning.getByLabel('退回理由').fill('请核对数字后重报。')
    await press(sunning, '退回这份月报')
    await see(sunning, '审核')
    await sunning.goto(paths.reviews(demo.plan))
    expect(await sunning.getByRole('link', { name: '救助处　2019年6月月报' }).count()).toBe(0)
  })

  it('shows the coordinator the reason and the remark, and takes the corrected report', async () => {
    await limin.goto(paths.mine)
    await see(limin, /请核对数字后重报。/)
    await follow(limin, '修改月报')
    await see(limin, '滞后原因不清楚')
    await see(entry(limin, 19), '户数和台账对不上，请核对。')
    await entry(limin, 19).getByLabel('本月工作进展情况').fill(BETTER)
    await press(limin, '保存草稿')
    await see(limin, /草稿\d+:\d\d已保存/)
    await see(limin, '已改1/1')
    await press(limin, '重新提交')
    await see(limin, '201906-jiuzhu-2')
  })

  it('shows the office what was changed, word by word, and lets it accept', async () => {
    await sunning.goto(paths.review(demo.plan, JUNE, 'jiuzhu'))
    await see(sunning, '改了任务19')
    const changed = entry(sunning, 19)
    expect(await changed.locator('del').allTextContents()).toEqual(['36', '36'])
    expect(await changed.locator('ins').allTextContents()).toEqual(['52', '52'])
    expect(await entry(sunning, 20).locator('ins, del').count()).toBe(0)
    await press(sunning, '审核通过')
    await limin.goto(form())
    await see(limin, '审核通过')
  })

  it("lets the office download the month's workbook, with the unit's text in it", async () => {
    await sunning.goto(paths.downloads(demo.plan))
    const [download] = await Promise.all([
      sunning.waitForEvent('download'),
      follow(sunning, /^Excel.*2019年6月工作进展汇总表/),
    ])
    expect(download.suggestedFilename()).toMatch(/2019年6月.*\.xlsx$/)
    const texts = await textsIn(await download.path())
    expect(texts).toContain(BETTER)
    expect(texts).not.toContain(WORK)
    expect(texts).toContain(`任务20：${WORK}`)
    expect(texts).toContain('救助处')
  })

  it('shows both texts to the second of two people at one form, and lets them choose', async () => {
    const address = paths.report(demo.plan, JUNE, 'xinxi')
    const first = await demo.as('xiaopeng', options)
    const second = await demo.as('xiaopeng', options)
    for (const page of [first, second]) await page.goto(address)
    const field = first.getByLabel('本月工作进展情况').first()
    const id = (await field.getAttribute('id')) ?? ''
    await field.fill('先到的人写的。')
    await press(first, '保存草稿')
    await see(first, /草稿\d+:\d\d已保存/)
    await second.locator(`#${id}`).fill('后到的人写的。')
    if (scripts) await press(second, '看两份内容')
    else await press(second, '保存草稿')
    await see(second, '先到的人写的。')
    await see(second, '后到的人写的。')
    await see(second, /有1处不同/)
    await second.getByLabel('您写的').check()
    await press(second, '保存选定的内容')
    await second.waitForURL(`**${address}`)
    expect(await textOf(second, id)).toBe('后到的人写的。')
    await first.goto(address)
    expect(await textOf(first, id)).toBe('后到的人写的。')
  })
})
