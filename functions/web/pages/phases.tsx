import type { Child } from 'hono/jsx'
import { paths } from '../../../shared/domain/paths.ts'
import type { Unit } from '../../../shared/domain/people.ts'
import { may } from '../../../shared/domain/permission.ts'
import { BENCHMARK_STEPS } from '../../../shared/domain/phase/benchmarks.ts'
import { type PhaseDates, type PhaseWork, phaseOf, WORK_WORDS } from '../../../shared/domain/phase/phase.ts'
import type { Plan } from '../../../shared/domain/plan.ts'
import { dateInWords, dateOf, type Instant, momentInWords } from '../../../shared/domain/time.ts'
import type { KickoffHead } from '../../../shared/service/keys.ts'
import type { Phases } from '../../../shared/service/phase.ts'
import type { Ctx } from '../context.ts'
import { page, planParam, signedIn } from '../request.ts'
import { Hidden, Lead, Note, Phrase, Scroll, Section } from './components.tsx'
import { Frame } from './frame.tsx'

/** 阶段工作: what the kick-off, the look-back and the six benchmarks ask, and how far each unit has come. */

type All = Awaited<ReturnType<Phases['all']>>
type Row = { unit: Unit; kickoff: string; lookback: string; benchmarks: string }

const filedInWords = (head: KickoffHead | undefined, dates: PhaseDates, now: Instant): string => {
  const filedAt = head?.filedAt ?? null
  if (filedAt !== null) return `${dateInWords(dateOf(filedAt))}报送${filedAt < dates.due ? '' : '（过期）'}`
  if (now < dates.opens) return '没有开始'
  const draft = head ? '，有草稿' : ''
  return now < dates.due ? `没有报送${draft}` : `逾期没有报送${draft}`
}

/** How far the units have come, in words. */
export const phaseRows = (plan: Plan, units: readonly Unit[], all: All, now: Instant): Row[] => {
  const [kickoff, lookback] = [phaseOf(plan, 'kickoff'), phaseOf(plan, 'lookback')]
  const of = <T extends { unit: string }>(heads: readonly T[], unit: Unit): T | undefined =>
    heads.find((head) => head.unit === unit.id)
  return units.map((unit) => {
    const checked = of(all.lookbacks, unit)
    const problems = checked?.problems ?? []
    const remedied = problems.filter(({ remediedAt }) => remediedAt !== null).length
    const steps = of(all.benchmarks, unit)
    return {
      unit,
      kickoff: kickoff ? filedInWords(of(all.kickoffs, unit), kickoff, now) : '',
      lookback: lookback
        ? `${filedInWords(checked, lookback, now)}${problems.length > 0 ? `，${problems.length}个问题整改${remedied}个` : ''}`
        : '',
      benchmarks: steps && steps.begun > 0 ? `登记${steps.begun}步，完成${steps.done}步` : '没有登记',
    }
  })
}

const Cell = ({ href, words, what }: { href: string; words: string; what: string }) => (
  <td>
    <a href={href}>
      {words}
      <Hidden>：{what}</Hidden>
    </a>
  </td>
)

const Dates = ({ work, dates }: { work: PhaseWork; dates: PhaseDates }): Child => (
  <li>
    {dates.name}：{dateInWords(dateOf(dates.opens))}开始，{momentInWords(dates.due)}截止，报送
    {WORK_WORDS[work].what}。
  </li>
)

/** GET /plans/:plan/phases: the office sees every unit, a unit's people their own. */
export const showPhases = async (c: Ctx): Promise<Response> => {
  const actor = signedIn(c)
  const { load, phases } = c.var.house.services
  const id = planParam(c)
  const sees = may(actor, 'overview.read')
  const own = actor.serves.map(({ unit }) => unit)
  const [plan, all] = await Promise.all([load.whole(id), phases.all(id)])
  const owing = new Set(plan.duties.map(({ unit }) => unit))
  const units = (sees ? await load.units() : await load.unitsOf([...new Set(own)])).filter((unit) => owing.has(unit.id))
  const [kickoff, lookback] = [phaseOf(plan, 'kickoff'), phaseOf(plan, 'lookback')]
  const rows = phaseRows(plan, units, all, c.var.now)
  const reads = (unit: string): boolean => may(actor, 'phase.read', { unit })
  const cell = (unit: Unit, work: PhaseWork, words: string): Child =>
    reads(unit.id) ? (
      <Cell href={paths[work](id, unit.id)} words={words} what={`${unit.name}${WORK_WORDS[work].title}`} />
    ) : (
      <td>{words}</td>
    )
  return page(
    c,
    <Frame c={c} title="阶段工作" current="phases" landscape>
      <h1>阶段工作</h1>
      <Lead>
        <Phrase>实施方案除了月报，还要各单位做好启动、回头看和六标行动。</Phrase>
      </Lead>
      {kickoff || lookback ? (
        <ul class="bullets">
          {kickoff ? <Dates work="kickoff" dates={kickoff} /> : null}
          {lookback ? <Dates work="lookback" dates={lookback} /> : null}
        </ul>
      ) : null}
      {rows.length === 0 ? <p class="gap">没有您的单位要报送的。</p> : null}
      <Section id="units" title={sees ? '各单位' : '本单位'} note={`截至${momentInWords(c.var.now)}`}>
        <Scroll label="阶段工作，各单位">
          <table>
            <thead>
              <tr>
                <th scope="col">单位</th>
                {kickoff ? <th scope="col">启动</th> : null}
                {lookback ? <th scope="col">回头看</th> : null}
                <th scope="col">六标行动（共{BENCHMARK_STEPS.length}步）</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr>
                  <th scope="row">{row.unit.name}</th>
                  {kickoff ? cell(row.unit, 'kickoff', row.kickoff) : null}
                  {lookback ? cell(row.unit, 'lookback', row.lookback) : null}
                  {cell(row.unit, 'benchmarks', row.benchmarks)}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
        <Note>启动和回头看计入评价（组织启动、回头看）；六标行动只登记，不计分。</Note>
      </Section>
    </Frame>,
  )
}
