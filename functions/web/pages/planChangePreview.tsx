import { paths } from '../../../shared/domain/paths.ts'
import type { Unit } from '../../../shared/domain/people.ts'
import { DUTY_WORDS, type DutyRole, type Plan } from '../../../shared/domain/plan.ts'
import type { Affected } from '../../../shared/domain/planChange.ts'
import { monthInWords, type Period, periodInWords } from '../../../shared/domain/time.ts'
import type { ChangePreview } from '../../../shared/service/planChange.ts'
import type { Ctx } from '../context.ts'
import { Actions, Button, Crumb, Facts, Form, Lead, Note, Phrase, Scroll, Section } from './components.tsx'
import { Frame } from './frame.tsx'
import { namesOf } from './taskFacts.tsx'

/** What a change would do, before it is made. */

/** Units listed one by one; of more it is said how many there are. */
const LISTED = 100

const tasksInWords = (tasks: readonly { task: number; role: DutyRole }[]): string =>
  tasks.map(({ task, role }) => `任务${task}（${DUTY_WORDS[role]}）`).join('、')

const AffectedTable = ({ affected, name }: { affected: readonly Affected[]; name: (unit: string) => string }) => (
  <Scroll label="受影响的单位">
    <table class="affected">
      <thead>
        <tr>
          <th scope="col">单位</th>
          <th scope="col">增加</th>
          <th scope="col">减少</th>
          <th scope="col">改变责任</th>
        </tr>
      </thead>
      <tbody>
        {affected.slice(0, LISTED).map(({ unit, gains, loses, shifts }) => (
          <tr>
            <th scope="row">{name(unit)}</th>
            <td>{tasksInWords(gains) || '—'}</td>
            <td>{tasksInWords(loses) || '—'}</td>
            <td>
              {shifts
                .map(({ task, role, was }) => `任务${task}（${DUTY_WORDS[was]}改${DUTY_WORDS[role]}）`)
                .join('、') || '—'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scroll>
)

const namesInWords = (units: readonly string[], name: (unit: string) => string): string =>
  `${units.slice(0, 20).map(name).join('、')}${units.length > 20 ? `等${units.length}个单位` : ''}`

export const PreviewPage = ({
  c,
  plan,
  units,
  title,
  from,
  why,
  preview,
  kept,
}: {
  c: Ctx
  plan: Plan
  units: readonly Unit[]
  title: string
  from: Period
  why: string
  preview: ChangePreview
  /** The form's fields, sent again with the confirmation. */
  kept: readonly [string, string][]
}) => {
  const name = namesOf(units)
  const { affected, readers, begun } = preview
  const drafts = begun.filter((report) => !report.filed)
  const filed = begun.filter((report) => report.filed)
  const month = monthInWords(from)
  const inWords = (reports: typeof begun): string =>
    namesInWords([...new Set(reports.map((report) => report.unit))], name)
  const facts: [string, string][] = [
    ['从哪个月起', periodInWords(from)],
    ['理由', why],
    ...(readers.length > 0 && affected.length === 0
      ? [['会看到新写法', namesInWords(readers, name)] as [string, string]]
      : []),
    ['草稿', drafts.length === 0 ? '没有受影响的草稿' : `${inWords(drafts)}已有草稿，会标出增加和移出的任务`],
    ['已提交的月报', filed.length === 0 ? '没有' : `${inWords(filed)}已提交，这些月报不变`],
  ]
  return (
    <Frame c={c} title={`确认：${title}`} current="plans">
      <Crumb
        items={[
          { href: paths.plan(plan.id), text: '实施方案' },
          { href: paths.planChanges(plan.id), text: '调整' },
        ]}
        here={`确认${title}`}
      />
      <h1>确认：{title}</h1>
      <Lead>
        <Phrase>
          从{month}起，{preview.what}。
        </Phrase>
        <Phrase>{affected.length === 0 ? '各单位要报的任务不变。' : `${affected.length}个单位要报的任务有变。`}</Phrase>
      </Lead>
      <Facts items={facts} />
      {affected.length === 0 ? null : (
        <Section id="affected" title={`${periodInWords(from)}起，谁增加、谁减少`}>
          <AffectedTable affected={affected} name={name} />
          {affected.length > LISTED ? (
            <Note>
              只列出前{LISTED}个单位，另有{affected.length - LISTED}个。
            </Note>
          ) : null}
        </Section>
      )}
      <Form c={c} action={paths.planChanges(plan.id)} kind="gap">
        {kept.map(([field, value]) => (
          <input type="hidden" name={field} value={value} />
        ))}
        <Note>{month}以前的月份一律不变。确认后记入经过。</Note>
        <Actions>
          <Button primary>
            从{month}起{title}
          </Button>
          <Button action={paths.planChangeNew(plan.id)}>返回修改</Button>
        </Actions>
      </Form>
    </Frame>
  )
}
