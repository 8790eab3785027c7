import {
  FORM_COLUMNS,
  FORM_KEYS,
  FORM_LABELS,
  type FormColumn,
  type FormLayout,
  formTitle,
  LABEL_KEYS,
} from '../../../shared/domain/formLayout.ts'
import type { HistoryRecord } from '../../../shared/domain/history.ts'
import { deadlineOf, targetsOf, taskTitle } from '../../../shared/domain/output/words.ts'
import { paths } from '../../../shared/domain/paths.ts'
import type { Plan } from '../../../shared/domain/plan.ts'
import type { Refusal } from '../../../shared/domain/refusal.ts'
import { periodInWords, stampInWords } from '../../../shared/domain/time.ts'
import type { Ctx } from '../context.ts'
import { fieldsOf, type LayoutFields, type LayoutProblem, layoutIn, sentFields } from '../forms/formLayout.ts'
import { call, form, page, planParam, see } from '../request.ts'
import { Actions, Button, Crumb, ErrorSummary, Form, Lead, Note, Scroll, Section, TextField } from './components.tsx'
import { Frame } from './frame.tsx'
import { inPlace, RefusalSummary, statusOf } from './inPlace.tsx'

/** The page on which the office lays its monthly form out: fields, what it will look like, who changed it when. */

type Shown = {
  plan: Plan
  version: number
  fields: LayoutFields
  /** What the preview shows: the layout as it is kept or, after 预览, as it was typed. */
  layout: FormLayout
  history: readonly HistoryRecord[]
  problems?: readonly LayoutProblem[]
  refusal?: Refusal
  previewed?: boolean
}

const LayoutPage = ({ c, shown }: { c: Ctx; shown: Shown }) => {
  const { plan, fields, problems = [], refusal } = shown
  const errorOf = (id: string): string | undefined => problems.find((one) => one.id === id)?.text
  const bad = problems.length > 0 ? '月报表没有保存' : (refusal?.said.title ?? '')
  return (
    <Frame c={c} title={bad === '' ? '月报表的格式' : `${bad}：月报表的格式`} current="plans">
      {refusal ? <RefusalSummary refusal={refusal} href="#title" /> : null}
      {problems.length > 0 ? (
        <ErrorSummary title={bad} problems={problems.map(({ id, text }) => ({ href: `#${id}`, text }))} />
      ) : null}
      <Crumb items={[{ href: paths.plan(plan.id), text: plan.title }]} here="月报表的格式" />
      <h1>月报表的格式</h1>
      <Lead>各单位每月的报表，在Excel里按这里的表名、栏目和列打印。改了以后，从下一次下载起照新的来。</Lead>
      <Form c={c} action={paths.formLayout(plan.id)} id="layout">
        <input type="hidden" name="version" value={String(shown.version)} />
        <TextField
          id="title"
          name="title"
          label="表名"
          hint="月份写作X，打印时换成当月，比如“月进展情况报表（X月）”。"
          error={errorOf('title')}
          value={fields.title}
          wide
        />
        <Section id="columns" title="列">
          <Note>
            次序从左到右，从1数起；空着的不列出来。列宽按半角字符算，一个汉字占两个，整张表缩放到A4横向一页宽。
          </Note>
          <Scroll label="报表的列">
            <table class="layout">
              <thead>
                <tr>
                  <th scope="col">内容</th>
                  <th scope="col">次序</th>
                  <th scope="col">列名</th>
                  <th scope="col">列宽</th>
                </tr>
              </thead>
              <tbody>
                {FORM_KEYS.map((key) => (
                  <ColumnRow column={key} fields={fields} errorOf={errorOf} />
                ))}
              </tbody>
            </table>
          </Scroll>
        </Section>
        <Section id="labels" title="表头和表尾">
          {LABEL_KEYS.map((key) => (
            <TextField
              id={`label-${key}`}
              name={`label-${key}`}
              label={`“${FORM_LABELS[key]}”一栏`}
              error={errorOf(`label-${key}`)}
              value={fields.labels[key]}
            />
          ))}
        </Section>
        <Actions>
          <Button primary name="act" value="save">
            保存格式
          </Button>
          <Button name="act" value="preview">
            预览
          </Button>
        </Actions>
      </Form>
      <Section id="preview" title="预览" note={shown.previewed ? '还没有保存' : '现在的格式'}>
        <Preview plan={plan} layout={shown.layout} />
      </Section>
      <Section id="history" title="经过">
        {shown.history.length === 0 ? (
          <p>还没有人改过，用的是系统自带的格式。</p>
        ) : (
          <ul class="bullets">
            {[...shown.history].reverse().map((record) => (
              <li>
                {stampInWords(record.at)}　{record.by.name}　改了格式
              </li>
            ))}
          </ul>
        )}
      </Section>
    </Frame>
  )
}

