import * as z from 'zod'
import { LocalDate, lastDay, type Period } from './time.ts'

/** Identifiers are short latin slugs; they stand in addresses and file names. */
export const Slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/)

export const UNIT_CLASSES = ['处室', '直属事业单位', '社会组织'] as const
export const UnitClass = z.enum(UNIT_CLASSES)
export type UnitClass = z.infer<typeof UnitClass>

/** Names, telephone numbers: one line without control characters, as they stand in mail headers, file names and cells. */
const line = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^\P{Cc}*$/u)

export const Mail = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .regex(/^[^\s@<>"',;:()[\]\\]+@[^\s@<>"',;:()[\]\\]+\.[^\s@<>"',;:()[\]\\.]+$/)

/** Addresses that may be copied on a unit's mail. */
export const MOST_COPIES = 5

/** 责任单位. `coordinator`, `standIn`, `head` and `standInHead` are person ids; the unit says who serves it, the person only lists where to look. */
export const Unit = z.object({
  id: Slug,
  name: line(40).min(1),
  fullName: line(80).default(''),
  aliases: z.array(line(40).min(1)).max(20).default([]),
  class: UnitClass,
  order: z.int().min(0).max(100_000),
  /** First and last day on which the unit exists; null is open. */
  from: LocalDate.nullable().default(null),
  to: LocalDate.nullable().default(null),
  coordinator: Slug.nullable().default(null),
  standIn: Slug.nullable().default(null),
  head: Slug.nullable().default(null),
  /** Signs in the head's stead. */
  standInHead: Slug.nullable().default(null),
  /** The head signs every report off before it reaches the office (R7). */
  signOff: z.boolean().default(false),
  /** Earlier names, the oldest first, each with its last day. */
  formerly: z
    .array(z.object({ name: line(40).min(1), to: LocalDate }))
    .max(20)
    .default([]),
  /** Who carries its tasks on since it was merged or split (`to` is its last day). */
  successors: z.array(Slug).max(20).default([]),
  /** The unit's shared mailbox: copied on the mail to its coordinator, and written to where the unit has no coordinator with an address. */
  mailbox: Mail.nullable().default(null),
  /** Others who are copied on the mail to the coordinator. */
  cc: z.array(Mail).max(MOST_COPIES).default([]),
  /** Not named in the notice but assumed for the sample data; every output that shows the unit says so. */
  assumed: z.boolean().default(false),
})
export type Unit = z.infer<typeof Unit>

/** What forms say of a unit; who serves it, and what became of it, have acts of their own. Addresses that are not given stay as they are. */
export type UnitInput = Omit<Unit, Capacity | 'formerly' | 'successors' | 'mailbox' | 'cc'> &
  Partial<Pick<Unit, 'mailbox' | 'cc'>>

/** What the unit is or was called on a day. */
export const nameOn = (unit: Pick<Unit, 'name' | 'formerly'>, day: string): string =>
  unit.formerly.find((one) => day <= one.to)?.name ?? unit.name

/**
 * Units as a period's pages, workbooks and mails call them on a day (P4): one that was renamed or merged since bears both names,
 * 福利处（原救灾处）.
 * @param known more units, where successors may be found
 */
export const named = (units: readonly Unit[], period: Period, day: string, known: readonly Unit[] = units): Unit[] => {
  const end = lastDay(period)
  const then = end < day ? end : day
  let byId: Map<string, Unit> | null = null
  const heirs = (unit: Unit): string => {
    byId ??= new Map(known.map((one) => [one.id, one]))
    return unit.successors
      .map((id) => byId?.get(id))
      .flatMap((one) => (one ? nameOn(one, day) : []))
      .join('、')
  }
  return units.map((unit) => {
    if (unit.formerly.length === 0 && unit.successors.length === 0) return unit
    const was = nameOn(unit, then)
    const gone = unit.to !== null && unit.to < day
    const is = (gone ? heirs(unit) : '') || nameOn(unit, day)
    return { ...unit, name: is === was ? is : `${is}（原${was}）` }
  })
}

/** What a person may be beyond serving a unit. `reviewer` is 复核人: may accept the office's own reports. */
export const ROLES = ['office', 'evaluator', 'leadership', 'administrator', 'reviewer'] as const
export const Role = z.enum(ROLES)
export type Role = z.infer<typeof Role>

export const ROLE_WORDS: Record<Role, string> = {
  office: '法规处',
  evaluator: '第三方评价机构',
  leadership: '厅党组',
  administrator: '系统管理员',
  reviewer: '复核人',
}

export const Person = z.object({
  id: Slug,
  name: line(40).min(1),
  mail: Mail.nullable(),
  phone: line(40).default(''),
  /** The unit the person belongs to (自审 is judged by it); null outside the department. */
  unit: Slug.nullable().default(null),
  /** Units the person may serve in some capacity; the unit record decides whether and as what. */
  units: z.array(Slug).max(200).default([]),
  roles: z.array(Role).default([]),
  removed: z.boolean().default(false),
  /** Raised at role change, removal and sign-out everywhere: sessions of a lower epoch have ended. */
  epoch: z.int().min(0).default(0),
})
export type Person = z.infer<typeof Person>

export const CAPACITIES = ['coordinator', 'standIn', 'head', 'standInHead'] as const
export type Capacity = (typeof CAPACITIES)[number]
export const CAPACITY_WORDS: Record<Capacity, string> = {
  coordinator: '工作协调员',
  standIn: '代填人',
  head: '处室（单位）负责人',
  standInHead: '代签人',
}
/** A place that may well stay empty. */
export const isStandIn = (as: Capacity): boolean => as === 'standIn' || as === 'standInHead'
/** In table heads and lists, where the full word of the head is too long. */
export const CAPACITY_SHORT: Record<Capacity, string> = { ...CAPACITY_WORDS, head: '负责人' }

/** A signed-in person with what they serve today: what permissions are asked about. */
export type Actor = { person: Person; serves: { unit: string; as: Capacity }[] }

/** Unit and person records → actor. A removed person serves nothing and holds no role. */
export const actorOf = (person: Person, units: readonly Unit[]): Actor => ({
  person: person.removed ? { ...person, roles: [] } : person,
  serves: person.removed
    ? []
    : units.flatMap((unit) => CAPACITIES.filter((as) => unit[as] === person.id).map((as) => ({ unit: unit.id, as }))),
})

/** Does the person belong to the unit, by membership or by serving it? 自审 and "never one's own" are judged by this. */
export const belongsTo = (actor: Actor, unit: string): boolean =>
  actor.person.unit === unit || actor.serves.some((served) => served.unit === unit)

/** An id that is not taken: the wish made a slug, with a number behind it where it is taken. */
export const freshId = (wish: string, taken: readonly string[]): string => {
  const slug =
    wish
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 32) || 'person'
  for (let number = 1; ; number++) {
    const id = number === 1 && slug !== 'unit' && slug !== 'person' ? slug : `${slug}-${number}`
    if (!taken.includes(id)) return id
  }
}
