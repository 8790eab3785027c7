import type { Book } from '../../domain/output/book.ts'
import type { Watch } from '../../service/ports.ts'
import { chartXml, drawingXml } from './chart.ts'
import { layOut } from './layout.ts'
import { firstParts, lastParts, OFFICE_TYPES, part, relationsPart } from './parts.ts'
import { factsOf, type SheetFacts, sheetXml } from './sheet.ts'
import { createStrings } from './strings.ts'
import { sheetName } from './text.ts'
import type { Part } from './zip.ts'

/** A book's parts, in the order in which they are written; each sheet is laid out when its turn comes. */
export function* bookParts(book: Book, { progress }: Watch): Generator<Part, void, undefined> {
  yield* firstParts(book)
  const facts: SheetFacts[] = []
  const drawings: number[] = []
  const taken = new Set<string>()
  const strings = createStrings()
  let rows = 0
  const done = (): void => {
    rows += 1
    progress?.(rows)
  }
  for (const sheet of book.sheets) {
    const name = sheetName(sheet.name, taken)
    taken.add(name.toLowerCase())
    const layout = layOut(sheet)
    const charts = sheet.charts ?? []
    facts.push(factsOf(sheet, layout, name))
    const number = facts.length
    yield {
      name: `xl/worksheets/sheet${number}.xml`,
      text: sheetXml(sheet, layout, book, { strings, first: number === 1, drawn: charts.length > 0, done }),
    }
    if (charts.length === 0) continue
    const before = drawings.reduce((sum, count) => sum + count, 0)
    drawings.push(charts.length)
    yield relationsPart(`xl/worksheets/_rels/sheet${number}.xml.rels`, [
      { type: OFFICE_TYPES.drawing, target: `../drawings/drawing${drawings.length}.xml` },
    ])
    yield part(`xl/drawings/drawing${drawings.length}.xml`, drawingXml(charts, layout))
    yield relationsPart(
      `xl/drawings/_rels/drawing${drawings.length}.xml.rels`,
      charts.map((_, index) => ({ type: OFFICE_TYPES.chart, target: `../charts/chart${before + index + 1}.xml` })),
    )
    for (const [index, chart] of charts.entries())
      yield part(`xl/charts/chart${before + index + 1}.xml`, chartXml(chart, book))
  }
  yield { name: 'xl/sharedStrings.xml', text: strings.xml() }
  yield* lastParts(facts, { names: book.names, drawings, strings: true })
}