const ColumnRow = ({
  column,
  fields,
  errorOf,
}: {
  column: FormColumn
  fields: LayoutFields
  errorOf: (id: string) => string | undefined
}) => {
  const said = FORM_COLUMNS[column]
  const given = fields.columns[column]
  const input = (part: 'order' | 'name' | 'width', label: string, short: boolean) => {
    const id = `${part}-${column}`
    const wrong = errorOf(id) !== undefined
    return (
      <td>
        <input
          id={id}
          name={id}
          type="text"
          class={short ? 'tiny' : undefined}
          value={given[part]}
          inputmode={short ? 'numeric' : undefined}
          aria-label={`“${said}”的${label}`}
          aria-invalid={wrong ? 'true' : undefined}
        />
      </td>
    )
  }
  return (
    <tr>
      <th scope="row">{said}</th>
      {input('order', '次序', true)}
      {input('name', '列名', false)}
      {input('width', '列宽', true)}
    </tr>
  )
}

/** The form with the plan's first two tasks in it, as a sheet of paper shows it. */
const Preview = ({ plan, layout }: { plan: Plan; layout: FormLayout }) => {
  const { columns, labels } = layout
  const period = plan.rhythm.first
  const tasks = plan.tasks.slice(0, 2)
  const textOf = (key: FormColumn, index: number): string => {
    const task = tasks[index]
    if (!task) return ''
    const known: Partial<Record<FormColumn, string>> = {
      number: String(index + 1),
      task: taskTitle(task),
      role: '责任单位',
      deadline: deadlineOf(task),
      targets: targetsOf(task),
    }
    return known[key] ?? ''
  }
  return (
    <Scroll label="报表的样子">
      <div class="form-preview">
        <p class="form-title">{formTitle(layout, period)}</p>
        <p class="form-labels">
          <span>{labels.unit}：</span>
          <span>
            {labels.period}：{periodInWords(period)}
          </span>
          <span>{labels.filedAt}：</span>
        </p>
        <table>
          <thead>
            <tr>
              {columns.map(({ name }) => (
                <th scope="col">{name}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {tasks.map((_, index) => (
              <tr>
                {columns.map(({ key }) => (
                  <td>{textOf(key, index)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <p class="form-labels">
          <span>{labels.filedBy}：</span>
          <span>{labels.phone}：</span>
          <span>{labels.signed}：</span>
        </p>
      </div>
    </Scroll>
  )
}

const loaded = async (c: Ctx) => {
  const { load, formLayouts } = c.var.house.services
  const id = planParam(c)
  const [plan, kept] = await Promise.all([load.published(id), formLayouts.of(id, call(c))])
  return { plan, ...kept }
}

/** GET /plans/:plan/form */
export const showFormLayout = async (c: Ctx): Promise<Response> => {
  const kept = await loaded(c)
  return page(c, <LayoutPage c={c} shown={{ ...kept, fields: fieldsOf(kept.layout) }} />)
}

/** POST /plans/:plan/form: keeps the layout, or shows what it would look like. */
export const saveFormLayout = async (c: Ctx): Promise<Response> => {
  const [sent, kept] = await Promise.all([form(c), loaded(c)])
  const fields = sentFields(sent)
  const { layout, problems } = layoutIn(fields)
  const version = Number(sent.get('version'))
  const again = { ...kept, version, fields, layout: layout ?? kept.layout }
  if (!layout) return page(c, <LayoutPage c={c} shown={{ ...again, problems }} />, 422)
  if (sent.get('act') === 'preview') return page(c, <LayoutPage c={c} shown={{ ...again, previewed: true }} />)
  try {
    await c.var.house.services.formLayouts.save(kept.plan.id, call(c), { version, layout })
  } catch (error) {
    const refusal = inPlace(error)
    return page(c, <LayoutPage c={c} shown={{ ...again, refusal }} />, statusOf(refusal))
  }
  return see(c, `${paths.formLayout(kept.plan.id)}#preview`)
}
