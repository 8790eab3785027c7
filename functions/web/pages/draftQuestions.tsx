import type { Unit } from '../../../shared/domain/people.ts'
import type { Settlement } from '../../../shared/domain/plan.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import { type Question, unitNamed } from '../../../shared/domain/settlement.ts'
import type { Form as Sent } from '../request.ts'
import { Choices, Details, TextArea } from './components.tsx'

/** The questions a draft asks: which units are meant. Checkboxes, and radios for the usual answers, so that no script is needed. */

export type OpenQuestion = Question & { suggestion: string[] }

const PRESETS = [
  { value: 'divisions', text: '全部处室' },
  { value: 'institutions', text: '全部处室和事业单位' },
] as const

/** The name of a question's fields: the task and the question's place within it. */
export const fieldOf = (question: Question, all: readonly Question[]): string => {
  const within = all.filter((one) => one.task.number === question.task.number)
  return `q-${question.task.number}-${within.indexOf(question) + 1}`
}

/** Up to how many units are offered to tick; beyond, their names are written. */
const TICKED = 200

/** A wording that stands at several tasks and that nobody has answered for: one answer settles all of them. */
export type Wording = { id: string; name: string; questions: OpenQuestion[] }

/** Unanswered questions of one name, and of one suggestion, where there are at least two. */
export const wordingsOf = (questions: readonly OpenQuestion[]): Wording[] => {
  const groups = new Map<string, OpenQuestion[]>()
  for (const question of questions) {
    if (question.units !== null || question.party === null || question.kind !== 'wildcard') continue
    const key = `${question.party.name} ${question.suggestion.join(' ')}`
    groups.set(key, [...(groups.get(key) ?? []), question])
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first?.party && group.length > 1
      ? [{ id: `all-${fieldOf(first, questions)}`, name: first.party.name, questions: group }]
      : []
  })
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

/** The choice of units under one legend: ticked where they are few, else written by name. */
const UnitsOf = ({
  id,
  about,
  legend,
  hint,
  units,
  chosen,
}: {
  id: string
  about: string
  legend: string
  hint: string
  units: readonly Unit[]
  chosen: readonly string[]
}) => {
  const many = units.length > TICKED
  const kept = many && chosen.length > 0
  return (
    <>
      <Choices
        id={`${id}-preset`}
        legend={
          <>
            怎么选<span class="vh">：{about}</span>
          </>
        }
        name={`${id}-preset`}
        options={[
          ...(kept ? [{ value: 'keep', text: `就是这${chosen.length}个` }] : []),
          { value: 'pick', text: many ? '写名单' : '逐个选' },
          ...PRESETS,
        ]}
        chosen={[kept ? 'keep' : 'pick']}
        hint={many ? '选了“写名单”，才看下面写的单位。' : '选了“全部”，就不看下面勾选的单位。'}
      />
      {many ? (
        <TextArea id={id} name={id} label={legend} hint={`写单位名称，用顿号分开。${hint}`} rows={3} />
      ) : (
        <Choices
          id={id}
          legend={legend}
          hint={hint}
          name={id}
          type="checkbox"
          kind="units"
          options={units.map((unit) => ({ value: unit.id, text: unit.name }))}
          chosen={chosen}
        />
      )}
    </>
  )
}

/** One answer for every task at which a wording stands. */
export const WordingFields = ({ wording, units }: { wording: Wording; units: readonly Unit[] }) => {
  const { id, name, questions } = wording
  const [first] = questions
  return first ? (
    <UnitsOf
      id={id}
      about={`“${name}”`}
      legend={`“${name}”在${questions.length}项任务里都是哪些单位？`}
      hint={`任务${questions.map((question) => question.task.number).join('、')}都按这个定；个别任务不同的，在那一项里单独定。${
        first.suggestion.length > 0 ? '已按去年的答案选上，核对后存为草稿才算定下。' : ''
      }`}
      units={units}
      chosen={first.suggestion}
    />
  ) : null
}

export const QuestionFields = ({
  question,
  units,
  id,
  wording,
}: {
  question: OpenQuestion
  units: readonly Unit[]
  id: string
  /** Asked above for several tasks at once; here it may be answered apart. */
  wording?: Wording | undefined
}) => {
  const fields = (
    <UnitsOf
      id={id}
      about={`任务${question.task.number}`}
      legend={legendOf(question)}
      hint={hintOf(wording ? { ...question, suggestion: [] } : question)}
      units={units}
      chosen={wording ? [] : (question.units ?? question.suggestion)}
    />
  )
  if (wording)
    return (
      <Details
        summary={
          <>
            “{wording.name}”上面一次定下，这一项不同的单独定<span class="vh">：任务{question.task.number}</span>
          </>
        }
      >
        {fields}
      </Details>
    )
  if (question.units === null) return fields
  const names = units.filter((unit) => question.units?.includes(unit.id)).map((unit) => unit.name)
  return (
    <Details
      summary={`${question.party ? `“${question.party.name}”` : '报送单位'}已定${names.length}个：${
        names.length > 30 ? `${names.slice(0, 30).join('、')}等` : names.join('、')
      }　改`}
    >
      {fields}
    </Details>
  )
}

/** What one set of fields says; null where nothing was sent of it. @throws Refusal input.invalid for a name that is no unit's */
const chosenIn = (
  field: string,
  units: readonly Unit[],
  sent: Sent,
  /** What `keep` keeps: the answer or suggestion that the page has shown. */
  shown: readonly string[],
): string[] | null => {
  const preset = sent.get(`${field}-preset`)
  if (preset === '' && !sent.has(field)) return null
  const known = new Set(units.map((unit) => unit.id))
  if (preset === 'keep') return shown.filter((unit) => known.has(unit))
  if (preset === 'divisions' || preset === 'institutions')
    return units
      .filter(
        (unit) => unit.to === null && (preset === 'divisions' ? unit.class === '处室' : unit.class !== '社会组织'),
      )
      .map((unit) => unit.id)
  if (units.length <= TICKED) {
    const picked = new Set(sent.all(field))
    return units.filter((unit) => picked.has(unit.id)).map((unit) => unit.id)
  }
  const names = sent
    .get(field)
    .split(/[、，,;；\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const strangers = names.filter((name) => unitNamed(name, units) === null)
  if (strangers.length > 0)
    throw new Refusal('input.invalid', { problems: [`没有这些单位：${strangers.slice(0, 10).join('、')}`] })
  return [...new Set(names.flatMap((name) => unitNamed(name, units)?.id ?? []))]
}

/** The sent answers: one per question whose fields were sent, its own before that of its wording. An empty one takes the answer back. */
export const readAnswers = (questions: readonly OpenQuestion[], units: readonly Unit[], sent: Sent): Settlement[] => {
  const wordings = wordingsOf(questions)
  return questions.flatMap((question) => {
    const wording = wordings.find((one) => one.questions.includes(question))
    const own = chosenIn(
      fieldOf(question, questions),
      units,
      sent,
      wording ? [] : (question.units ?? question.suggestion),
    )
    const wanted = wording && (own?.length ?? 0) === 0 ? chosenIn(wording.id, units, sent, question.suggestion) : own
    return wanted === null ? [] : [{ task: question.task.number, party: question.party?.name ?? null, units: wanted }]
  })
}
