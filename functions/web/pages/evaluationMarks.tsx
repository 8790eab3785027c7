import * as z from 'zod'
import {
  MARK_KINDS,
  MARK_TABLE,
  type ManualMark,
  MarkInput,
  recordInWords,
  worthOfMark,
} from '../../../shared/domain/evaluation/marks.ts'
import type { RuleSet } from '../../../shared/domain/evaluation/rules.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { Slug } from '../../../shared/domain/people.ts'
import { may } from '../../../shared/domain/permission.ts'
import type { Refusal } from '../../../shared/domain/refusal.ts'
import { monthInWords, periodsBetween, stampInWords } from '../../../shared/domain/time.ts'
import type { Ctx } from '../context.ts'
import { call, form, page, param, planParam, see, signedIn, unitParam } from '../request.ts'
import {
  Actions,
  Button,
  Choices,
  Crumb,
  Details,
  ErrorSummary,
  Form,
  Hidden,
  Lead,
  Phrase,
  Scroll,
  Section,
  Select,
  TextArea,
  TextField,
} from './components.tsx'
import { nameIn, signed } from './evaluationTable.tsx'
import { Frame } from './frame.tsx'
import { inPlace, RefusalSummary, statusOf } from './inPlace.tsx'

type Typed = Record<'unit' | 'kind' | 'period' | 'task' | 'record' | 'points' | 'reason', string>
const NOTHING: Typed = { unit: '', kind: '', period: '', task: '', record: '', points: '', reason: '' }

const SAYS: Record<string, string> = {
  unit: '请选一个单位',
  kind: '请选记什么',
  period: '请选是哪个月的月报',
  task: '请选实施方案里的任务，或者不选',
  record: '请写明依据的文件或证书，最多200字',
  points: '综合评价请填0到满分的数；别的记录不填分数',
  reason: '请写明理由，最多500字',
}

/** 差错（每处−0.20分） */
const kindWords = (kind: (typeof MARK_KINDS)[number], rules: RuleSet): string =>
  kind === 'overall'
    ? `${MARK_TABLE[kind].word}（0到${rules.items.overall.max}分，一个单位一个分，重新录入的代替以前的）`
    : `${MARK_TABLE[kind].word}（每次${signed(worthOfMark({ kind, points: null }, rules))}分${kind === 'falseReport' ? `，等次最高${rules.bonus.falseReportGrade}` : ''}）`

type Shows = { typed: Typed; problems?: Record<string, string>; refusal?: Refusal }

