import type { CellProblem } from '../../../shared/domain/output/fillable.ts'
import { taskTitle } from '../../../shared/domain/output/words.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { taskOf } from '../../../shared/domain/plan.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import { entryDifference, type FieldDifference } from '../../../shared/domain/report/difference.ts'
import { emptyEntry } from '../../../shared/domain/report/entry.ts'
import { periodInWords } from '../../../shared/domain/time.ts'
import type { ReportView, Which } from '../../../shared/service/report.ts'
import type { Ctx } from '../context.ts'
import { fieldsIn, sentForm } from '../forms/fillable.ts'
import { type Typed, typedOf } from '../forms/report.ts'
import { call, download, form, page, which } from '../request.ts'
import {
  Actions,
  Button,
  Crumb,
  ErrorSummary,
  Field,
  Form,
  Lead,
  LinkButton,
  Note,
  Notice,
  Section,
} from './components.tsx'
import { FieldDifferences } from './diff.tsx'
import { Frame } from './frame.tsx'
import { inPlace, RefusalSummary, statusOf } from './inPlace.tsx'
import { mayWrite } from './report.tsx'

/** A month's form for Excel or WPS: fetched, filled offline, sent back and looked through; nothing is saved until that is confirmed. */

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

type Change = { task: number; fields: FieldDifference[] }
type Shown = {
  view: ReportView
  refusal?: Refusal
  problems?: readonly CellProblem[]
  read?: { changes: Change[]; typed: readonly Typed[]; version: number; file: string }
}

const FillablePage = ({ c, at, shown }: { c: Ctx; at: Which; shown: Shown }) => {
  const { view, refusal, problems = [], read } = shown
  const { plan, period, unit } = at
  const month = periodInWords(period)
  const title = `用Excel填${month}月报`
  const bad = problems.length > 0 ? `表里有${problems.length}处要改` : (refusal?.said.title ?? '')
  return (
    <Frame c={c} title={bad === '' ? title : `${bad}：${title}`} current="mine">
      {refusal ? <RefusalSummary refusal={refusal} href="#file" /> : null}
      {problems.length > 0 ? (
        <ErrorSummary title={bad} problems={problems.map(({ place, message }) => ({ text: `${place}：${message}` }))} />
      ) : null}
      <Crumb
        items={[
          { href: paths.mine, text: '本月' },
          { href: paths.report(plan, period, unit), text: '填写月报' },
        ]}
        here="用Excel填"
      />
      <h1>
        <span class="ph">{title}</span>
        {'　'}
        <span class="ph">{view.unit.name}</span>
      </h1>
      {read ? <Read c={c} at={at} view={view} read={read} /> : null}
      {mayWrite(call(c), view) ? (
        <>
          <Section id="fetch" title={read ? '重新下载' : '一、下载'}>
            <p>表里已有现在的草稿，进展状态可以下拉选，不用填的格锁住了。Excel和WPS都能填，不用联网。</p>
            <Actions>
              <LinkButton href={paths.fillableFile(plan, period, unit)}>下载{month}填报表</LinkButton>
            </Actions>
          </Section>
          <Section id="send" title={read ? '换一份上传' : '二、填好后上传'}>
            <Form c={c} action={paths.fillable(plan, period, unit)} files>
              <Field id="file" label="填好的表" hint="存为.xlsx，不超过2MB。先看有什么变化，确认以后才存为草稿。">
                <input id="file" name="file" type="file" accept=".xlsx" aria-describedby="file-hint" />
              </Field>
              <Actions>
                <Button primary={!read}>看看有什么变化</Button>
              </Actions>
            </Form>
          </Section>
        </>
      ) : (
        <Notice tone="warn">
          <p>这份月报现在不能改，所以没有表可以下载、上传。</p>
        </Notice>
      )}
    </Frame>
  )
}

/** What the sent form would change, and the button that saves it: the very fields, as the report's form sends them. */
const Read = ({ c, at, view, read }: { c: Ctx; at: Which; view: ReportView; read: NonNullable<Shown['read']> }) => {
  const { changes, typed, version, file } = read
  return (
    <Section id="read" title="表里的变化" note={file}>
      {changes.length === 0 ? (
        <p>表里的内容和现在的草稿一样，不用保存。</p>
      ) : (
        <>
          <Lead>{changes.length}项任务有变化，还没有保存。</Lead>
          {version < view.head.version ? (
            <Notice tone="warn">
              <p>下载这份表以后，网上的草稿又改过。保存时会让您逐处选用哪一份。</p>
            </Notice>
          ) : null}
          {changes.map(({ task, fields }) => {
            const known = taskOf(view.plan, task)
            return (
              <section class="entry" aria-labelledby={`changed-${task}`}>
                <h3 id={`changed-${task}`}>{known ? taskTitle(known) : task}</h3>
                <FieldDifferences fields={fields} />
              </section>
            )
          })}
          <Form c={c} action={paths.report(at.plan, at.period, at.unit)}>
            <input type="hidden" name="version" value={String(version)} />
            {fieldsIn(typed).map(([name, value]) => (
              <input type="hidden" name={name} value={value} />
            ))}
            <Note>存为草稿以后，在填写页核对、提交。</Note>
            <Actions>
              <Button primary>存为草稿</Button>
            </Actions>
          </Form>
        </>
      )}
    </Section>
  )
}

/** GET /plans/:plan/:period/:unit/excel */
export const showFillable = async (c: Ctx): Promise<Response> => {
  const at = which(c)
  const view = await c.var.house.services.reports.view(at, call(c))
  return page(c, <FillablePage c={c} at={at} shown={{ view }} />)
}

/** GET /plans/:plan/:period/:unit/excel/form.xlsx */
export const downloadFillable = async (c: Ctx): Promise<Response> => {
  const at = which(c)
  const { title, bytes } = await c.var.house.services.fillables.make(at, call(c))
  return download(c, bytes, { name: `${title}.xlsx`, type: XLSX, fallback: `form-${at.period}-${at.unit}.xlsx` })
}

/** POST /plans/:plan/:period/:unit/excel: reads a filled form and shows what it would change. */
export const readFillable = async (c: Ctx): Promise<Response> => {
  const at = which(c)
  const [sent, view] = await Promise.all([form(c), c.var.house.services.reports.view(at, call(c))])
  try {
    const file = sent.file('file')
    if (!file) throw new Refusal('form.unfit', { why: '没有选文件' })
    const read = await c.var.house.services.fillables.read(at, call(c), new Uint8Array(await file.arrayBuffer()))
    const { rows, problems } = sentForm(read.filled)
    if (problems.length > 0) return page(c, <FillablePage c={c} at={at} shown={{ view, problems }} />, 422)
    const now = (task: number) => view.entries.find((entry) => entry.task === task) ?? emptyEntry(task)
    const changes = rows.flatMap(({ entry }): Change[] => {
      const fields = entryDifference(now(entry.task), entry)
      return fields.length === 0 ? [] : [{ task: entry.task, fields }]
    })
    // Tasks that the form does not name stay as they are.
    const typed = view.entries.map(
      (entry) =>
        rows.find((one) => one.entry.task === entry.task)?.typed ?? typedOf(entry, taskOf(view.plan, entry.task)),
    )
    const shown = { changes, typed, version: read.filled.version, file: file.name }
    return page(c, <FillablePage c={c} at={at} shown={{ view, read: shown }} />)
  } catch (error) {
    const refusal = inPlace(error)
    const status = sent.file('file') ? statusOf(refusal) : 422
    return page(c, <FillablePage c={c} at={at} shown={{ view, refusal }} />, status)
  }
}
