import { roundHalfAway } from '../../shared/domain/evaluation/round.ts'
import type { Book } from '../../shared/domain/output/book.ts'

/**
 * Computes the formulas of a book anew: the few functions and operators that our workbooks use, with a spreadsheet's rules for comparing
 * and counting. So the tests can say, without a spreadsheet program, that every result written beside a formula is what the formula gives, also after a number has been changed.
 */
type Scalar = number | string | boolean | null
type Result = Scalar | Scalar[]

type Sheets = { cell: (sheet: string, address: string) => Scalar }

const TOKEN =
  /\s*(?:("(?:[^"]|"")*")|(\d+(?:\.\d+)?)|('[^']+'!|[\p{L}_]+!)?(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)(?![\p{L}\d_(])|([\p{L}_][\p{L}\d_]*)|(<>|<=|>=|[-+*/<>=(),]))/uy

type Token = { kind: 'text' | 'number' | 'ref' | 'word' | 'sign'; value: string; sheet?: string | undefined }

const tokens = (formula: string): Token[] => {
  const found: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < formula.length) {
    const from = TOKEN.lastIndex
    const match = TOKEN.exec(formula)
    if (!match) throw new Error(`cannot read ${formula.slice(from)}`)
    const [, text, number, sheet, ref, word, sign] = match
    if (text !== undefined) found.push({ kind: 'text', value: text.slice(1, -1).replaceAll('""', '"') })
    else if (number !== undefined) found.push({ kind: 'number', value: number })
    else if (ref !== undefined)
      found.push({ kind: 'ref', value: ref.replaceAll('$', ''), sheet: sheet?.replace(/^'|'?!$/g, '') })
    else if (word !== undefined) found.push({ kind: 'word', value: word })
    else found.push({ kind: 'sign', value: sign ?? '' })
  }
  return found
}

const columnNumber = (letters: string): number =>
  [...letters].reduce((sum, one) => sum * 26 + one.charCodeAt(0) - 64, 0)
const columnLetters = (column: number): string =>
  (column > 26 ? columnLetters(Math.floor((column - 1) / 26)) : '') + String.fromCharCode(65 + ((column - 1) % 26))
const split = (address: string): [number, number] => [
  columnNumber(address.replace(/\d/g, '')),
  Number(address.replace(/\D/g, '')),
]

const number = (value: Scalar): number => {
  if (typeof value === 'string') throw new Error(`#VALUE! ${value}`)
  return Number(value ?? 0)
}
const rank = (value: Scalar): number => (typeof value === 'boolean' ? 2 : typeof value === 'string' ? 1 : 0)
const compare = (a: Scalar, b: Scalar): number => {
  const [left, right] = [a ?? (typeof b === 'string' ? '' : 0), b ?? (typeof a === 'string' ? '' : 0)]
  if (rank(left) !== rank(right)) return rank(left) - rank(right)
  if (typeof left === 'string')
    return left.toLowerCase() < String(right).toLowerCase()
      ? -1
      : left.toLowerCase() === String(right).toLowerCase()
        ? 0
        : 1
  return number(left) - number(right)
}

const OPERATORS: Record<string, (a: Scalar, b: Scalar) => Scalar> = {
  '+': (a, b) => number(a) + number(b),
  '-': (a, b) => number(a) - number(b),
  '*': (a, b) => number(a) * number(b),
  '/': (a, b) => {
    if (number(b) === 0) throw new Error('#DIV/0!')
    return number(a) / number(b)
  },
  '=': (a, b) => compare(a, b) === 0,
  '<>': (a, b) => compare(a, b) !== 0,
  '<': (a, b) => compare(a, b) < 0,
  '>': (a, b) => compare(a, b) > 0,
  '<=': (a, b) => compare(a, b) <= 0,
  '>=': (a, b) => compare(a, b) >= 0,
}
const spread = (a: Result, b: Result, operator: (a: Scalar, b: Scalar) => Scalar): Result => {
  if (!Array.isArray(a) && !Array.isArray(b)) return operator(a, b)
  const length = Array.isArray(a) ? a.length : Array.isArray(b) ? b.length : 0
  const pick = (value: Result, index: number): Scalar => (Array.isArray(value) ? (value[index] ?? null) : value)
  return Array.from({ length }, (_, index) => operator(pick(a, index), pick(b, index)))
}
const each = (value: Result, act: (one: Scalar) => Scalar): Result =>
  Array.isArray(value) ? value.map(act) : act(value)
const list = (value: Result): Scalar[] => (Array.isArray(value) ? value : [value])
const one = (value: Result): Scalar => (Array.isArray(value) ? (value[0] ?? null) : value)
const numbers = (values: Result[]): number[] => values.flatMap(list).filter((value) => typeof value === 'number')

const FUNCTIONS: Record<string, (...given: Result[]) => Result> = {
  SUM: (...given) => numbers(given).reduce((sum, value) => sum + value, 0),
  COUNT: (...given) => numbers(given).length,
  AVERAGE: (...given) => numbers(given).reduce((sum, value) => sum + value, 0) / numbers(given).length,
  MIN: (...given) => Math.min(...numbers(given)),
  MAX: (...given) => Math.max(...numbers(given)),
  ROUND: (value = 0, digits = 0) => roundHalfAway(number(one(value)), number(one(digits))),
  N: (value = 0) => (typeof one(value) === 'number' ? one(value) : 0),
  ISNUMBER: (value = null) => each(value, (single) => typeof single === 'number'),
  NOT: (value = null) => each(value, (single) => !single),
  AND: (...given) => given.flatMap(list).every(Boolean),
  OR: (...given) => given.flatMap(list).some(Boolean),
  COUNTIF: (range = [], wanted = null) => list(range).filter((value) => compare(value, one(wanted)) === 0).length,
  CHOOSE: (at = 1, ...given) => given[number(one(at)) - 1] ?? null,
  MATCH: (wanted = null, range = []) => {
    const found = list(range).findIndex((value) => compare(value, one(wanted)) === 0)
    if (found < 0) throw new Error('#N/A')
    return found + 1
  },
  INDEX: (range = [], at = 1) => list(range)[number(one(at)) - 1] ?? null,
  SUMPRODUCT: (...given) =>
    list(given[0] ?? []).reduce<number>(
      (sum, _, index) =>
        sum +
        given.reduce<number>((product, range) => {
          const value = list(range)[index] ?? null
          return product * (typeof value === 'number' ? value : 0)
        }, 1),
      0,
    ),
}

