import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { paths } from '../../../../shared/domain/paths.ts'
import type { Entry } from '../../../../shared/domain/report/entry.ts'
import { openHouse, type TestHouse } from '../../../support/app.ts'
import { as, bothTasks, filled, jiuzhuJune, when } from '../../../support/bureau.ts'

/** The report form and what stands around it, through the real doors, as a browser without scripts sees them. */

const at = ['2019', '2019-06', 'jiuzhu'] as const
const form = paths.report(...at)
const submit = paths.reportSubmit(...at)

/** The fields of entries as the form sends them. */
const fieldsOf = (entries: readonly Partial<Entry>[], version: number): Record<string, string> => ({
  version: String(version),
  ...Object.fromEntries(
    entries.flatMap(({ task, zero, ...entry }) => [
      ...(zero ? [[`t${task}.zero`, '1']] : []),
      ...Object.entries(entry)
        .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
        .map(([field, value]) => [`t${task}.${field}`, String(value)]),
    ]),
  ),
})

const titleOf = (html: string): string => /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? ''
const plain = (html: string): string => html.replace(/<[^>]+>/g, '')
const json = { accept: 'application/json' }

let house: TestHouse
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

const accepted = async (period: string, entries: Entry[], on: string): Promise<void> => {
  const which = { plan: '2019', period, unit: 'jiuzhu' }
  await house.services.reports.submit(which, { actor: as('limin'), now: when(on) }, { entries, version: 0 })
  await house.services.reports.accept(which, { actor: as('tanyue'), now: when(on, '15:00') })
}

describe('The form', () => {
  it('shows exactly what the unit owes, with last month beside it', async () => {
    await accepted('2019-05', [filled(1, { work: '五月的进展' }), filled(2)], '2019-05-20')
    const page = await (await (await house.signIn('limin')).get(form)).text()
    expect(plain(page)).toContain('请在6月28日（星期五）17:30前提交，还有3天')
    for (const id of ['task-1', 'task-2', 'work-1', 'next-2']) expect(page).toContain(`id="${id}"`)
    expect(page).not.toContain('id="task-3"')
    expect(page).toContain('五月的进展')
    expect(page).toContain('上月50%')
    expect(page).toContain('最多2000字')
  })

  it('puts the button that saves before the one that submits, so that Enter submits nothing', async () => {
    const page = await (await (await house.signIn('limin')).get(form)).text()
    expect(page.indexOf('value="save"')).toBeGreaterThan(0)
    expect(page.indexOf('value="save"')).toBeLessThan(page.indexOf('value="submit"'))
  })

  it('saves a draft and shows it again', async () => {
    const limin = await house.signIn('limin')
    const answer = await limin.post(form, fieldsOf([{ task: 1, work: '写了一半' }], 0))
    expect([answer.status, answer.headers.get('location')]).toEqual([303, form])
    const page = await (await limin.get(form)).text()
    expect(page).toContain('写了一半')
    expect(page).toContain('草稿9:20已保存')
    expect(plain(page)).toContain('已填0/2')
  })

  it('keeps the text of a field as it was typed, markup and line breaks included', async () => {
    const limin = await house.signIn('limin')
    const work = '\n第一行 <b>"引号"</b> & 其他\n第二行</textarea><script>'
    await limin.post(form, fieldsOf([{ task: 1, work }], 0))
    const page = await (await limin.get(form)).text()
    expect(page).toContain('&lt;/textarea&gt;&lt;script&gt;')
    expect(page).not.toContain('</textarea><script>')
    expect(
      (await house.services.reports.view(jiuzhuJune, { actor: as('limin'), now: when('2019-06-25') })).entries[0]?.work,
    ).toBe(work.trim())
  })

  it('tells the script the new version, and how far the report has come', async () => {
    const limin = await house.signIn('limin')
    const answer = await limin.post(form, fieldsOf([filled(1)], 0), { headers: json })
    expect(await answer.json()).toMatchObject({
      version: 1,
      savedAt: '2019-06-25T01:20:00.000Z',
      says: '草稿9:20已保存',
      ready: 1,
      states: [{ task: 1, letter: '填', word: '已填' }],
    })
  })

  it('saves nothing of a form with a wrong field, says so at the field, and gives it back as typed', async () => {
    const limin = await house.signIn('limin')
    const sent = { ...fieldsOf([{ task: 1, work: '写好的' }], 0), 't1.progress': '一半' }
    const answer = await limin.post(form, sent)
    const page = await answer.text()
    expect(answer.status).toBe(422)
    expect(titleOf(page)).toBe('有1处不合要求：填写2019年6月月报 · 月报')
    expect(page).toContain('href="#progress-1"')
    expect(page).toContain('value="一半"')
    expect(page).toContain('写好的')
    const told = await limin.post(form, sent, { headers: json })
    expect([told.status, ((await told.json()) as { code: string }).code]).toEqual([422, 'input.invalid'])
    expect((await house.services.reports.scene(jiuzhuJune)).head.version).toBe(0)
  })

  it('is a page to read for the office, for the head, and for the unit once it is filed', async () => {
    for (const person of ['sunning', 'zhengyan']) {
      const page = await (await (await house.signIn(person)).get(form)).text()
      expect(page).not.toContain('id="report"')
    }
    await accepted('2019-06', bothTasks, '2019-06-24')
    const page = await (await (await house.signIn('limin')).get(form)).text()
    expect(page).not.toContain('id="report"')
    expect(plain(page)).toContain('审核通过')
  })

  it('does not show a draft outside the unit', async () => {
    const limin = await house.signIn('limin')
    await limin.post(form, fieldsOf([{ task: 1, work: '还没写完的话' }], 0))
    const page = await (await (await house.signIn('sunning')).get(form)).text()
    expect(page).not.toContain('还没写完的话')
  })
})