const MarksPage = async ({ c, shows }: { c: Ctx; shows: Shows }) => {
  const planId = planParam(c)
  const actor = signedIn(c)
  const { marks: service, rules: ruleService, load } = c.var.house.services
  const [plan, units, marks, history, { rules }] = await Promise.all([
    load.published(planId),
    load.units(),
    service.all(planId, call(c)),
    service.history(planId, call(c)),
    ruleService.now(planId, call(c)),
  ])
  const name = nameIn(units)
  const mine = units.filter((unit) => may(actor, 'evaluation.mark', { unit: unit.id }))
  const problems = Object.entries(shows.problems ?? {})
  const { typed } = shows
  const title = '加分、扣分和综合评价'
  return (
    <Frame
      c={c}
      title={
        problems.length > 0
          ? `缺${problems.length}处：${title}`
          : shows.refusal
            ? `${shows.refusal.said.title}：${title}`
            : title
      }
      current="evaluation"
    >
      <Crumb items={[{ href: paths.evaluation(planId), text: '评价' }]} here={title} />
      {problems.length > 0 ? (
        <ErrorSummary
          title={`没有记录：有${problems.length}处不合要求`}
          problems={problems.map(([field, text]) => ({ href: `#${field}`, text }))}
        />
      ) : shows.refusal ? (
        <RefusalSummary refusal={shows.refusal} href="#unit" />
      ) : null}
      <h1>{title}</h1>
      <Lead>
        <Phrase>月报自己说明不了的，由法规处和评价机构在这里记录，</Phrase>
        <Phrase>每笔写明理由和依据。</Phrase>
        <Phrase>本单位的人不能记本单位。</Phrase>
      </Lead>
      <Section id="new" title="记一笔">
        <Form c={c} action={paths.evaluationMarks(planId)} kind="medium">
          <Select
            id="unit"
            name="unit"
            label="单位"
            options={[{ value: '', text: '请选择' }, ...mine.map(({ id, name: text }) => ({ value: id, text }))]}
            chosen={typed.unit}
            error={shows.problems?.['unit']}
          />
          <Choices
            id="kind"
            legend="记什么"
            name="kind"
            options={MARK_KINDS.map((kind) => ({ value: kind, text: kindWords(kind, rules) }))}
            chosen={[typed.kind]}
            error={shows.problems?.['kind']}
          />
          <div class="pair">
            <Select
              id="period"
              name="period"
              label="哪个月的月报"
              optional="差错、无实质内容、弄虚作假要选"
              options={[
                { value: '', text: '不是月报' },
                ...periodsBetween(plan.rhythm.first, plan.rhythm.last).map((period) => ({
                  value: period,
                  text: monthInWords(period),
                })),
              ]}
              chosen={typed.period}
              error={shows.problems?.['period']}
              short
            />
            <Select
              id="task"
              name="task"
              label="哪项任务"
              optional="可不选"
              options={[
                { value: '', text: '不指任务' },
                ...plan.tasks.map((task) => ({ value: String(task.number), text: `任务${task.number}` })),
              ]}
              chosen={typed.task}
              error={shows.problems?.['task']}
              short
            />
          </div>
          <TextField
            id="record"
            name="record"
            label="依据的文件或证书"
            optional="表扬、创新要写，别的可不写"
            value={typed.record}
            error={shows.problems?.['record']}
          />
          <TextField
            id="points"
            name="points"
            label="综合评价得分"
            optional="只有综合评价填"
            value={typed.points}
            error={shows.problems?.['points']}
            inputmode="decimal"
            after="分"
            short
          />
          <TextArea
            id="reason"
            name="reason"
            label="理由"
            hint="发布以后，本单位能看到。"
            value={typed.reason}
            error={shows.problems?.['reason']}
          />
          <Actions>
            <Button primary>记录</Button>
          </Actions>
        </Form>
      </Section>
      <Standing c={c} marks={marks} rules={rules} name={name} />
      <Section id="history" title="经过" note="撤销了的也在这里">
        {history.length === 0 ? (
          <p>还没有记录。</p>
        ) : (
          <ul class="bullets">
            {history.map(({ unit, record }) => (
              <li>
                {stampInWords(record.at)}　{record.by.name}　{record.act === 'unmark' ? '撤销' : '记录'}
                {name(unit)}的{MARK_TABLE[(record.body as ManualMark).kind].word}：{record.why}
              </li>
            ))}
          </ul>
        )}
      </Section>
    </Frame>
  )
}

