import type { ItemScore, ScoreLine, UnitScore } from './score.ts'

/** One item of a unit that moved between two evaluations: points before and after, and the records that are only in one of them. */
export type MovedItem = {
  name: string
  before: number | null
  after: number | null
  gone: ScoreLine[]
  come: ScoreLine[]
}

/** A unit whose score, rank, grade or records moved. `before` is null for a unit that was not there, and so is `after`. */
export type MovedUnit = {
  unit: string
  before: Pick<UnitScore, 'total' | 'rank' | 'grade'> | null
  after: Pick<UnitScore, 'total' | 'rank' | 'grade'> | null
  items: MovedItem[]
}

/** What makes two lines the same record with the same effect; a duty told again by a newer month in the same words is the same. */
const keyOf = (line: ScoreLine): string =>
  [
    ...[line.kind, line.what, line.kind === 'duty' ? '' : line.period, line.task, line.mark],
    ...[line.count, line.points.toFixed(4)],
  ].join(' ')

/** The lines of the first list that are not in the second, one for one. */
const without = (lines: readonly ScoreLine[], others: readonly ScoreLine[]): ScoreLine[] => {
  const left = new Map<string, number>()
  for (const line of others) left.set(keyOf(line), (left.get(keyOf(line)) ?? 0) + 1)
  return lines.filter((line) => {
    const known = left.get(keyOf(line)) ?? 0
    left.set(keyOf(line), known - 1)
    return known <= 0
  })
}

const movedItem = (before: ItemScore | undefined, after: ItemScore | undefined): MovedItem[] => {
  const gone = without(before?.lines ?? [], after?.lines ?? [])
  const come = without(after?.lines ?? [], before?.lines ?? [])
  const points = { before: before?.points ?? null, after: after?.points ?? null }
  if (points.before === points.after && gone.length === 0 && come.length === 0) return []
  return [{ name: after?.name ?? before?.name ?? '', ...points, gone, come }]
}

const standing = (score: UnitScore | undefined): MovedUnit['before'] =>
  score ? { total: score.total, rank: score.rank, grade: score.grade } : null

/** What moved between two evaluations and why: unit by unit in the order of the later one, item by item, with the records behind it. */
export const compareScores = (before: readonly UnitScore[], after: readonly UnitScore[]): MovedUnit[] => {
  const ids = [...new Set([...after, ...before].map((score) => score.unit))]
  return ids.flatMap((unit) => {
    const [old, now] = [before, after].map((list) => list.find((score) => score.unit === unit))
    const keys = [...new Set([...(now?.items ?? []), ...(old?.items ?? [])].map((item) => item.key))]
    const items = [
      ...keys.flatMap((key) =>
        movedItem(
          old?.items.find((item) => item.key === key),
          now?.items.find((item) => item.key === key),
        ),
      ),
      ...movedItem(old?.bonus, now?.bonus),
    ]
    const [from, to] = [standing(old), standing(now)]
    const same = from?.total === to?.total && from?.rank === to?.rank && from?.grade === to?.grade
    return same && items.length === 0 ? [] : [{ unit, before: from, after: to, items }]
  })
}
