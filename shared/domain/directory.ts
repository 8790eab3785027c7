import * as z from 'zod'
import { letter } from './output/book.ts'
import {
  CAPACITIES,
  CAPACITY_SHORT,
  type Capacity,
  freshId,
  Mail,
  Person,
  ROLE_WORDS,
  ROLES,
  type Role,
  UNIT_CLASSES,
  Unit,
} from './people.ts'

/**
 * Units and people as a workbook (P3): its words once, for writing and for reading. What is read is held against the directory as it stands: every
 * cell that is wrong and every cell that changes something is named by sheet, row and column. Who is not in the workbook stays; an empty cell
 * changes nothing; 无 empties it.
 */

export const UNIT_SHEET = '单位'
export const PERSON_SHEET = '人员'
export const UNIT_HEADS = {
  id: '标识',
  name: '名称',
  fullName: '全称',
  aliases: '别名',
  class: '类别',
  order: '排列次序',
  signOff: '负责人审签',
  ...CAPACITY_SHORT,
} as const
export const PERSON_HEADS = {
  id: '标识',
  name: '姓名',
  unit: '所在单位',
  mail: '邮箱',
  phone: '电话',
  roles: '另有身份',
} as const
type UnitField = keyof typeof UNIT_HEADS
type PersonField = keyof typeof PERSON_HEADS
/** Empties a field. */
export const NOTHING = '无'
export const YES = '要'
export const NO = '不要'
/** Rows that are read of a sheet: more units and people than a province has. */
export const MOST_ROWS = 10_000

/** Sheets as text, row by row. */
export const Grids = z
  .array(
    z.object({
      name: z.string().max(100),
      rows: z.array(z.array(z.string().max(2_000)).max(60)).max(MOST_ROWS + 100),
    }),
  )
  .max(20)
export type Grids = z.infer<typeof Grids>
export type Grid = Grids[number]

export type Place = { sheet: string; row: number; column: string }
export type Said = Place & { text: string }

type UnitFields = Pick<Unit, 'name' | 'fullName' | 'aliases' | 'class' | 'order' | 'signOff'>
const fieldsOf = ({ name, fullName, aliases, class: unitClass, order, signOff }: Unit): UnitFields => ({
  name,
  fullName,
  aliases,
  class: unitClass,
  order,
  signOff,
})
/** `fields` is null where only those who serve the unit change. */
type UnitChange = {
  id: string
  fields: UnitFields | null
  places: Partial<Record<Capacity, string | null>>
  fresh: boolean
}
type PersonChange = {
  id: string
  fields: Pick<Person, 'name' | 'mail' | 'phone' | 'unit'>
  /** Null: left as they are. */
  roles: Role[] | null
  fresh: boolean
}
export type DirectoryChange = { problems: Said[]; says: Said[]; units: UnitChange[]; people: PersonChange[] }

/** What the person who imports may do to others. */
export type Rights = { roles: readonly Role[]; address: (person: Person) => boolean }

type Row<F extends string> = { row: number; cells: Record<F, string>; at: (field: F) => Place }

/** The rows under the heads; columns may stand in any order, and those that are not there change nothing. */
const rowsIn = <F extends string>(
  grids: readonly Grid[],
  sheet: string,
  heads: Record<F, string>,
  needed: F,
  problems: Said[],
): Row<F>[] => {
  const grid = grids.find((one) => one.name.trim() === sheet)
  if (!grid) return []
  const fields = Object.keys(heads) as F[]
  const plain = (text: string): string => text.replace(/\s/g, '')
  const head = grid.rows.findIndex((cells) => cells.some((text) => plain(text) === heads[needed]))
  const columns = new Map<F, number>()
  for (const field of fields) {
    const column = grid.rows[head]?.findIndex((text) => plain(text) === heads[field]) ?? -1
    if (column >= 0) columns.set(field, column)
  }
  if (head < 0) {
    problems.push({ sheet, row: 1, column: 'A', text: `没有找到表头，要有“${heads[needed]}”这一列` })
    return []
  }
  const found = grid.rows.slice(head + 1).flatMap((cells, index): Row<F>[] => {
    if (cells.every((text) => text.trim() === '')) return []
    const row = head + 2 + index
    return [
      {
        row,
        cells: Object.fromEntries(
          fields.map((field) => [field, (cells[columns.get(field) ?? -1] ?? '').trim()]),
        ) as Record<F, string>,
        at: (field) => ({ sheet, row, column: letter((columns.get(field) ?? columns.get(needed) ?? 0) + 1) }),
      },
    ]
  })
  if (found.length > MOST_ROWS)
    problems.push({ sheet, row: found[MOST_ROWS]?.row ?? 1, column: 'A', text: `一次最多${MOST_ROWS}行` })
  return found.slice(0, MOST_ROWS)
}