/** The marks that stand, each with what it is worth now and the form that takes it away. */
const Standing = ({
  c,
  marks,
  rules,
  name,
}: {
  c: Ctx
  marks: readonly ManualMark[]
  rules: RuleSet
  name: (unit: string) => string
}) => (
  <Section id="standing" title="现有的记录" note={`${marks.length}笔`}>
    {marks.length === 0 ? (
      <p>还没有记录。没有录入综合评价的单位，这一项不计，总分按其余各项折算。</p>
    ) : (
      <Scroll label="现有的记录，可左右滚动">
        <table class="roomy">
          <thead>
            <tr>
              <th scope="col">单位</th>
              <th scope="col">项目</th>
              <th scope="col" class="r">
                分值
              </th>
              <th scope="col">理由</th>
              <th scope="col">依据</th>
              <th scope="col">谁记的</th>
              <th scope="col">
                <Hidden>撤销</Hidden>
              </th>
            </tr>
          </thead>
          <tbody>
            {marks.map((mark) => (
              <tr>
                <th scope="row">{name(mark.unit)}</th>
                <td>{MARK_TABLE[mark.kind].word}</td>
                <td class="r">{signed(worthOfMark(mark, rules))}</td>
                <td>{mark.reason}</td>
                <td>
                  {mark.period === null ? (
                    recordInWords(mark) || '—'
                  ) : (
                    <a href={paths.review(planParam(c), mark.period, mark.unit)}>{recordInWords(mark)}</a>
                  )}
                </td>
                <td>
                  {mark.by.name}
                  <br />
                  <span class="note">{stampInWords(mark.at)}</span>
                </td>
                <td>
                  {may(signedIn(c), 'evaluation.mark', { unit: mark.unit }) ? (
                    <Details
                      summary={
                        <>
                          撤销
                          <Hidden>
                            {name(mark.unit)}的{MARK_TABLE[mark.kind].word}
                          </Hidden>
                        </>
                      }
                    >
                      <Form c={c} action={paths.evaluationUnmark(planParam(c), mark.unit, mark.id)}>
                        <TextField id={`why-${mark.id}`} name="why" label="为什么撤销" />
                        <Button small>撤销这笔</Button>
                      </Form>
                    </Details>
                  ) : (
                    '本单位'
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    )}
  </Section>
)

/** GET /plans/:plan/evaluation/marks */
export const showMarks = (c: Ctx): Promise<Response> => page(c, <MarksPage c={c} shows={{ typed: NOTHING }} />)

const readMark = (typed: Typed): { mark: MarkInput; unit: string } | Record<string, string> => {
  const points = typed.points.trim()
  const parsed = MarkInput.safeParse({
    kind: typed.kind,
    period: typed.period || null,
    task: typed.task === '' ? null : Number(typed.task),
    record: typed.record,
    points: points === '' ? null : /^\d*\.?\d+$/.test(points) ? Number(points) : points,
    reason: typed.reason,
  })
  const unit = Slug.safeParse(typed.unit)
  if (parsed.success && unit.success) return { mark: parsed.data, unit: unit.data }
  const problems: Record<string, string> = unit.success ? {} : { unit: SAYS['unit'] ?? '' }
  for (const issue of parsed.error?.issues ?? []) {
    const field = String(issue.path[0])
    problems[field] ??= SAYS[field] ?? issue.message
  }
  return problems
}

/** POST …/marks: one more mark. */
export const addMark = async (c: Ctx): Promise<Response> => {
  const sent = await form(c)
  const plan = planParam(c)
  const typed = Object.fromEntries(Object.keys(NOTHING).map((field) => [field, sent.get(field)])) as Typed
  const read = readMark(typed)
  if (!('mark' in read) || typeof read.mark === 'string')
    return page(c, <MarksPage c={c} shows={{ typed, problems: read as Record<string, string> }} />, 422)
  try {
    await c.var.house.services.marks.add(plan, read.unit, call(c), read.mark)
  } catch (error) {
    const refusal = inPlace(error)
    return page(c, <MarksPage c={c} shows={{ typed, refusal }} />, statusOf(refusal))
  }
  return see(c, `${paths.evaluationMarks(plan)}#standing`)
}

/** POST …/marks/:unit/:mark: takes a mark away, with a reason. */
export const removeMark = async (c: Ctx): Promise<Response> => {
  const sent = await form(c)
  const plan = planParam(c)
  const id = param(c, 'mark', z.string().regex(/^[\w-]{1,60}$/))
  try {
    await c.var.house.services.marks.remove(plan, unitParam(c), call(c), id, sent.get('why').slice(0, 500))
  } catch (error) {
    const refusal = inPlace(error)
    return page(c, <MarksPage c={c} shows={{ typed: NOTHING, refusal }} />, statusOf(refusal))
  }
  return see(c, `${paths.evaluationMarks(plan)}#history`)
}
