import { RULE_FIELDS, type RuleField, ruleAt, withRule } from '../../../shared/domain/evaluation/ruleFields.ts'
import { ITEM_KEYS, RuleSet } from '../../../shared/domain/evaluation/rules.ts'

/** The form of a rule set: a field for every number under its place's name, names of items, grades line by line, the way of ranking. */

/** Lines for grades on the form; those left empty are none. */
export const GRADE_LINES = 6
export const NAME_FIELDS = [...ITEM_KEYS.map((key) => `items.${key}.name`), 'bonus.name'] as const

export type TypedRules = Record<string, string>

/** A rule set as the form shows it. */
export const typedOf = (rules: RuleSet): TypedRules => ({
  ...Object.fromEntries(
    [...RULE_FIELDS.map(({ path }) => path), ...NAME_FIELDS].map((path) => [path, String(ruleAt(rules, path) ?? '')]),
  ),
  ...Object.fromEntries(
    rules.grades.flatMap((grade, index) => [
      [`grades.${index}.name`, grade.name],
      [`grades.${index}.from`, String(grade.from)],
    ]),
  ),
  ranking: rules.ranking,
})

const SAYS: Record<RuleField['kind'], string> = {
  points: '请填0到100的数',
  share: '请填0到1的数',
  periods: '请填1到12的整数',
  day: '请填月和日，比如03-15',
  grade: '请填下面等次中的一个',
}

/** 0.5, ０.５ and .5 are numbers; nothing else that JavaScript takes for one is. */
const numberOf = (text: string): number | string => {
  const plain = text
    .trim()
    .replace(/[０-９]/g, (sign) => String(sign.charCodeAt(0) - 0xff10))
    .replace(/[．。]/g, '.')
  return /^\d*\.?\d+$/.test(plain) ? Number(plain) : text
}

/**
 * What was typed → a rule set, or what is wrong with it, by field.
 * @param base the rule set that the form was made from
 */
export const readRules = (
  typed: TypedRules,
  base: RuleSet,
): { rules: RuleSet; problems: null } | { rules: null; problems: Record<string, string> } => {
  const values = [
    ...RULE_FIELDS.map(({ path, kind }) => {
      const text = typed[path] ?? ''
      return [path, kind === 'day' || kind === 'grade' ? text.trim() : numberOf(text)] as const
    }),
    ...NAME_FIELDS.map((path) => [path, (typed[path] ?? '').trim()] as const),
  ]
  const grades = Array.from({ length: GRADE_LINES }, (_, index) => ({
    index,
    name: (typed[`grades.${index}.name`] ?? '').trim(),
    from: (typed[`grades.${index}.from`] ?? '').trim(),
  })).filter(({ name, from }) => name !== '' || from !== '')
  const candidate: unknown = {
    ...values.reduce<RuleSet>((rules, [path, value]) => withRule(rules, path, value), base),
    grades: grades.map(({ name, from }) => ({ name, from: numberOf(from) })),
    ranking: typed['ranking'],
  }
  const parsed = RuleSet.safeParse(candidate)
  if (parsed.success) return { rules: parsed.data, problems: null }
  const says = new Map(RULE_FIELDS.map(({ path, kind }) => [path, SAYS[kind]]))
  const problems: Record<string, string> = {}
  for (const issue of parsed.error.issues) {
    const [first, line, field] = issue.path
    // A line of the form that was left empty moves the lines after it up.
    const path =
      first === 'grades'
        ? `grades.${grades[Number(line ?? 0)]?.index ?? 0}.${String(field ?? 'from')}`
        : issue.path.join('.')
    problems[path] ??=
      issue.code === 'custom'
        ? issue.message
        : (says.get(path) ??
          (path.endsWith('.name') ? '请填名称，最多20字' : path.endsWith('.from') ? '请填0到100的数' : '请选一种'))
  }
  return { rules: null, problems }
}