const listed = (text: string): string[] =>
  text
    .split(/[、，,;；\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
const shown = (value: string): string => (value === '' ? '空' : value)
const fits = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success
/** First of each key; a second row of the same is a slip. */
const group = <T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const known = groups.get(key(item))
    if (known) known.push(item)
    else groups.set(key(item), [item])
  }
  return groups
}

type Known = { units: readonly Unit[]; people: readonly Person[] }
type Found<T, F extends string> = { row: Row<F>; old: T | null; id: string }

/** Rows → units or people that stand there, or new ones. The identifier is first asked, then what people go by. */
const matched = <T extends { id: string }, F extends string>(
  rows: readonly Row<F>[],
  known: readonly T[],
  by: (row: Row<F>) => readonly T[],
  wish: (row: Row<F>) => string,
  id: NoInfer<F>,
  problems: Said[],
): Found<T, F>[] => {
  const byId = new Map(known.map((one) => [one.id, one]))
  const taken = new Set(byId.keys())
  const seen = new Map<string, number>()
  return rows.flatMap((row) => {
    const given = row.cells[id]
    const alike = given === '' ? by(row) : []
    const old = given === '' ? (alike[0] ?? null) : (byId.get(given) ?? null)
    if (given !== '' && !old) {
      problems.push({ ...row.at(id), text: `没有标识是“${given}”的，新增的行标识空着` })
      return []
    }
    if (alike.length > 1) {
      problems.push({ ...row.at(id), text: '有几个同名的，请写标识' })
      return []
    }
    const own = old?.id ?? freshIn(wish(row), taken)
    taken.add(own)
    const before = seen.get(own)
    if (before !== undefined) {
      problems.push({ ...row.at(id), text: `和第${before}行是同一个` })
      return []
    }
    seen.set(own, row.row)
    return [{ row, old, id: own }]
  })
}

const freshIn = (wish: string, taken: ReadonlySet<string>): string => {
  const [plain] = [freshId(wish, [])]
  if (plain !== undefined && !taken.has(plain)) return plain
  for (let number = 2; ; number++) {
    const id = `${(plain ?? 'unit').replace(/-\d+$/, '')}-${number}`
    if (!taken.has(id)) return id
  }
}

/**
 * A workbook → what it changes, cell by cell, and what is wrong with it.
 * @param known the directory as it stands, without those who were removed
 */
export const directoryChange = (grids: readonly Grid[], known: Known, rights: Rights): DirectoryChange => {
  const problems: Said[] = []
  const says: Said[] = []
  const unitRows = rowsIn<UnitField>(grids, UNIT_SHEET, UNIT_HEADS, 'name', problems)
  const personRows = rowsIn<PersonField>(grids, PERSON_SHEET, PERSON_HEADS, 'name', problems)
  if (unitRows.length === 0 && personRows.length === 0 && problems.length === 0)
    problems.push({
      sheet: UNIT_SHEET,
      row: 1,
      column: 'A',
      text: `要有名为“${UNIT_SHEET}”或“${PERSON_SHEET}”的表，表里要有内容`,
    })

  const unitsNamed = group(known.units, (unit) => unit.name)
  const units = matched(
    unitRows,
    known.units,
    (row) => unitsNamed.get(row.cells.name) ?? [],
    () => 'unit',
    'id',
    problems,
  )
  const unitIds = new Map([
    ...known.units.map((unit) => [unit.name, unit.id] as const),
    ...units.map(({ row, old, id }) => [row.cells.name || (old?.name ?? ''), id] as const),
  ])

  const byMail = group(
    known.people.filter((person) => person.mail !== null),
    (person) => person.mail ?? '',
  )
  const byName = group(known.people, (person) => person.name)
  const people = matched(
    personRows,
    known.people,
    ({ cells }) => {
      const mail = Mail.safeParse(cells.mail)
      const own = mail.success ? (byMail.get(mail.data) ?? []) : []
      if (own.length > 0) return own.filter((person) => person.name === cells.name || cells.name === '')
      return (byName.get(cells.name) ?? []).filter((person) => (person.unit ?? '') === (unitIds.get(cells.unit) ?? ''))
    },
    ({ cells }) => cells.mail.split('@')[0] || 'person',
    'id',
    problems,
  )

  const personChanges = people.flatMap(({ row, old, id }) =>
    personChange(row, old, id, { unitIds, rights, problems, says }),
  )
  checkMails(personChanges, people, known.people, problems)
  const everybody = [
    ...known.people.filter((person) => !personChanges.some((one) => one.id === person.id)),
    ...personChanges.map(({ id, fields }) => ({ id, ...fields })),
  ]
  const named = group(everybody, (person) => person.name)
  const mailed = group(
    everybody.filter((person) => person.mail !== null),
    (person) => person.mail ?? '',
  )
  const names = new Map(everybody.map((person) => [person.id, person.name]))
  /** The person a cell speaks of: by address, or by a name that only one bears, those of the unit first. */
  const personIn = (text: string, unit: string): string | { problem: string } => {
    const mail = Mail.safeParse(text)
    const alike = mail.success && text.includes('@') ? (mailed.get(mail.data) ?? []) : (named.get(text) ?? [])
    const own = alike.filter((person) => person.unit === unit)
    const [one, another] = own.length > 0 ? own : alike
    if (!one) return { problem: `没有“${text}”这个人，请先在“${PERSON_SHEET}”表里写上` }
    return another ? { problem: `有几个人叫“${text}”，请写邮箱` } : one.id
  }
  const unitChanges = units.flatMap(({ row, old, id }) => unitChange(row, old, id, { personIn, names, problems, says }))
  return { problems, says, units: unitChanges, people: personChanges }
}

