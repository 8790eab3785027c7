/** What a rank is decided by: total, then fewer missing, then fewer late reports. */
export type Ranked = { total: number; missing: number; late: number }

const compare = (a: Ranked, b: Ranked): number => b.total - a.total || a.missing - b.missing || a.late - b.late

/** Ranks in the order given. Equal in all three share the rank, and the next one follows on: 1, 2, 2, 4. */
export const ranksOf = (list: readonly Ranked[]): number[] =>
  list.map((one) => 1 + list.filter((other) => compare(other, one) < 0).length)

/** Grades from the best down; the grade of a total is the first whose band it reaches. */
export const gradeOf = (total: number, grades: readonly { name: string; from: number }[]): string =>
  grades.find((grade) => total >= grade.from)?.name ?? grades.at(-1)?.name ?? ''

/** What is said of a grade that a false report caps: 弄虚作假，最高合格. */
export const capInWords = (cap: string): string => `弄虚作假，最高${cap}`

/** The worse of a grade and the best that is allowed; a cap that is no grade's name caps nothing. */
export const cappedGrade = (grade: string, cap: string | null, grades: readonly { name: string }[]): string => {
  const place = (name: string | null): number => grades.findIndex((one) => one.name === name)
  return grades[Math.max(place(grade), place(cap))]?.name ?? grade
}
