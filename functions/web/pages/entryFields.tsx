import type { Child } from 'hono/jsx'
import type { Task } from '../../../shared/domain/plan.ts'
import type { FieldDifference } from '../../../shared/domain/report/difference.ts'
import {
  ENTRY_WORDS,
  type Entry,
  FIELD_LIMIT,
  type FieldProblem,
  STATUSES,
  ZERO_WORDS,
} from '../../../shared/domain/report/entry.ts'
import { fieldId, fieldName, type Typed } from '../forms/report.ts'
import { Choices, Details, FieldError, TextArea, TextField } from './components.tsx'
import { Difference } from './diff.tsx'

/** The fields of one task in the report form. 零报告 swaps the work for a reason, without a script. */

const LIMIT = `最多${FIELD_LIMIT}字。`
const OPTIONAL = '没有可不填'

type Props = {
  typed: Typed
  task: Task | undefined
  last: Entry | undefined
  problems: readonly FieldProblem[]
  /** What was changed since the report was returned, shown under the field. */
  changes: readonly FieldDifference[]
  /** The entry's 佐证材料, how many there are and what is shown of them, where the form has any to do with them. */
  evidence?: { count: number; shown: Child }
}

export const EntryFields = ({ typed, task, last, problems, changes, evidence }: Props) => {
  const number = typed.task
  const at = (field: FieldProblem['field']) => ({
    id: fieldId(number, field),
    name: fieldName(number, field),
    error: problems.find((problem) => problem.field === field)?.message,
  })
  const changed = (field: FieldDifference['field']): Child => {
    const change = changes.find((one) => one.field === field)
    return change ? (
      <div class="diff">
        <p class="note">和退回稿相比</p>
        <p>
          <Difference parts={change.parts} />
        </p>
      </div>
    ) : null
  }
  return (
    <>
      <input
        class="swap"
        type="checkbox"
        id={fieldId(number, 'zero')}
        name={fieldName(number, 'zero')}
        value="1"
        checked={typed.zero}
      />
      <label for={fieldId(number, 'zero')}>{ZERO_WORDS}</label>
      <div class="if-on">
        <TextArea
          {...at('reason')}
          label={ENTRY_WORDS.reason}
          hint={`写为什么这个月没有新进展，${LIMIT}`}
          value={typed.reason}
        />
        {changed('reason')}
        {last?.next ? <p class="note field">下一步工作措施不填就沿用上月。</p> : null}
      </div>
      <div class="if-off">
        <TextArea
          {...at('work')}
          label={ENTRY_WORDS.work}
          hint={`写做了什么、到什么程度，尽量带数字，${LIMIT}`}
          rows={4}
          value={typed.work}
        />
        {changed('work')}
        <div class="pair">
          <TextField
            {...at('progress')}
            label={ENTRY_WORDS.progress}
            value={typed.progress}
            short
            inputmode="numeric"
            autocomplete="off"
            after="%"
            {...(last && last.progress !== null ? { hint: `上月${last.progress}%` } : {})}
          />
          <Choices
            {...at('status')}
            legend={ENTRY_WORDS.status}
            options={STATUSES.map((status) => ({ value: status, text: status }))}
            chosen={[typed.status]}
            {...(last?.status ? { hint: `上月${last.status}` } : {})}
          />
        </div>
        {changed('standing')}
        {task && task.targets.length > 0 ? <Figures typed={typed} task={task} error={at('figures').error} /> : null}
        <div class="half">
          <div>
            <TextArea
              {...at('problem')}
              label={ENTRY_WORDS.problem}
              {...(at('problem').error ? {} : { optional: '滞后、停顿、申请调整必填' })}
              value={typed.problem}
            />
            {changed('problem')}
          </div>
          <div>
            <TextArea
              {...at('coordination')}
              label={ENTRY_WORDS.coordination}
              optional={OPTIONAL}
              value={typed.coordination}
            />
            {changed('coordination')}
          </div>
        </div>
      </div>
      <TextArea {...at('next')} label={ENTRY_WORDS.next} value={typed.next} />
      {changed('next')}
      <Details
        summary={
          evidence
            ? `${ENTRY_WORDS.note}、佐证材料${evidence.count > 0 ? `（${evidence.count}份）` : ''}`
            : ENTRY_WORDS.note
        }
        kind="field"
        open={typed.note !== '' || at('note').error !== undefined || (evidence?.count ?? 0) > 0}
      >
        <TextArea {...at('note')} label={ENTRY_WORDS.note} optional={OPTIONAL} value={typed.note} />
        {changed('note')}
        {evidence?.shown}
      </Details>
    </>
  )
}

const Figures = ({ typed, task, error }: { typed: Typed; task: Task; error: string | undefined }) => {
  const id = fieldId(typed.task, 'figures')
  return (
    <fieldset class={error ? 'field bad' : 'field'}>
      <legend>
        {ENTRY_WORDS.figures}
        <span class="optional">到本月底累计</span>
      </legend>
      {error ? <FieldError id={id}>{error}</FieldError> : null}
      <div class="targets">
        {task.targets.map((target, index) => (
          <label class="opt">
            <span>目标{target.text}，完成</span>
            <input
              class="short"
              id={index === 0 ? id : undefined}
              type="text"
              inputmode="decimal"
              autocomplete="off"
              name={fieldName(typed.task, `figures.${index}`)}
              value={typed.figures[index] ?? ''}
              aria-invalid={error ? 'true' : undefined}
              aria-describedby={error ? `${id}-error` : undefined}
            />
            <span>{target.unit}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
