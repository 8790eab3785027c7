import { paths } from '../../../shared/domain/paths.ts'
import { may } from '../../../shared/domain/permission.ts'
import { type Benchmark, benchmarkCounts, STEP_WORDS } from '../../../shared/domain/phase/benchmarks.ts'
import { dateInWords } from '../../../shared/domain/time.ts'
import type { Phases } from '../../../shared/service/phase.ts'
import type { Ctx } from '../context.ts'
import { idOf, readBenchmarks, stepField } from '../forms/phase.ts'
import { call, form, page, planParam, see, signedIn, unitParam } from '../request.ts'
import {
  Bar,
  Button,
  Crumb,
  ErrorSummary,
  Form,
  Lead,
  Phrase,
  Section,
  Text,
  TextArea,
  TextField,
} from './components.tsx'
import { Frame } from './frame.tsx'
import { answerPhase, type Refused } from './phaseParts.tsx'

/** 六标行动 (H3): the unit's register of the six steps. */

type View = Awaited<ReturnType<Phases['benchmarks']>>

const StepRead = ({ step }: { step: Benchmark }) => (
  <dl class="stack">
    <div class="w">
      <dt>{step.on === null ? '正在做' : `${dateInWords(step.on, true)}完成`}</dt>
      <dd>
        <Text>{step.text || '没有填写'}</Text>
      </dd>
    </div>
  </dl>
)

const StepFields = ({ step: { step, text, on }, refused }: { step: Benchmark; refused: Refused | undefined }) => {
  const field = (part: 'text' | 'on', otherwise: string) => {
    const name = stepField(step, part)
    return {
      id: idOf(name),
      name,
      value: refused?.typed[name] ?? otherwise,
      error: refused?.problems.find((problem) => problem.field === name)?.message,
    }
  }
  return (
    <>
      <TextArea {...field('text', text)} label={STEP_WORDS[step].asks} optional="没有可不填" rows={3} />
      <TextField {...field('on', on ?? '')} type="date" label="完成日期" optional="没有完成的不填" short />
    </>
  )
}

const BenchmarksPage = ({ c, view, refused }: { c: Ctx; view: View; refused?: Refused }) => {
  const { plan, unit, steps, head, closes } = view
  const writes = may(signedIn(c), 'phase.file', { unit: unit.id }) && c.var.now < closes
  const { begun, done } = benchmarkCounts(steps)
  const title = `六标行动　${unit.name}`
  const body = steps.map((step) => (
    <Section id={step.step} title={STEP_WORDS[step.step].name} note={writes ? undefined : STEP_WORDS[step.step].asks}>
      {writes ? <StepFields step={step} refused={refused} /> : <StepRead step={step} />}
    </Section>
  ))
  return (
    <Frame c={c} title={refused ? `${refused.title}：${title}` : title} current="phases">
      <Crumb items={[{ href: paths.phases(plan.id), text: '阶段工作' }]} here="六标行动" />
      {refused ? (
        <ErrorSummary
          title={refused.title}
          problems={refused.problems.map(({ field, message }) => ({
            href: field === '' ? '#main' : `#${idOf(field)}`,
            text: message,
          }))}
        />
      ) : null}
      <h1>
        <Phrase>六标行动</Phrase>　<Phrase>{unit.name}</Phrase>
      </h1>
      <Lead>
        <Phrase>寻标、对标、定标、达标、评标、兑标，</Phrase>
        <Phrase>{begun === 0 ? '还没有登记。' : `登记了${begun}步，完成${done}步。`}</Phrase>
      </Lead>
      {writes ? (
        <Form c={c} action={paths.benchmarks(plan.id, unit.id)}>
          <input type="hidden" name="version" value={String(refused?.version ?? head?.version ?? 0)} />
          {body}
          <Bar says={<p>做到哪一步，登记到哪一步，全年都可以改。</p>}>
            <Button primary>保存登记</Button>
          </Bar>
        </Form>
      ) : (
        body
      )}
    </Frame>
  )
}

const whichOf = (c: Ctx) => ({ plan: planParam(c), unit: unitParam(c) })
const show = async (c: Ctx, refused?: Refused): Promise<Response> => {
  const view = await c.var.house.services.phases.benchmarks(whichOf(c), call(c))
  return page(c, <BenchmarksPage c={c} view={view} {...(refused ? { refused } : {})} />, refused?.status ?? 200)
}

/** GET /plans/:plan/benchmarks/:unit */
export const showBenchmarks = (c: Ctx): Promise<Response> => show(c)

/** POST /plans/:plan/benchmarks/:unit: the register as it now stands. */
export const saveBenchmarks = async (c: Ctx): Promise<Response> => {
  const sent = readBenchmarks(await form(c))
  return answerPhase(
    sent,
    () => c.var.house.services.phases.saveBenchmarks(whichOf(c), call(c), sent.given),
    () => see(c, paths.benchmarks(planParam(c), unitParam(c))),
    (refused) => show(c, refused),
  )
}
