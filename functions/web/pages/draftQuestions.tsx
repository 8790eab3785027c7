import type { Unit } from '../../../shared/domain/people.ts'
import type { Settlement } from '../../../shared/domain/plan.ts'
import type { Question } from '../../../shared/domain/settlement.ts'
import type { Form as Sent } from '../request.ts'
import { Choices, Details } from './components.tsx'

/** The questions a draft asks: which units are meant. Checkboxes, and radios for the usual answers, so that no script is needed. */

export type OpenQuestion = Question & { suggestion: string[] }

const PRESETS = [
  { value: 'pick', text: '逐个选' },
  { value: 'divisions', text: '全部处室' },
  { value: 'institutions', text: '全部处室和事业单位' },
] as const

/** The name of a question's fields: the task and the question's place within it. */
export const fieldOf = (question: Question, all: readonly Question[]): string => {
  const within = all.filter((one) => one.task.number === question.task.number)
  return `q-${question.task.number}-${within.indexOf(question) + 1}`
}

const legendOf = ({ kind, party }: Question): string =>
  kind === 'nobody'
    ? '这项任务由哪些单位报送？'
    : kind === 'unknown'
      ? `“${party?.name ?? ''}”对不上已有的单位，是哪些单位？`
      : `“${party?.name ?? ''}”是哪些单位？`

const hintOf = ({ kind, suggestion, units }: OpenQuestion): string =>
  units === null && suggestion.length > 0
    ? '已按去年的答案选上，核对后存为草稿才算定下。'
    : kind === 'unknown'
      ? '也可以在“人员”里新增这个单位，或者给已有单位加上这个别名，再回来。'
      : '明年导入时先用这次的答案。'

export const QuestionFields = ({
  question,
  units,
  id,
}: {
  question: OpenQuestion
  units: readonly Unit[]
  id: string
}) => {
  const chosen = question.units ?? question.suggestion
  const fields = (
    <>
      <Choices
        id={`${id}-preset`}
        legend={
          <>
            怎么选<span class="vh">：任务{question.task.number}</span>
          </>
        }
        name={`${id}-preset`}
        options={PRESETS}
        chosen={['pick']}
        hint="选了“全部”，就不看下面勾选的单位。"
      />
      <Choices
        id={id}
        legend={legendOf(question)}
        hint={hintOf(question)}
        name={id}
        type="checkbox"
        kind="units"
        options={units.map((unit) => ({ value: unit.id, text: unit.name }))}
        chosen={chosen}
      />
    </>
  )
  if (question.units === null) return fields
  const names = units.filter((unit) => question.units?.includes(unit.id)).map((unit) => unit.name)
  return (
    <Details
      summary={`${question.party ? `“${question.party.name}”` : '报送单位'}已定${names.length}个：${names.join('、')}　改`}
    >
      {fields}
    </Details>
  )
}

/** The sent answers: one per question whose fields were sent. An empty one takes the answer back. */
export const readAnswers = (questions: readonly Question[], units: readonly Unit[], sent: Sent): Settlement[] =>
  questions.flatMap((question) => {
    const field = fieldOf(question, questions)
    const preset = sent.get(`${field}-preset`)
    if (preset === '' && !sent.has(field)) return []
    const picked = new Set(sent.all(field))
    const wanted = units.filter((unit) =>
      preset === 'divisions'
        ? unit.class === '处室' && unit.to === null
        : preset === 'institutions'
          ? unit.class !== '社会组织' && unit.to === null
          : picked.has(unit.id),
    )
    return [{ task: question.task.number, party: question.party?.name ?? null, units: wanted.map((unit) => unit.id) }]
  })
