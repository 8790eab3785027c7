import { type Area, letter, type Shading } from '../book.ts'
import { gradeName } from '../vocabulary.ts'

/** What the spreadsheet draws into the figures of a year; it follows when a weight or a mark is changed in the file. */

/** 总分 out of 100. */
export const totalBar = (areas: Area[]): Shading => ({ kind: 'bar', areas, tone: 'calm', least: 0, most: 100 })

/** A rate, full at 100 %. */
export const rateBar = (areas: Area[]): Shading => ({ kind: 'bar', areas, tone: 'good', least: 0, most: 1 })

/** 未报: none, one, more. */
export const missingMarks = (areas: Area[]): Shading => ({
  kind: 'icons',
  areas,
  set: '3TrafficLights1',
  steps: [1, 2],
  reversed: true,
})

/** The best grade and the worst, by the names that the rules give them now. */
export const gradeTints = (areas: Area[], grades: number): Shading[] => {
  const [first] = areas
  if (!first) return []
  const here = `${letter(first.column)}${first.from}`
  return [
    { kind: 'when', areas, formula: `${here}=${gradeName(1)}`, tone: 'good' },
    { kind: 'when', areas, formula: `${here}=${gradeName(grades)}`, tone: 'bad' },
  ]
}
