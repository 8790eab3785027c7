import type { DutyMonth } from '../../../shared/domain/counting/duty.ts'
import { LIGHTS } from '../../../shared/domain/counting/lights.ts'
import { MARKS } from '../../../shared/domain/counting/standing.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { Slug } from '../../../shared/domain/people.ts'
import { may } from '../../../shared/domain/permission.ts'
import { byTask, DUTY_WORDS, type Task, taskOf } from '../../../shared/domain/plan.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import type { Entry } from '../../../shared/domain/report/entry.ts'
import type { ReportHead } from '../../../shared/domain/report/report.ts'
import { monthInWords, type Period, stampInWords } from '../../../shared/domain/time.ts'
import type { YearData } from '../../../shared/service/overview.ts'
import type { Ctx } from '../context.ts'
import { call, form, page, planParam, see, signedIn, taskParam } from '../request.ts'
import { Button, Crumb, Details, Facts, Form, Hidden, Lead, Notice, Section, Text } from './components.tsx'
import { EntryRead } from './entryRead.tsx'
import { Frame } from './frame.tsx'
import { inPlace, RefusalSummary, statusOf } from './inPlace.tsx'
import { dueNow, LightMark } from './lights.tsx'
import { State } from './marks.tsx'
import { aimsInWords, dutiesInWords, namesOf } from './taskFacts.tsx'
import { groupWords } from './taskWords.ts'

/** A filed report speaks to others; a draft, or what is being written since a return, does not. */
const isFiled = (head: ReportHead | undefined): head is ReportHead =>
  head !== undefined && ['submitted', 'accepted', 'returned'].includes(head.state)

/** The entry's text of every unit and month that has been filed: one record each. */
const textsOf = async (c: Ctx, data: YearData, task: number): Promise<Map<string, Entry>> => {
  const { reports } = c.var.house.services
  const { plan, units, periods, reports: heads } = data
  const found = await Promise.all(
    heads
      .filter((head) => isFiled(head) && head.duties.some((duty) => duty.task === task))
      .map(async (head): Promise<[string, Entry] | null> => {
        const known = units.some((one) => one.id === head.unit) && periods.some((one) => one.period === head.period)
        if (!known) return null
        const entries = await reports.entriesOf(
          { plan: plan.id, period: head.period, unit: head.unit },
          { head: { ...head, draft: null }, duties: head.duties },
        )
        const entry = entries.find((one) => one.task === task)
        return entry ? [`${head.period}/${head.unit}`, entry] : null
      }),
  )
  return new Map(found.filter((one) => one !== null))
}

type MonthProps = {
  data: YearData
  task: Task
  period: Period
  duties: readonly DutyMonth[]
  texts: ReadonlyMap<string, Entry>
  reads: boolean
}

const UnitEntry = ({
  data,
  task,
  period,
  duty,
  entry,
  reads,
}: Omit<MonthProps, 'duties' | 'texts'> & { duty: DutyMonth; entry: Entry }) => {
  const name = namesOf(data.units)
  const id = `e-${period}-${duty.unit}`
  return (
    <section class="entry" aria-labelledby={id}>
      <header>
        <h3 id={id}>
          {reads ? (
            <a href={`${paths.review(data.plan.id, period, duty.unit)}#task-${task.number}`}>{name(duty.unit)}</a>
          ) : (
            name(duty.unit)
          )}
          <span class="optional">{DUTY_WORDS[duty.role]}</span>
        </h3>
        {duty.light === null ? null : <State letter={LIGHTS[duty.light].letter} word={LIGHTS[duty.light].word} />}
        <Stand data={data} period={period} unit={duty.unit} />
      </header>
      {duty.zeroRun >= 3 ? (
        <Notice tone="warn">
          <p class="note">连续{duty.zeroRun}个月零报告。</p>
        </Notice>
      ) : null}
      <EntryRead entry={entry} task={task} />
    </section>
  )
}

const Stand = ({ data, period, unit }: { data: YearData; period: Period; unit: string }) => {
  const { letter, word } = MARKS[data.year.standings[unit]?.[period]?.mark ?? 'none']
  return <State letter={letter === '' ? '—' : letter} word={word} />
}

/** One month: what each unit filed; the units without a text in one list. Older months are folded. */
const Month = ({ folded, ...month }: MonthProps & { folded: boolean }) => {
  const { data, task, period, duties, texts } = month
  const name = namesOf(data.units)
  const textOf = (duty: DutyMonth): Entry | undefined => texts.get(`${period}/${duty.unit}`)
  const silent = duties.filter((duty) => textOf(duty) === undefined)
  const told = duties.flatMap((duty) => {
    const entry = textOf(duty)
    return entry ? [<UnitEntry {...month} duty={duty} entry={entry} />] : []
  })
  return (
    <Section
      id={`m-${period}`}
      title={monthInWords(period)}
      note={<LightMark month={data.year.tasks[task.number]?.[period]} />}
    >
      {silent.length === 0 ? null : (
        <ul class="legend">
          {silent.map((duty) => (
            <li>
              <span>{name(duty.unit)}</span>
              <Stand data={data} period={period} unit={duty.unit} />
            </li>
          ))}
        </ul>
      )}
      {told.length === 0 ? null : folded ? <Details summary={`${told.length}个单位的填报`}>{told}</Details> : told}
    </Section>
  )
}

