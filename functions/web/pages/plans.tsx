import { paths } from '../../../shared/domain/paths.ts'
import { may } from '../../../shared/domain/permission.ts'
import { isRefusal, Refusal } from '../../../shared/domain/refusal.ts'
import { stampInWords } from '../../../shared/domain/time.ts'
import type { PlanHead } from '../../../shared/service/keys.ts'
import type { Ctx } from '../context.ts'
import { readNotice } from '../notice.ts'
import { call, form, page, see, signedIn } from '../request.ts'
import { Actions, Button, Crumb, Form, Lead, LinkButton, Rows, Section, TextArea, TextField } from './components.tsx'
import { Frame } from './frame.tsx'
import { inPlace, RefusalSummary, statusOf } from './inPlace.tsx'

const PlanRow = ({ head }: { head: PlanHead }) => (
  <li>
    <div>
      <a href={head.state === 'published' ? paths.plan(head.id) : paths.planDraft(head.id)}>
        {head.year}年　{head.title}
      </a>
      <p class="note">
        {head.state === 'published'
          ? `${head.publishedAt ? stampInWords(head.publishedAt) : ''}发布`
          : '草稿，还没有发布'}
      </p>
    </div>
  </li>
)

/** GET /plans: every plan, the newest year first; drafts are the office's alone. */
export const showPlans = async (c: Ctx): Promise<Response> => {
  const actor = signedIn(c)
  const edits = may(actor, 'plan.edit')
  const heads = (await c.var.house.services.load.plans()).filter((head) => edits || head.state === 'published')
  return page(
    c,
    <Frame c={c} title="实施方案" current="plans">
      <h1>实施方案</h1>
      <Lead>
        {heads.length === 0 ? '还没有实施方案。' : ''}
        {edits ? '把印发的通知贴进来或上传，任务、责任单位、阶段、期限和指标会认出来，核对后发布。' : ''}
      </Lead>
      {edits ? (
        <Actions>
          <LinkButton href={paths.planImport} primary={heads.length === 0}>
            导入通知
          </LinkButton>
        </Actions>
      ) : null}
      {heads.length === 0 ? null : (
        <Section id="plans" title="各年">
          <Rows>
            {heads.map((head) => (
              <PlanRow head={head} />
            ))}
          </Rows>
        </Section>
      )}
    </Frame>,
  )
}

type Typed = { text: string; year: string }

const ImportPage = ({ c, typed, refusal }: { c: Ctx; typed: Typed; refusal?: Refusal }) => (
  <Frame c={c} title={refusal ? `${refusal.said.title}：导入通知` : '导入通知'} current="plans">
    <Crumb items={[{ href: paths.plans, text: '实施方案' }]} here="导入" />
    {refusal ? <RefusalSummary refusal={refusal} href={isRefusal(refusal, 'plan.exists') ? '#year' : '#file'} /> : null}
    <h1>导入通知</h1>
    <Lead>上传印发的通知，或者把全文贴进来。认出来的先是草稿，逐项核对以后再发布。</Lead>
    <Form c={c} action={paths.planImport} kind="medium" files>
      <div class="field">
        <label for="file">通知文件</label>
        <p class="hint" id="file-hint">
          .docx、.doc或.txt，最大10MB。
        </p>
        <input id="file" name="file" type="file" accept=".docx,.doc,.txt" aria-describedby="file-hint" />
      </div>
      <TextArea
        id="text"
        name="text"
        label="或者粘贴全文"
        hint="标题、文号、正文、落款都贴上，不用整理。选了文件，这里就不用填。"
        rows={10}
        value={typed.text}
      />
      <TextField
        id="year"
        name="year"
        label="年份"
        optional="通知里写了的不填；没写又不填，按今年"
        value={typed.year}
        inputmode="numeric"
        short
      />
      <Actions>
        <Button primary>识别这份通知</Button>
      </Actions>
    </Form>
  </Frame>
)

const mayImport = (c: Ctx): void => {
  if (!may(signedIn(c), 'plan.edit')) throw new Refusal('access.forbidden', {})
}

/** GET /plans/import */
export const showImport = (c: Ctx): Promise<Response> => {
  mayImport(c)
  return page(c, <ImportPage c={c} typed={{ text: '', year: '' }} />)
}

const yearOf = (text: string): number | undefined => {
  if (text.trim() === '') return undefined
  const year = Number(text)
  if (!Number.isInteger(year) || year < 2000 || year > 2100)
    throw new Refusal('input.invalid', { problems: ['年份请填四位数字，比如2019'] })
  return year
}

/** POST /plans/import: a file, or else the pasted text, becomes a draft. */
export const importPlan = async (c: Ctx): Promise<Response> => {
  mayImport(c)
  const sent = await form(c)
  const typed: Typed = { text: sent.get('text'), year: sent.get('year') }
  try {
    const { plans } = c.var.house.services
    const year = yearOf(typed.year)
    const file = sent.file('file')
    if (file === null && typed.text.trim() === '')
      throw new Refusal('input.invalid', { problems: ['请选一个文件，或者粘贴全文'] })
    const text = file ? await readNotice(c, { bytes: new Uint8Array(await file.arrayBuffer()) }) : typed.text
    const head = await plans.importNotice(call(c), { text: text.replaceAll('\r\n', '\n'), year })
    return see(c, paths.planDraft(head.id))
  } catch (error) {
    const refusal = inPlace(error)
    return page(c, <ImportPage c={c} typed={typed} refusal={refusal} />, statusOf(refusal))
  }
}
