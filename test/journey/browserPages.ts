import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { paths } from '../../shared/domain/paths.ts'
import { at } from '../../shared/domain/time.ts'
import type { Demo } from './browserDemo.ts'

/** Every page of the service in the states that look different, as the people who may open it see it: what the checks of pages walk through. */
export type Stop = {
  /** Whose page: a person of the demo, or null for somebody who is not signed in. */
  who: string | null
  what: string
  open: (demo: Demo, page: Page) => Promise<unknown>
  /** The status of the page; 200 where it is not said. */
  status?: number
}

const PLAN = '2019'
const JUNE = '2019-06'
const MAY = '2019-05'
const NOTICE = readFileSync(new URL('../../functions/local/demo/jilin-2019.txt', import.meta.url), 'utf8')
const YEAR_END = at('2020-01-10', '09:00')
const LOCKED = at('2019-07-20', '09:00')

const page =
  (address: string): Stop['open'] =>
  (_, page) =>
    page.goto(address)

/** Opens a page and presses a button on it. */
const pressed =
  (address: string, button: string | RegExp, before?: (page: Page) => Promise<void>): Stop['open'] =>
  async (_, page) => {
    await page.goto(address)
    await before?.(page)
    const main = page.locator('main')
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      main
        .getByRole('button', { name: button, exact: typeof button === 'string' })
        .first()
        .click(),
    ])
    // A form that was taken answers with the way to the next page.
    if (answer.status() < 400) await page.waitForLoadState()
  }

/** Opens a page at another time of the business clock. */
const atTime =
  (moment: string, open: Stop['open']): Stop['open'] =>
  async (demo, page) => {
    const before = demo.house.clock.business()
    await demo.house.clock.set(moment)
    await open(demo, page)
    await demo.house.clock.set(before)
  }

const zeroFirst = (page: Page): Promise<void> => page.locator('input.swap').first().check()

const fill =
  (label: string, text: string) =>
  (page: Page): Promise<void> =>
    page.getByLabel(label).first().fill(text)

/** The form opened at one time and sent at another, when it may no longer be written. */
const tooLate: Stop['open'] = async (demo, page) => {
  await page.goto(paths.report(PLAN, JUNE, 'xinxi'))
  await page.getByLabel('本月工作进展情况').first().fill('截止以后才写完的进展。')
  await atTime(LOCKED, async () => {
    await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      page.getByRole('button', { name: '保存草稿' }).click(),
    ])
    await page.waitForLoadState()
  })(demo, page)
}

/** The form of a version that somebody else has moved on. */
const conflict: Stop['open'] = async (_, page) => {
  await page.goto(paths.report(PLAN, JUNE, 'jiuzhu'))
  await page.getByLabel('下一步工作措施').first().fill('后到的人写的措施。')
  await page.locator('#report input[name="version"]').evaluate((field) => {
    field.value = '0'
  })
  await page.getByRole('button', { name: '保存草稿' }).click()
  await page.locator('#conflict').waitFor()
}

/** A form whose hidden token is not the page's own. */
const forged: Stop['open'] = async (_, page) => {
  await page.goto(paths.report(PLAN, JUNE, 'xinxi'))
  await page.getByLabel('本月工作进展情况').first().fill('令牌不对时写的进展。')
  await page.locator('#report input[name="_token"]').evaluate((field) => {
    field.value = 'forged'
  })
  await page.getByRole('button', { name: '保存草稿' }).click()
  await page.locator('#kept').waitFor()
}

const askCode = (mail: string): Stop['open'] => pressed(paths.signIn, '发送验证码', fill('邮箱地址', mail))

const wrongCode: Stop['open'] = async (demo, page) => {
  await askCode('wangyu@mzt.example')(demo, page)
  await page.getByLabel('8位验证码').fill('00000000')
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.locator('#errors').waitFor()
}

const importNotice = pressed(paths.planImport, '识别这份通知', async (page) => {
  await page.getByLabel('或者粘贴全文').fill(NOTICE)
  await page.getByLabel('年份').fill('2020')
})

const draft: Stop['open'] = async (demo, page) => {
  const draft = (await demo.house.services.load.plans()).find((head) => head.state === 'draft')
  await page.goto(paths.planDraft(draft?.id ?? ''))
}

/** The page offers no 发布 while something is open; a page from before does. */
const publishRefused: Stop['open'] = async (demo, page) => {
  await draft(demo, page)
  await page.locator('main input[type=checkbox]').evaluateAll((boxes) => {
    for (const box of boxes) box.checked = false
  })
  await page.locator('form:has(#read)').evaluate((form) => {
    form.action = form.action.replace('settle', 'publish')
    form.requestSubmit()
  })
  await page.locator('#errors').waitFor()
}