describe('Submitting', () => {
  it('says what is missing at the field and in a summary, with links that lead somewhere, and keeps what was sent', async () => {
    const limin = await house.signIn('limin')
    const late = filled(2, { status: '滞后', problem: '' })
    const answer = await limin.post(submit, fieldsOf([filled(1, { next: '' }), late], 0))
    const page = await answer.text()
    expect(answer.status).toBe(422)
    expect(titleOf(page)).toBe('缺2处：填写2019年6月月报 · 月报')
    expect(plain(page)).toContain('任务2：进展状态是“滞后”，请写明存在问题')
    const links = [...page.matchAll(/href="#([a-z]+-\d+)"/g)].map((match) => match[1] ?? '')
    expect(links).toContain('next-1')
    expect(links).toContain('problem-2')
    for (const id of links) expect(page).toContain(`id="${id}"`)
    expect(page).toMatch(/id="next-1"[^>]*aria-invalid="true"/)
    const scene = await house.services.reports.scene(jiuzhuJune)
    expect([scene.head.state, scene.head.version]).toEqual(['draft', 1])
    expect(page).toContain('name="version" value="1"')
  })

  it('leads to the receipt, which can be printed, signed and stamped', async () => {
    const limin = await house.signIn('limin')
    const answer = await limin.post(submit, fieldsOf(bothTasks, 0))
    expect([answer.status, answer.headers.get('location')]).toEqual([303, paths.receipt(...at)])
    const page = plain(await (await limin.get(paths.receipt(...at))).text())
    for (const words of ['回　执', '救助处', '201906-jiuzhu-1', '2019年6月25日9:20:00', '填报人：', '审核人：', '盖章'])
      expect(page).toContain(words)
    const { head } = await house.services.reports.scene(jiuzhuJune)
    expect(page).toContain((head.hash ?? '-').slice(0, 16))
  })

  it('takes over last month’s next step for a task without news', async () => {
    await accepted('2019-05', [filled(1, { next: '六月形成送审稿' }), filled(2)], '2019-05-20')
    const limin = await house.signIn('limin')
    const zero = { task: 1, zero: true, reason: '等待文件', next: '' }
    const answer = await limin.post(submit, fieldsOf([zero, filled(2)], 0))
    expect(answer.headers.get('location')).toBe(paths.receipt(...at))
    const { entries } = await house.services.reports.view(jiuzhuJune, { actor: as('limin'), now: when('2019-06-25') })
    expect(entries[0]).toMatchObject({ zero: true, next: '六月形成送审稿' })
  })

  it('can be taken back', async () => {
    const limin = await house.signIn('limin')
    await limin.post(submit, fieldsOf(bothTasks, 0))
    expect(plain(await (await limin.get(form)).text())).toContain('撤回修改')
    await limin.post(paths.reportWithdraw(...at))
    expect(await (await limin.get(form)).text()).toContain('id="report"')
  })

  it('after the lock is refused in words, and the text comes back', async () => {
    const limin = await house.signIn('limin')
    await limin.get(form)
    house.moveTo('2019-07-10')
    const answer = await limin.post(submit, fieldsOf([filled(1, { work: '来不及了' }), filled(2)], 0))
    const page = await answer.text()
    expect(answer.status).toBe(423)
    expect(titleOf(page)).toContain('2019年6月月报已锁定')
    for (const words of ['report.locked', '任务1　本月工作进展情况', '来不及了', '延期补报'])
      expect(plain(page)).toContain(words)
  })

  it('by somebody else is refused without a word of the draft', async () => {
    await (await house.signIn('limin')).post(form, fieldsOf([{ task: 1, work: '还没写完的话' }], 0))
    const answer = await (await house.signIn('sunning')).post(submit, {
      ...fieldsOf([filled(1)], 1),
      't1.progress': 'x',
    })
    expect(answer.status).toBe(403)
    expect(await answer.text()).not.toContain('还没写完的话')
  })
})

