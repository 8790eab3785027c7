import {
  FORM_COLUMNS,
  FORM_KEYS,
  FORM_LABELS,
  type FormColumn,
  type FormLabel,
  FormLayout,
  LABEL_KEYS,
  WIDTHS,
} from '../../../shared/domain/formLayout.ts'
import type { Form } from '../request.ts'

/** The layout of the monthly form as a page's fields: what was typed, kept as it was. */
export type LayoutFields = {
  title: string
  columns: Record<FormColumn, { order: string; name: string; width: string }>
  labels: Record<FormLabel, string>
}

const each = <K extends string, V>(keys: readonly K[], value: (key: K) => V): Record<K, V> =>
  Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, V>

/** A layout → fields. A column that is left out has no place in the order. */
export const fieldsOf = (layout: FormLayout): LayoutFields => ({
  title: layout.title,
  columns: each(FORM_KEYS, (key) => {
    const index = layout.columns.findIndex((column) => column.key === key)
    const column = layout.columns[index]
    return {
      order: column ? String(index + 1) : '',
      name: column?.name ?? FORM_COLUMNS[key],
      width: String(column?.width ?? WIDTHS[key]),
    }
  }),
  labels: each(LABEL_KEYS, (key) => layout.labels[key] ?? FORM_LABELS[key]),
})

export const sentFields = (sent: Form): LayoutFields => ({
  title: sent.get('title'),
  columns: each(FORM_KEYS, (key) => ({
    order: sent.get(`order-${key}`).trim(),
    name: sent.get(`name-${key}`),
    width: sent.get(`width-${key}`),
  })),
  labels: each(LABEL_KEYS, (key) => sent.get(`label-${key}`)),
})

/** What is wrong, and at which field. */
export type LayoutProblem = { id: string; text: string }

/** Fields → a layout, or what is wrong with them. Equal places keep the list's order. */
export const layoutIn = (fields: LayoutFields): { layout: FormLayout | null; problems: LayoutProblem[] } => {
  const listed = FORM_KEYS.filter((key) => fields.columns[key].order !== '')
  const misplaced = listed.filter((key) => !/^\d{1,3}$/.test(fields.columns[key].order))
  const columns = [...listed]
    .sort((one, other) => Number(fields.columns[one].order) - Number(fields.columns[other].order))
    .map((key) => ({
      key,
      name: fields.columns[key].name,
      width: Number(fields.columns[key].width.trim() || Number.NaN),
    }))
  const parsed = FormLayout.safeParse({ title: fields.title, columns, labels: fields.labels })
  // Said by the schema too, but only where every single column is right.
  const needed = (['task', 'work'] as const).filter((key) => fields.columns[key].order === '')
  const problems = [
    ...needed.map((key) => ({ id: `order-${key}`, text: `“${FORM_COLUMNS[key]}”这一列不能去掉，请填次序` })),
    ...misplaced.map((key) => ({ id: `order-${key}`, text: `“${FORM_COLUMNS[key]}”的次序请填数字，不列的空着` })),
    ...(parsed.error?.issues ?? []).flatMap(({ path: [part, at, field], message }): LayoutProblem[] => {
      if (part === 'title') return [{ id: 'title', text: `表名${message}` }]
      if (part === 'labels') return [{ id: `label-${String(at)}`, text: `“${FORM_LABELS[at as FormLabel]}”${message}` }]
      const key = columns[Number(at)]?.key
      if (key === undefined) return []
      const said = field === 'width' ? '列宽请填4到80的整数' : `列名${message}`
      return [{ id: `${String(field)}-${key}`, text: `“${FORM_COLUMNS[key]}”的${said}` }]
    }),
  ]
  return { layout: problems.length === 0 && parsed.success ? parsed.data : null, problems }
}