const newestMail = async ({ house }: Demo): Promise<string> =>
  paths.mail((await house.services.demo?.outbox.list(1))?.[0]?.id ?? '')

/** Lets the clock run to the last working day before June is due, as the demo's banner does: the reminders go out. */
const reminded =
  (open: Stop['open']): Stop['open'] =>
  async (demo, page) => {
    await demo.house.services.demo?.moveClock(at('2019-06-27', '09:00'))
    await open(demo, page)
  }

/** A mail's HTML as its reader's mail program shows it: its own page lets no script in, not even the check's. */
const mailAsHtml: Stop['open'] = async (demo, page) => {
  const answer = await page.request.get(`${await newestMail(demo)}?as=html`)
  await page.setContent(await answer.text())
}

export const stops: Stop[] = [
  { who: null, what: 'sign-in', open: page(paths.signIn) },
  { who: null, what: 'sign-in: no mail address', open: pressed(paths.signIn, '发送验证码'), status: 422 },
  { who: null, what: 'sign-in: the code', open: askCode('limin@mzt.example') },
  { who: null, what: 'sign-in: a wrong code', open: wrongCode, status: 422 },
  { who: null, what: 'help', open: page(paths.help) },
  { who: null, what: 'no such page', open: page('/nowhere'), status: 404 },
  { who: null, what: 'mailbox', open: page(paths.mailbox) },
  { who: null, what: 'a code', open: async (demo, page) => page.goto(await newestMail(demo)) },
  { who: null, what: 'a code as HTML', open: mailAsHtml },

  { who: 'limin', what: 'my month', open: page(paths.mine) },
  { who: 'limin', what: 'report form', open: page(paths.report(PLAN, JUNE, 'jiuzhu')) },
  {
    who: 'limin',
    what: 'report form: one task zero',
    open: async (demo, at) => {
      await page(paths.report(PLAN, JUNE, 'jiuzhu'))(demo, at)
      await zeroFirst(at)
    },
  },
  {
    who: 'limin',
    what: 'report form: what is missing',
    open: pressed(paths.report(PLAN, JUNE, 'jiuzhu'), '提交月报'),
    status: 422,
  },
  { who: 'limin', what: 'evidence', open: page(paths.evidence(PLAN, JUNE, 'jiuzhu')) },
  {
    who: 'limin',
    what: 'evidence: nothing sent',
    open: page(`${paths.evidenceReceived(PLAN, JUNE, 'jiuzhu')}?key=x`),
    status: 404,
  },
  { who: 'limin', what: 'two versions', open: conflict, status: 409 },
  { who: 'limin', what: 'whole-unit zero', open: page(paths.reportZero(PLAN, JUNE, 'jiuzhu')) },
  {
    who: 'limin',
    what: 'whole-unit zero: no reason',
    open: pressed(paths.reportZero(PLAN, JUNE, 'jiuzhu'), /^提交/),
    status: 422,
  },
  { who: 'limin', what: 'form for Excel', open: page(paths.fillable(PLAN, JUNE, 'jiuzhu')) },
  {
    who: 'limin',
    what: 'form for Excel: no file',
    open: pressed(paths.fillable(PLAN, JUNE, 'jiuzhu'), '看看有什么变化'),
    status: 422,
  },
  { who: 'limin', what: 'accepted report', open: page(paths.report(PLAN, MAY, 'jiuzhu')) },
  { who: 'limin', what: 'receipt', open: page(paths.receipt(PLAN, MAY, 'jiuzhu')) },
  { who: 'limin', what: 'history', open: page(paths.history(PLAN, MAY, 'jiuzhu')) },
  { who: 'limin', what: "all units' summary", open: page(paths.overview(PLAN, JUNE)) },
  { who: 'limin', what: 'plan', open: page(paths.plan(PLAN)) },
  { who: 'limin', what: 'help', open: page(paths.help) },
  { who: 'limin', what: "another unit's report", open: page(paths.report(PLAN, JUNE, 'fuli')), status: 403 },
  { who: 'limin', what: "the administrator's page", open: page(paths.people), status: 403 },
  { who: 'limin', what: 'no such plan', open: page(paths.plan('1999')), status: 404 },
  { who: 'wuqiang', what: "my month, as the unit's head", open: page(paths.mine) },
  { who: 'wuqiang', what: "report, as the unit's head", open: page(paths.report(PLAN, JUNE, 'jiuzhu')) },
  { who: 'zhangwei', what: 'my month: returned', open: page(paths.mine) },
  { who: 'zhangwei', what: 'returned report', open: page(paths.report(PLAN, JUNE, 'fuli')) },
  { who: 'zhangwei', what: 'history of a returned report', open: page(paths.history(PLAN, JUNE, 'fuli')) },
  { who: 'caoyun', what: 'my month: accepted', open: page(paths.mine) },
  { who: 'linjing', what: 'submitted report', open: page(paths.report(PLAN, JUNE, 'guihua')) },
  { who: 'linjing', what: 'receipt of a submitted report', open: page(paths.receipt(PLAN, JUNE, 'guihua')) },
  { who: 'fengmei', what: 'my month: one missing', open: page(paths.mine) },
  { who: 'fengmei', what: 'missing report', open: page(paths.report(PLAN, MAY, 'tuixiu')) },
  { who: 'xiaopeng', what: 'saved too late', open: tooLate, status: 423 },
  { who: 'xiaopeng', what: 'form with a forged token', open: forged, status: 403 },

  { who: 'sunning', what: 'overview', open: page(paths.overview(PLAN, JUNE)) },
  { who: 'sunning', what: 'overview of a locked month', open: page(paths.overview(PLAN, MAY)) },
  { who: 'sunning', what: 'tasks', open: page(paths.tasks(PLAN)) },
  { who: 'sunning', what: 'one task', open: page(paths.task(PLAN, '14')) },
  { who: 'sunning', what: 'reviews', open: page(paths.reviews(PLAN)) },
  { who: 'yuhai', what: 'report to sign off', open: page(paths.report(PLAN, JUNE, 'shegong')) },
  {
    who: 'yuhai',
    what: 'sign-off: declined without a reason',
    open: pressed(paths.report(PLAN, JUNE, 'shegong'), /^不予审签/),
    status: 422,
  },
  { who: 'sunning', what: 'review', open: page(paths.review(PLAN, JUNE, 'guihua')) },
  {
    who: 'sunning',
    what: 'review: returned without a reason',
    open: pressed(paths.review(PLAN, JUNE, 'guihua'), /^退回这/),
    status: 422,
  },
  { who: 'sunning', what: 'review of the own unit', open: page(paths.review(PLAN, JUNE, 'fagui')) },
  { who: 'sunning', what: 'review of an accepted report', open: page(paths.review(PLAN, MAY, 'jiuzhu')) },
  { who: 'sunning', what: 'review of a returned report', open: page(paths.review(PLAN, JUNE, 'fuli')) },
  { who: 'sunning', what: 'review of nothing', open: page(paths.review(PLAN, JUNE, 'shiwu')) },
  { who: 'sunning', what: "a unit's report", open: page(paths.report(PLAN, JUNE, 'jiuzhu')) },
  { who: 'sunning', what: "a unit's history", open: page(paths.history(PLAN, '2019-04', 'jiuzhuju')) },
  { who: 'sunning', what: 'enter for a unit', open: page(paths.enter(PLAN, JUNE, 'shiwu')) },
  {
    who: 'sunning',
    what: 'enter for a unit: what is missing',
    open: pressed(paths.enter(PLAN, JUNE, 'shiwu'), /录/),
    status: 422,
  },
  { who: 'sunning', what: 'extend', open: page(paths.extend(PLAN, MAY, 'tuixiu')) },
  { who: 'sunning', what: 'extend: no reason', open: pressed(paths.extend(PLAN, MAY, 'tuixiu'), /延/), status: 422 },
  { who: 'sunning', what: 'reminders', open: page(paths.reminders(PLAN)) },
  { who: 'sunning', what: 'reminders: chased', open: pressed(paths.reminders(PLAN), /^催办这/) },
  { who: 'sunning', what: 'reminder rules', open: page(paths.reminderRules(PLAN)) },
  { who: 'sunning', what: 'evaluation', open: page(paths.evaluation(PLAN)) },
  { who: 'sunning', what: "a unit's score", open: page(paths.evaluationUnit(PLAN, 'jiuzhu')) },
  { who: 'sunning', what: 'rules', open: page(paths.evaluationRules(PLAN)) },
  {
    who: 'sunning',
    what: 'rules: a number that is none',
    open: pressed(paths.evaluationRules(PLAN), '先看会怎样变', fill('迟报每次扣', '很多')),
    status: 422,
  },
  {
    who: 'sunning',
    what: 'rules: what would change',
    open: pressed(paths.evaluationRules(PLAN), '先看会怎样变', fill('未报每次扣', '0.5')),
  },
  { who: 'sunning', what: 'marks: nothing filled in', open: pressed(paths.evaluationMarks(PLAN), '记录'), status: 422 },
  { who: 'sunning', what: 'downloads', open: page(paths.downloads(PLAN)) },
  {
    who: 'sunning',
    what: 'a file that was asked for',
    open: async ({ house }, page) => {
      const actor = await house.services.load.actor('sunning')
      if (!actor) throw new Error('nobody')
      const call = { actor, now: house.clock.business() }
      const job = await house.services.outputs.askFor(
        { kind: 'rates', plan: PLAN, period: null },
        call,
        house.clock.machine(),
      )
      await house.services.settled()
      await page.goto(paths.outputJob(PLAN, job.id))
    },
  },
  { who: 'sunning', what: 'verify a file', open: page(paths.verifyFile) },
  { who: 'sunning', what: 'verify a file: nothing given', open: pressed(paths.verifyFile, '核对'), status: 422 },
  {
    who: 'limin',
    what: 'verify a file: not recorded',
    open: pressed(paths.verifyFile, '核对', (page) => page.locator('#sha256').fill('0'.repeat(64))),
  },
  { who: 'sunning', what: 'integrity', open: page(paths.integrity(PLAN)) },
  { who: 'sunning', what: 'integrity: walked', open: pressed(paths.integrity(PLAN), '现在核对') },
  { who: 'sunning', what: 'plan', open: page(paths.plan(PLAN)) },
  { who: 'sunning', what: 'form layout', open: page(paths.formLayout(PLAN)) },
  {
    who: 'sunning',
    what: 'form layout: no title',
    open: pressed(paths.formLayout(PLAN), '保存格式', fill('表名', '')),
    status: 422,
  },
  { who: 'sunning', what: 'import', open: page(paths.planImport) },
  { who: 'sunning', what: 'import: nothing chosen', open: pressed(paths.planImport, '识别这份通知'), status: 422 },
  { who: 'sunning', what: 'draft of an imported notice', open: importNotice },
  {
    who: 'sunning',
    what: 'draft, answers kept',
    open: async (demo, page) => {
      await draft(demo, page)
      await page.getByRole('button', { name: '存为草稿' }).click()
      await page.waitForLoadState()
    },
  },
  { who: 'sunning', what: 'draft: tasks that nobody owes', open: publishRefused, status: 422 },
  { who: 'sunning', what: 'plans', open: page(paths.plans) },
  { who: 'sunning', what: 'people', open: page(paths.people) },
  {
    who: 'sunning',
    what: 'people: a unit without a name',
    open: pressed(paths.people, /新增.*单位|增加.*单位|添加.*单位/),
    status: 422,
  },
  { who: 'sunning', what: 'people by workbook', open: page(paths.peopleImport) },
  {
    who: 'sunning',
    what: 'people by workbook: nothing chosen',
    open: pressed(paths.peopleImport, '看看改了什么'),
    status: 422,
  },
  { who: 'sunning', what: 'unit', open: page(paths.unit('jiuzhu')) },
  { who: 'sunning', what: 'person', open: page(paths.person('limin')) },
  { who: 'sunning', what: 'plan changes', open: page(paths.planChanges(PLAN)) },
  { who: 'sunning', what: 'plan change: which task', open: page(`${paths.planChangeNew(PLAN)}?kind=reword`) },
  { who: 'sunning', what: 'plan change: reassign', open: page(`${paths.planChangeNew(PLAN)}?kind=reassign&task=5`) },
  {
    who: 'sunning',
    what: 'plan change: nothing written',
    open: pressed(`${paths.planChangeNew(PLAN)}?kind=add`, '看看影响哪些单位'),
    status: 422,
  },
  {
    who: 'sunning',
    what: 'plan change: who is affected',
    open: pressed(`${paths.planChangeNew(PLAN)}?kind=merge`, '看看影响哪些单位', async (page) => {
      await page.getByRole('checkbox', { name: '福利处' }).check()
      await page.getByLabel('并入哪个单位').selectOption('jiuzhu')
      await page.getByLabel('理由').fill('机构改革')
    }),
  },
  { who: 'sunning', what: 'one page', open: page(paths.leadership(PLAN)) },
  { who: 'tingling', what: 'one page', open: page(paths.leadership(PLAN)) },
  { who: 'sunning', what: 'phases', open: page(paths.phases(PLAN)) },
  { who: 'sunning', what: 'kick-off, read', open: page(paths.kickoff(PLAN, 'jiuzhu')) },
  { who: 'fengmei', what: 'kick-off', open: page(paths.kickoff(PLAN, 'tuixiu')) },
  {
    who: 'fengmei',
    what: 'kick-off: what is missing',
    open: pressed(paths.kickoff(PLAN, 'tuixiu'), '报送'),
    status: 422,
  },
  { who: 'limin', what: 'six benchmarks', open: page(paths.benchmarks(PLAN, 'jiuzhu')) },
  { who: 'limin', what: 'look-back before it begins', open: page(paths.lookback(PLAN, 'jiuzhu')) },
  { who: 'sunning', what: 'rhythm', open: page(paths.rhythm(PLAN)) },
  { who: 'sunning', what: 'rhythm: no day', open: pressed(paths.rhythm(PLAN), '另定这个月的截止'), status: 422 },
  { who: 'sunning', what: 'calendar', open: page(paths.calendar) },
  { who: 'sunning', what: 'calendar: no day', open: pressed(paths.calendar, /./), status: 422 },
  { who: 'hefan', what: 'my month', open: page(paths.mine) },

  { who: 'guanli', what: 'people', open: page(paths.people) },
  { who: 'guanli', what: 'export', open: page(paths.export) },
  { who: 'guanli', what: 'export: no reason', open: pressed(paths.export, '导出全部数据'), status: 422 },
  { who: 'guanli', what: 'person, with roles', open: page(paths.person('sunning')) },
  { who: 'guanli', what: 'unit', open: page(paths.unit('fagui')) },
  { who: 'guanli', what: 'calendar', open: page(paths.calendar) },
  { who: 'guanli', what: "a unit's report", open: page(paths.report(PLAN, JUNE, 'jiuzhu')), status: 403 },
  { who: 'zhengyan', what: 'review', open: page(paths.review(PLAN, JUNE, 'fucai')) },
  { who: 'zhengyan', what: 'evaluation', open: page(paths.evaluation(PLAN)) },
  {
    who: 'zhengyan',
    what: 'marks',
    open: pressed(paths.evaluationMarks(PLAN), '记录', async (page) => {
      await page.getByLabel('单位', { exact: true }).selectOption('jiuzhu')
      await page.getByRole('radio', { name: /^差错/ }).check()
      await page.getByLabel('哪个月的月报').selectOption('2019-05')
      await page.getByLabel('理由').fill('数字与附件不符')
    }),
  },
  { who: 'tingling', what: 'overview', open: page(paths.home) },
  { who: 'tingling', what: 'one task', open: page(paths.task(PLAN, '1')) },
  { who: 'tingling', what: 'evaluation', open: page(paths.evaluation(PLAN)) },
  { who: 'guyong', what: 'reviews', open: page(paths.reviews(PLAN)) },

  { who: 'sunning', what: 'reminders sent', open: reminded(page(paths.reminders(PLAN))) },
  { who: null, what: 'mailbox with reminders', open: page(paths.mailbox) },
  { who: null, what: 'one reminder', open: async (demo, page) => page.goto(await newestMail(demo)) },
  { who: null, what: 'one reminder as HTML', open: mailAsHtml },
  { who: 'limin', what: 'my month after the year', open: atTime(YEAR_END, page(paths.mine)) },
  { who: 'sunning', what: 'overview after the year', open: atTime(YEAR_END, page(paths.home)) },
  { who: 'sunning', what: 'tasks after the year', open: atTime(YEAR_END, page(paths.tasks(PLAN))) },
  { who: 'sunning', what: 'evaluation after the year', open: atTime(YEAR_END, page(paths.evaluation(PLAN))) },
  { who: 'sunning', what: 'publishing', open: atTime(YEAR_END, page(paths.evaluationPublish(PLAN))) },
  {
    who: 'sunning',
    what: 'published',
    open: atTime(YEAR_END, pressed(paths.evaluationPublish(PLAN), /^发布第1版/)),
  },
  {
    who: 'sunning',
    what: 'published again without a reason',
    open: atTime(YEAR_END, pressed(paths.evaluationPublish(PLAN), /^发布第2版/)),
    status: 422,
  },
  { who: 'sunning', what: 'what moved', open: atTime(YEAR_END, page(`${paths.evaluationCompare(PLAN)}?from=1`)) },
  { who: 'sunning', what: 'a closed report', open: atTime(YEAR_END, page(paths.review(PLAN, MAY, 'jiuzhu'))) },
  { who: 'tingling', what: 'the published evaluation', open: atTime(YEAR_END, page(paths.evaluation(PLAN))) },
  { who: 'limin', what: 'the own score', open: atTime(YEAR_END, page(paths.revisionUnit(PLAN, '1', 'jiuzhu'))) },
]