const personChange = (
  { cells, at }: Row<PersonField>,
  old: Person | null,
  id: string,
  to: { unitIds: ReadonlyMap<string, string>; rights: Rights; problems: Said[]; says: Said[] },
): PersonChange[] => {
  const wrong = (field: PersonField, text: string): void => {
    to.problems.push({ ...at(field), text })
  }
  const name = cells.name || (old?.name ?? '')
  if (!fits(Person.shape.name, name)) wrong('name', '请填写姓名，一行，最多40字')
  const mail = cells.mail === '' ? (old?.mail ?? null) : cells.mail === NOTHING ? null : cells.mail
  if (mail !== null && !fits(Mail, mail)) wrong('mail', '邮箱写法不对，应当像limin@mzt.example')
  const phone = cells.phone === '' ? (old?.phone ?? '') : cells.phone === NOTHING ? '' : cells.phone
  if (!fits(Person.shape.phone, phone)) wrong('phone', '电话写一行，最多40字')
  const unit =
    cells.unit === '' ? (old?.unit ?? null) : cells.unit === NOTHING ? null : (to.unitIds.get(cells.unit) ?? undefined)
  if (unit === undefined) wrong('unit', `没有“${cells.unit}”这个单位，请先在“${UNIT_SHEET}”表里写上`)
  const before = old?.roles ?? []
  const wanted = cells.roles === '' ? [...before] : cells.roles === NOTHING ? [] : rolesIn(cells.roles)
  if (wanted === null) wrong('roles', `身份只有${Object.values(ROLE_WORDS).join('、')}`)
  const changed = ROLES.filter((role) => (wanted ?? before).includes(role) !== before.includes(role))
  if (changed.some((role) => !to.rights.roles.includes(role))) wrong('roles', '这个身份由系统管理员给')
  const parsed = mail === null ? null : (Mail.safeParse(mail).data ?? mail)
  if (old && parsed !== old.mail && !to.rights.address(old)) wrong('mail', '有身份的人员，邮箱由系统管理员改')
  if (unit === undefined || wanted === null) return []
  const tell = (field: PersonField, was: string, is: string): void => {
    if (was !== is) to.says.push({ ...at(field), text: `${name}的${PERSON_HEADS[field]}：${shown(was)}→${shown(is)}` })
  }
  const words = (roles: readonly Role[]): string => roles.map((role) => ROLE_WORDS[role]).join('、')
  const unitName = new Map([...to.unitIds].map(([unitName, unitId]) => [unitId, unitName]))
  const says = to.says.length
  if (!old) to.says.push({ ...at('name'), text: `新增人员${name}` })
  else {
    tell('name', old.name, name)
    tell('unit', unitName.get(old.unit ?? '') ?? '', unitName.get(unit ?? '') ?? '')
    tell('mail', old.mail ?? '', parsed ?? '')
    tell('phone', old.phone, phone)
  }
  if (changed.length > 0) tell('roles', words(before), words(wanted))
  if (to.says.length === says) return []
  return [
    { id, fields: { name, mail: parsed, phone, unit }, roles: changed.length > 0 ? wanted : null, fresh: old === null },
  ]
}