describe('Two people writing at once', () => {
  const theirs = filled(1, { work: '先保存的内容' })
  const mine = filled(1, { work: '后保存的内容', progress: 60 })

  const clash = async () => {
    const limin = await house.signIn('limin')
    await house.services.reports.save(
      jiuzhuJune,
      { actor: as('limin'), now: when('2019-06-25') },
      { entries: [theirs], version: 0 },
    )
    const answer = await limin.post(form, fieldsOf([mine], 0))
    return { limin, answer, page: await answer.text() }
  }

  it('shows both texts of every field that differs, and overwrites nothing', async () => {
    const { answer, page } = await clash()
    expect(answer.status).toBe(409)
    expect(plain(page)).toContain('有2处不同')
    for (const words of ['先保存的内容', '后保存的内容', '50%', '60%']) expect(plain(page)).toContain(words)
    expect(page).not.toContain('pick.t1.next')
    const { entries } = await house.services.reports.view(jiuzhuJune, { actor: as('limin'), now: when('2019-06-25') })
    expect(entries[0]?.work).toBe('先保存的内容')
  })

  it('saves what was chosen, field by field, on the newest version', async () => {
    const { limin, page } = await clash()
    const hidden = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
      (match): [string, string] => [match[1] ?? '', match[2] ?? ''],
    )
    const sent = Object.fromEntries(hidden.filter(([name]) => name !== '_token'))
    const answer = await limin.post(form, { ...sent, 'pick.t1.work': 'mine', 'pick.t1.progress': 'theirs' })
    expect(answer.status).toBe(303)
    const { entries } = await house.services.reports.view(jiuzhuJune, { actor: as('limin'), now: when('2019-06-25') })
    expect(entries[0]).toMatchObject({ work: '后保存的内容', progress: 50, next: '继续推进', status: '按计划推进' })
  })

  it('is told to the script as a conflict', async () => {
    const { limin } = await clash()
    const answer = await limin.post(form, fieldsOf([mine], 0), { headers: json })
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([409, 'report.conflict'])
  })
})

describe('A returned report', () => {
  const back = async () => {
    const call = { actor: as('limin'), now: when('2019-06-24') }
    await house.services.reports.submit(jiuzhuJune, call, { entries: bothTasks, version: 0 })
    await house.services.reports.sendBack(
      'return',
      jiuzhuJune,
      { actor: as('tanyue'), now: when('2019-06-24', '10:12') },
      { why: '请写明数量', remarks: [{ task: 1, text: '缺数量' }], cause: 'unit' },
    )
    return house.signIn('limin')
  }

  it('says why, on top and at the entry, and folds what needs no change', async () => {
    const limin = await back()
    const page = await (await limin.get(form)).text()
    expect(plain(page)).toContain('2019年6月月报已退回')
    expect(plain(page)).toContain('仍按首次提交时间记作按时')
    for (const words of ['请写明数量', '缺数量', '6月24日（星期一）10:12']) expect(plain(page)).toContain(words)
    expect(page.match(/没有退回意见/g)).toHaveLength(1)
    expect(plain(await (await limin.get(paths.mine)).text())).toContain('请写明数量')
  })

  it('shows word by word what was changed since, in the form and in the history', async () => {
    const limin = await back()
    const changed = [filled(1, { work: '召开推进会3次' }), filled(2)]
    await limin.post(form, fieldsOf(changed, 2))
    expect(await (await limin.get(form)).text()).toMatch(
      /召开推进会<del>1次<\/del><ins>3次<\/ins>|召开推进会<del>1<\/del><ins>3<\/ins>次/,
    )
    await limin.post(submit, fieldsOf(changed, 3))
    const history = await (await limin.get(paths.history(...at))).text()
    expect(history).toMatch(/<del>1次?<\/del><ins>3次?<\/ins>/)
    expect(plain(history)).toContain('退回，指向任务1')
    expect(plain(history)).toContain('第2次提交和第1次相比')
  })
})

describe('A zero report for the whole unit', () => {
  const zero = paths.reportZero(...at)

  it('changes nothing when its page is opened', async () => {
    const limin = await house.signIn('limin')
    const page = plain(await (await limin.get(zero)).text())
    expect(page).toContain('提交2项任务的零报告')
    expect((await house.services.reports.scene(jiuzhuJune)).head.version).toBe(0)
  })

  it('needs its reason, and keeps what was typed', async () => {
    const limin = await house.signIn('limin')
    const answer = await limin.post(zero, { version: '0', reason: ' ', next: '等文件下发' })
    const page = await answer.text()
    expect(answer.status).toBe(422)
    expect(titleOf(page)).toContain('缺1处')
    expect(page).toContain('等文件下发')
  })

  it('is filed with one reason for every task', async () => {
    const limin = await house.signIn('limin')
    const answer = await limin.post(zero, { version: '0', reason: '本月没有新增工作', next: '' })
    expect(answer.headers.get('location')).toBe(paths.receipt(...at))
    const { head } = await house.services.reports.scene(jiuzhuJune)
    expect([head.state, head.zero]).toEqual(['submitted', true])
  })

  it('is refused with the reason once the report is filed, already when its page is opened', async () => {
    const limin = await house.signIn('limin')
    await limin.post(zero, { version: '0', reason: '本月没有新增工作' })
    const answer = await limin.get(zero)
    expect([answer.status, titleOf(await answer.text())]).toEqual([409, '没有提交：月报现在是“待审” · 月报'])
  })
})
