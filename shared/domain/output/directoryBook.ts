import { NO, NOTHING, PERSON_HEADS, PERSON_SHEET, UNIT_HEADS, UNIT_SHEET, YES } from '../directory.ts'
import { CAPACITIES, type Person, ROLE_WORDS, UNIT_CLASSES, type Unit } from '../people.ts'
import type { Instant } from '../time.ts'
import { type Book, type Cell, type Check, cell, row, type Sheet } from './book.ts'
import { headRow, notes } from './frame.ts'
import { cutOffInWords } from './words.ts'

/** Units and people as a workbook to fill in and send back (P3); the words are those of domain/directory.ts. */

const HELP = [
  `在表里改好，回到“单位和人员”上传，先看改了什么再确认。空着的不改，要清空的写“${NOTHING}”；没有写到的单位和人员照旧。`,
  '标识不要改；新增的行标识空着。工作协调员等写姓名，重名的写邮箱。',
]
/** Rows left open under the last for new ones. */
const MORE = 200

const sheet = (
  name: string,
  heads: readonly string[],
  rows: Cell[][],
  widths: number[],
  checks: (from: number, to: number) => Check[],
): Sheet => {
  const first = HELP.length + 2
  return {
    name,
    columns: widths.map((min) => ({ min, max: Math.max(min, 40) })),
    rows: [...notes(HELP, heads.length), headRow(heads), ...rows.map((cells) => row(...cells))],
    frozen: { rows: HELP.length + 1, columns: 2 },
    repeat: { from: HELP.length + 1, to: HELP.length + 1 },
    locked: false,
    tall: false,
    checks: checks(first, first + rows.length + MORE),
  }
}

const list = (
  heads: Record<string, string>,
  field: string,
  words: readonly string[],
  from: number,
  to: number,
): Check => ({
  kind: 'list',
  areas: [{ from, to, column: Object.keys(heads).indexOf(field) + 1 }],
  title: heads[field] ?? '',
  message: `请选${words.join('、')}`,
  words,
})

const plain = (value: string | number): Cell => cell(value, 'plain')

export const directoryBook = (units: readonly Unit[], people: readonly Person[], cutOff: Instant): Book => {
  const there = people.filter((person) => !person.removed)
  const bearers = new Map<string, number>()
  for (const { name } of there) bearers.set(name, (bearers.get(name) ?? 0) + 1)
  const byId = new Map(there.map((person) => [person.id, person]))
  /** By name where only one bears it. */
  const called = (id: string | null): string => {
    const person = byId.get(id ?? '')
    return person ? ((bearers.get(person.name) ?? 0) > 1 ? (person.mail ?? person.name) : person.name) : ''
  }
  const unitName = new Map(units.map((unit) => [unit.id, unit.name]))
  return {
    title: '单位和人员',
    subject: '单位和人员',
    author: '',
    cutOff,
    foot: `数据截至${cutOffInWords(cutOff)}`,
    names: [],
    sheets: [
      sheet(
        UNIT_SHEET,
        Object.values(UNIT_HEADS),
        units.map((unit) => [
          plain(unit.id),
          plain(unit.name),
          plain(unit.fullName),
          plain(unit.aliases.join('、')),
          plain(unit.class),
          plain(unit.order),
          plain(unit.signOff ? YES : NO),
          ...CAPACITIES.map((as) => plain(called(unit[as]))),
        ]),
        [14, 16, 20, 16, 12, 10, 12, 14, 14, 14, 14],
        (from, to) => [
          list(UNIT_HEADS, 'class', UNIT_CLASSES, from, to),
          list(UNIT_HEADS, 'signOff', [YES, NO], from, to),
        ],
      ),
      sheet(
        PERSON_SHEET,
        Object.values(PERSON_HEADS),
        there.map((person) => [
          plain(person.id),
          plain(person.name),
          plain(unitName.get(person.unit ?? '') ?? ''),
          plain(person.mail ?? ''),
          plain(person.phone),
          plain(person.roles.map((role) => ROLE_WORDS[role]).join('、')),
        ]),
        [14, 12, 16, 26, 16, 16],
        () => [],
      ),
    ],
  }
}
