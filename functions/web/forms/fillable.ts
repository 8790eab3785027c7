import type { CellProblem, FilledField, FilledForm, FilledRow } from '../../../shared/domain/output/fillable.ts'
import type { Entry, FieldProblem } from '../../../shared/domain/report/entry.ts'
import { entryOf, fieldName, type Typed } from './report.ts'

/** A form that came back from Excel → what its rows say, by the report form's own rules, each fault with its place in the sheet. */
export type SentForm = { rows: { typed: Typed; entry: Entry }[]; problems: CellProblem[] }

const FIELD_OF: Partial<Record<FieldProblem['field'], FilledField>> = { figures: 'figures', zero: 'zero' }

const typedOf = ({ task, texts, zero, figures }: FilledRow): Typed => ({ ...texts, task, zero, figures })

export const sentForm = ({ rows, problems }: FilledForm): SentForm => {
  const read = rows.map((row) => ({ row, typed: typedOf(row), ...entryOf(typedOf(row)) }))
  return {
    rows: read.map(({ typed, entry }) => ({ typed, entry })),
    problems: [
      ...problems,
      ...read.flatMap(({ row, problems: wrong }) =>
        wrong.map(({ field, message }) => ({
          place: row.places[FIELD_OF[field] ?? (field as FilledField)],
          message: `任务${row.task}：${message}`,
        })),
      ),
    ],
  }
}

/** The same as the fields that the report's form sends: what is shown is what will be saved. */
export const fieldsIn = (typed: readonly Typed[]): [name: string, value: string][] =>
  typed.flatMap(({ task, zero, figures, ...texts }) => [
    ...Object.entries(texts).map(([field, value]): [string, string] => [fieldName(task, field), value]),
    ...(zero ? [[fieldName(task, 'zero'), '1'] as [string, string]] : []),
    ...figures.map((value, target): [string, string] => [fieldName(task, `figures.${target}`), value]),
  ])