const rolesIn = (text: string): Role[] | null => {
  const words = listed(text)
  const roles = ROLES.filter((role) => words.includes(ROLE_WORDS[role]))
  return roles.length === new Set(words).size ? roles : null
}

/** An address belongs to one person. */
const checkMails = (
  changes: readonly PersonChange[],
  rows: readonly { row: Row<PersonField>; id: string }[],
  people: readonly Person[],
  problems: Said[],
): void => {
  const changed = new Map(changes.map((one) => [one.id, one.fields]))
  const owners = new Map<string, { id: string; name: string }>()
  for (const person of people)
    if (!changed.has(person.id) && person.mail !== null) owners.set(person.mail, { id: person.id, name: person.name })
  for (const { row, id } of rows) {
    const own = changed.get(id)
    if (!own || own.mail === null) continue
    const owner = owners.get(own.mail)
    if (owner && owner.id !== id) problems.push({ ...row.at('mail'), text: `${own.mail}已经是${owner.name}的邮箱` })
    else owners.set(own.mail, { id, name: own.name })
  }
}

const unitChange = (
  { cells, at }: Row<UnitField>,
  old: Unit | null,
  id: string,
  to: {
    personIn: (text: string, unit: string) => string | { problem: string }
    names: ReadonlyMap<string, string>
    problems: Said[]
    says: Said[]
  },
): UnitChange[] => {
  const problems = to.problems.length
  const wrong = (field: UnitField, text: string): void => {
    to.problems.push({ ...at(field), text })
  }
  const text = (field: 'name' | 'fullName'): string =>
    cells[field] === '' ? (old?.[field] ?? '') : cells[field] === NOTHING ? '' : cells[field]
  const name = text('name')
  if (!fits(Unit.shape.name, name)) wrong('name', '请填写名称，一行，最多40字')
  const fullName = text('fullName')
  if (!fits(Unit.shape.fullName, fullName)) wrong('fullName', '全称写一行，最多80字')
  const aliases = cells.aliases === '' ? (old?.aliases ?? []) : cells.aliases === NOTHING ? [] : listed(cells.aliases)
  if (!fits(Unit.shape.aliases, aliases)) wrong('aliases', '别名用顿号分开，每个最多40字，最多20个')
  const given = cells.class === '' ? (old?.class ?? '处室') : cells.class
  const unitClass = UNIT_CLASSES.find((one) => one === given)
  if (!unitClass) wrong('class', `类别只有${UNIT_CLASSES.join('、')}`)
  const order = cells.order === '' ? (old?.order ?? 0) : Number(cells.order)
  if (!fits(Unit.shape.order, order)) wrong('order', '排列次序填0到100000的整数')
  if (!old && cells.order === '') wrong('order', '新增的单位要填排列次序')
  const signOff = cells.signOff === '' ? (old?.signOff ?? false) : cells.signOff === YES
  if (!['', YES, NO].includes(cells.signOff)) wrong('signOff', `填“${YES}”或“${NO}”`)
  const places: Partial<Record<Capacity, string | null>> = {}
  for (const as of CAPACITIES) {
    if (cells[as] === '') continue
    const found = cells[as] === NOTHING ? null : to.personIn(cells[as], id)
    if (found !== null && typeof found !== 'string') wrong(as, found.problem)
    else if (found !== (old?.[as] ?? null)) places[as] = found
  }
  if (to.problems.length > problems || !unitClass) return []
  const tell = (field: UnitField, was: string, is: string): void => {
    if (was !== is) to.says.push({ ...at(field), text: `${name}的${UNIT_HEADS[field]}：${shown(was)}→${shown(is)}` })
  }
  const says = to.says.length
  if (!old) to.says.push({ ...at('name'), text: `新增单位${name}` })
  else {
    tell('name', old.name, name)
    tell('fullName', old.fullName, fullName)
    tell('aliases', old.aliases.join('、'), aliases.join('、'))
    tell('class', old.class, unitClass)
    tell('order', String(old.order), String(order))
    tell('signOff', old.signOff ? YES : NO, signOff ? YES : NO)
  }
  const person = (one: string | null | undefined): string => (one ? (to.names.get(one) ?? one) : '')
  for (const as of CAPACITIES) if (as in places) tell(as, person(old?.[as]), person(places[as]))
  if (to.says.length === says) return []
  const fields: UnitFields = { name, fullName, aliases, class: unitClass, order, signOff }
  const same = old !== null && JSON.stringify(fields) === JSON.stringify(fieldsOf(old))
  return [{ id, fields: same ? null : fields, places, fresh: old === null }]
}