/** Duties that the unit reports as done and nobody has verified yet: each with its button. */
const Verifying = ({ c, data, task }: { c: Ctx; data: YearData; task: Task }) => {
  const { year } = data
  const name = namesOf(data.units)
  const verified = data.verified.flatMap(({ unit, verified: all }) =>
    all.filter((one) => one.task === task.number).map((one) => ({ unit, ...one })),
  )
  const last = year.periods.filter((period) => period.opens <= year.cutOff).at(-1)?.period
  const done = (last ? (year.tasks[task.number]?.[last]?.duties ?? []) : []).filter(
    (duty) => duty.status === '已完成' && !verified.some((one) => one.unit === duty.unit),
  )
  if (verified.length === 0 && done.length === 0) return null
  return (
    <Section id="verify" title="核验销号">
      {verified.length === 0 ? null : (
        <ul class="bullets">
          {verified.map((one) => (
            <li>
              {name(one.unit)}　{one.by}
              {stampInWords(one.at)}核验销号
            </li>
          ))}
        </ul>
      )}
      {may(signedIn(c), 'task.verify')
        ? done.map((duty) => (
            <Form c={c} action={paths.verify(year.plan.id, String(task.number))} kind="acts">
              <input type="hidden" name="unit" value={duty.unit} />
              <span>{name(duty.unit)}报“已完成”</span>
              <Button small>
                核验销号<Hidden>：{name(duty.unit)}</Hidden>
              </Button>
            </Form>
          ))
        : null}
      <p class="hint">核验以后，从下一个开始的报告期起不用再报这一项。报“已完成”的月报要先审核通过。</p>
    </Section>
  )
}

const show = async (c: Ctx, refusal?: Refusal): Promise<Response> => {
  const actor = signedIn(c)
  if (!may(actor, 'overview.read')) throw new Refusal('access.forbidden', {})
  const data = await c.var.house.services.overview.year(planParam(c), call(c))
  const { year, plan } = data
  const task = taskOf(plan, taskParam(c))
  if (!task) throw new Refusal('access.missing', {})
  const reads = may(actor, 'report.read', { unit: '' })
  const texts = reads ? await textsOf(c, data, task.number) : new Map<string, Entry>()
  const current = dueNow(year)
  const light = current === null ? null : (year.tasks[task.number]?.[current]?.light ?? null)
  const running = year.periods.findLast((period) => period.opens <= year.cutOff)?.period ?? plan.rhythm.first
  const facts: [string, string][] = [
    ['任务分组', groupWords(plan, task) || '不分组'],
    ['谁来报', dutiesInWords(byTask(plan.duties).get(task.number) ?? [], namesOf(data.units), running)],
    ['期限和指标', aimsInWords(task) || '没有写明'],
  ]
  const months = year.periods.filter((period) => period.opens <= year.cutOff).reverse()
  const newest = months.find(({ period }) => [...texts.keys()].some((key) => key.startsWith(period)))?.period
  return page(
    c,
    <Frame
      c={c}
      title={refusal ? `${refusal.said.title}：任务${task.number}` : `任务${task.number}　${task.title}`}
      current="tasks"
      year={data}
    >
      <Crumb items={[{ href: paths.tasks(plan.id), text: '任务' }]} here={`任务${task.number}`} />
      {refusal ? <RefusalSummary refusal={refusal} href="#verify" /> : null}
      <h1>
        任务{task.number}　{task.title}
      </h1>
      {light === null || current === null ? null : (
        <Lead>
          {monthInWords(current)}是{LIGHTS[light].word}，{LIGHTS[light].meaning}。
        </Lead>
      )}
      <p class="prose">
        <Text>{task.text}</Text>
      </p>
      {task.wordings.map((wording) => (
        <Details summary={`${monthInWords(wording.until)}以前的写法`}>
          <p class="prose">
            <strong>{wording.title}</strong>
            <br />
            <Text>{wording.text}</Text>
          </p>
        </Details>
      ))}
      <div class="gap">
        <Facts items={facts} />
      </div>
      <Verifying c={c} data={data} task={task} />
      {months.map(({ period }) => (
        <Month
          data={data}
          task={task}
          period={period}
          duties={year.tasks[task.number]?.[period]?.duties ?? []}
          texts={texts}
          reads={reads}
          folded={period !== newest}
        />
      ))}
    </Frame>,
    refusal ? statusOf(refusal) : 200,
  )
}

/** GET /plans/:plan/tasks/:task: the task's text, who owes it, and what each unit filed, the newest month first. */
export const showTask = (c: Ctx): Promise<Response> => show(c)

/** POST /plans/:plan/tasks/:task/verify: takes one unit's duty off the list (核验销号). */
export const verifyTask = async (c: Ctx): Promise<Response> => {
  const plan = planParam(c)
  const task = taskParam(c)
  const sent = await form(c)
  const unit = Slug.safeParse(sent.get('unit'))
  if (!unit.success) throw new Refusal('access.missing', {})
  try {
    await c.var.house.services.tasks.verify(call(c), { plan, task, unit: unit.data }, { why: sent.get('why') })
  } catch (error) {
    return show(c, inPlace(error))
  }
  return see(c, `${paths.task(plan, String(task))}#verify`)
}