/** Computes one formula. `names` are the named cells. */
const compute = (
  formula: string,
  sheet: string,
  book: Sheets,
  names: ReadonlyMap<string, { sheet: string; cell: string }>,
): Scalar => {
  const all = tokens(formula)
  let at = 0
  const sign = (...wanted: string[]): string | null => {
    const next = all[at]
    if (next?.kind !== 'sign' || !wanted.includes(next.value)) return null
    at += 1
    return next.value
  }
  const chain = (inner: () => Result, ...wanted: string[]): Result => {
    let value = inner()
    for (let found = sign(...wanted); found !== null; found = sign(...wanted)) {
      const operator = OPERATORS[found]
      const right = inner()
      if (operator) value = spread(value, right, operator)
    }
    return value
  }
  const comparison = (): Result => chain(sum, '=', '<>', '<', '>', '<=', '>=')
  const sum = (): Result => chain(product, '+', '-')
  const product = (): Result => chain(unary, '*', '/')
  const unary = (): Result => (sign('-') ? each(unary(), (value) => -number(value)) : primary())
  const reference = ({ value, sheet: other }: Token): Result => {
    const [first = '', last] = value.split(':')
    if (!last) return book.cell(other ?? sheet, first)
    const [[left, top], [right, bottom]] = [split(first), split(last)]
    return Array.from({ length: (right - left + 1) * (bottom - top + 1) }, (_, index) =>
      book.cell(
        other ?? sheet,
        `${columnLetters(left + (index % (right - left + 1)))}${top + Math.floor(index / (right - left + 1))}`,
      ),
    )
  }
  const call = (name: string): Result => {
    const given: (() => Result)[] = []
    const starts: Result[] = []
    if (!sign(')')) {
      do {
        // Branches not taken may be errors, so they are kept as text positions and computed when wanted.
        const from = at
        skip()
        const to = at
        given.push(() => {
          at = from
          const value = comparison()
          at = to
          return value
        })
      } while (sign(','))
      sign(')')
    }
    const end = at
    const value =
      name === 'IF'
        ? one(given[0]?.() ?? false)
          ? given[1]?.()
          : given[2]?.()
        : FUNCTIONS[name]?.(...starts, ...given.map((argument) => argument()))
    at = end
    if (value === undefined) throw new Error(`#NAME? ${name}`)
    return value
  }
  const skip = (): void => {
    for (let depth = 0; at < all.length; at++) {
      const token = all[at]
      if (token?.kind !== 'sign') continue
      if (depth === 0 && (token.value === ',' || token.value === ')')) return
      if (token.value === '(') depth += 1
      if (token.value === ')') depth -= 1
    }
  }
  const primary = (): Result => {
    const token = all[at]
    at += 1
    if (!token) throw new Error(`ends early: ${formula}`)
    if (token.kind === 'text') return token.value
    if (token.kind === 'number') return Number(token.value)
    if (token.kind === 'ref') return reference(token)
    if (token.kind === 'sign') {
      if (token.value !== '(') throw new Error(`unexpected ${token.value} in ${formula}`)
      const value = comparison()
      sign(')')
      return value
    }
    if (sign('(')) return call(token.value)
    const named = names.get(token.value)
    if (!named) throw new Error(`#NAME? ${token.value}`)
    return book.cell(named.sheet, named.cell)
  }
  const value = one(comparison())
  if (at < all.length) throw new Error(`left over in ${formula}`)
  return value
}

/**
 * Every formula of a book, computed anew.
 * @param changed cells given another value first, by sheet and address: `规则!C5`
 * @returns by `sheet!address`: what stands beside the formula, and what it gives
 */
export const recalculated = (
  book: Book,
  changed: ReadonlyMap<string, number | string> = new Map(),
): Map<string, { formula: string; written: Scalar; value: Scalar }> => {
  const names = new Map(book.names.map((name) => [name.name, name]))
  const known = new Map<string, Scalar>()
  const sheets: Sheets = {
    cell: (sheet, address) => {
      const key = `${sheet}!${address}`
      const change = changed.get(key)
      if (change !== undefined) return change
      const [column, line] = split(address)
      const value = book.sheets.find((one) => one.name === sheet)?.rows[line - 1]?.cells[column - 1]?.value ?? null
      if (typeof value !== 'object' || value === null) return value === '' ? null : value
      if (!known.has(key)) known.set(key, compute(value.formula, sheet, sheets, names))
      return known.get(key) ?? null
    },
  }
  const found = new Map<string, { formula: string; written: Scalar; value: Scalar }>()
  for (const sheet of book.sheets)
    sheet.rows.forEach((row, line) => {
      row.cells.forEach((cell, column) => {
        const value = cell?.value
        if (typeof value !== 'object' || value === null) return
        const address = `${columnLetters(column + 1)}${line + 1}`
        found.set(`${sheet.name}!${address}`, {
          formula: value.formula,
          written: value.result,
          value: sheets.cell(sheet.name, address),
        })
      })
    })
  return found
}
