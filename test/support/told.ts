import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ExcelJS from 'exceljs'
import type { Event, Figures, PlanFile } from './outsider.ts'

/** What a simulated year left behind, read as a stranger would read it: files, and nothing of the program that wrote them. */

const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))

export const eventLines = (folder: string): string[] =>
  readFileSync(path.join(folder, 'events.jsonl'), 'utf8').trim().split('\n')
export const eventsIn = (folder: string): Event[] => eventLines(folder).map((line) => JSON.parse(line) as Event)
export const planIn = (folder: string): PlanFile => json(path.join(folder, 'plan.json')) as PlanFile
export const figuresIn = (folder: string): Figures => json(path.join(folder, 'figures.json')) as Figures

/** Every record of one kind in export.json, by how its key begins. */
export const exported = (folder: string, key: RegExp): Record<string, unknown>[] => {
  const { items } = json(path.join(folder, 'export.json')) as { items: { PK: string; j: string }[] }
  return items.filter(({ PK }) => key.test(PK)).map(({ j }) => JSON.parse(j) as Record<string, unknown>)
}

/** The heads of a mail in the outbox, folded lines joined. */
export type Letter = {
  file: string
  rule: string
  periods: string[]
  units: string[]
  id: string
  to: string
  at: number
}

export const lettersIn = (folder: string): Letter[] =>
  readdirSync(path.join(folder, 'outbox')).map((file) => {
    const [head = ''] = readFileSync(path.join(folder, 'outbox', file), 'utf8').split(/\r?\n\r?\n/, 1)
    const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
    const of = (name: string): string =>
      lines
        .find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
        ?.slice(name.length + 1)
        .trim() ?? ''
    const list = (name: string): string[] =>
      of(name)
        .split(/[\s,]+/)
        .filter((one) => one !== '')
    return {
      file,
      rule: of('X-Yuebao-Rule'),
      periods: list('X-Yuebao-Period'),
      units: list('X-Yuebao-Units'),
      id: of('Message-ID'),
      to: /<([^>]+)>/.exec(of('To'))?.[1] ?? of('To'),
      at: Date.parse(of('Date')),
    }
  })

export type Line = Record<string, string | number | null>

/** A cell as its reader sees it: a formula's cached result (exceljs drops a cached 0), rich text as text. */
const seen = (value: ExcelJS.CellValue): string | number | null => {
  if (value === null || value === undefined) return null
  if (typeof value === 'number' || typeof value === 'string') return value
  if (typeof value === 'object' && 'formula' in value) return seen(value.result ?? 0)
  return String(value)
}

/** Rows of a sheet under the first row that holds all of the heads, by head without its bracket, as long as they are numbered; other rows are skipped. */
export const linesOf = async (file: string, sheet: string, heads: readonly string[]): Promise<Line[]> => {
  const book = new ExcelJS.Workbook()
  await book.xlsx.readFile(file)
  const rows: (string | number | null)[][] = []
  book.getWorksheet(sheet)?.eachRow((row) => {
    rows.push(Array.from({ length: row.cellCount }, (_, index) => seen(row.getCell(index + 1).value)))
  })
  const names = rows.map((row) => row.map((cell) => String(cell ?? '').replace(/\s*（.*$/su, '')))
  const first = names.findIndex((row) => heads.every((head) => row.includes(head)))
  if (first < 0) throw new Error(`${sheet} has no row of heads with ${heads.join('、')}`)
  const after = rows.slice(first + 1)
  const next = after.findIndex((row) => row[0] === '序号')
  return (next < 0 ? after : after.slice(0, next))
    .filter((row) => typeof row[0] === 'number')
    .map((row) => Object.fromEntries((names[first] ?? []).map((name, column) => [name, row[column] ?? null])))
}
