import type { ItemKey } from '../../../shared/domain/evaluation/rules.ts'
import type { Evaluation, ItemScore, UnitScore } from '../../../shared/domain/evaluation/score.ts'

/** One unit's score. */
export const of = (evaluation: Evaluation, id: string): UnitScore => {
  const score = evaluation.units.find((one) => one.unit === id)
  if (!score) throw new Error(`no such unit: ${id}`)
  return score
}
export const item = (score: UnitScore, key: ItemKey): ItemScore => {
  const found = score.items.find((one) => one.key === key)
  if (!found) throw new Error(`no such item: ${key}`)
  return found
}
