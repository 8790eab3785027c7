import type { Actor, Capacity, Role } from './people.ts'
import { belongsTo, CAPACITIES, ROLES } from './people.ts'

/** What is asked about: a unit's thing, a report with those who laid hands on it, a person with their roles. Nothing for acts on the whole. */
export type Subject = { unit?: string; hands?: readonly string[]; roles?: readonly Role[] }

const serves = (actor: Actor, subject: Subject, as: readonly Capacity[]): boolean =>
  actor.serves.some((served) => served.unit === subject.unit && as.includes(served.as))
const office = (actor: Actor): boolean => actor.person.roles.includes('office')
const administrator = (actor: Actor): boolean => actor.person.roles.includes('administrator')
const evaluator = (actor: Actor): boolean => actor.person.roles.includes('evaluator')
const leadership = (actor: Actor): boolean => actor.person.roles.includes('leadership')
const outside = (actor: Actor, subject: Subject): boolean =>
  subject.unit === undefined || !belongsTo(actor, subject.unit)
const hasNoHandIn = (actor: Actor, subject: Subject): boolean => !(subject.hands ?? []).includes(actor.person.id)

const reads = (actor: Actor, subject: Subject): boolean =>
  serves(actor, subject, CAPACITIES) ||
  (subject.unit !== undefined && actor.person.unit === subject.unit && !actor.person.removed) ||
  office(actor) ||
  evaluator(actor) ||
  actor.person.roles.includes('reviewer')
const fills = (actor: Actor, subject: Subject): boolean => serves(actor, subject, ['coordinator', 'standIn'])

/**
 * The one catalogue of permissions (A2). Each line answers "may this person do this to that?" in a sentence; every door asks here.
 */
const CATALOGUE = {
  /** A unit's own people see its reports; the office and the evaluator see all. */
  'report.read': reads,
  'report.fill': fills,
  'report.sign': (actor, subject) => serves(actor, subject, ['head', 'standInHead']),
  /** Never one who filed, signed or entered it; besides the office, an evaluator or reviewer from outside the unit. */
  'report.accept': (actor, subject) =>
    hasNoHandIn(actor, subject) &&
    (office(actor) || ((evaluator(actor) || actor.person.roles.includes('reviewer')) && outside(actor, subject))),
  /** What the phases ask of a unit is read and filed by whom its reports are. */
  'phase.read': reads,
  'phase.file': fills,
  'phase.mark': (actor) => office(actor),
  'report.return': (actor) => office(actor),
  'report.enter': (actor) => office(actor),
  /** 佐证材料: with the report that one fills in, or enters for the unit. */
  'report.attach': (actor, subject) => serves(actor, subject, ['coordinator', 'standIn']) || office(actor),
  'report.extend': (actor) => office(actor),
  'task.verify': (actor) => office(actor),
  /** The draft of the evaluation with its rules and marks; what is published is for everybody, a unit's own part or all. */
  'evaluation.draft': (actor) => office(actor) || evaluator(actor),
  'evaluation.read': (actor) => !actor.person.removed,
  'evaluation.rules': (actor) => office(actor),
  /** Nobody marks their own unit. */
  'evaluation.mark': (actor, subject) => (office(actor) || evaluator(actor)) && outside(actor, subject),
  'evaluation.publish': (actor) => office(actor),
  'plan.read': (actor) => !actor.person.removed,
  'plan.edit': (actor) => office(actor),
  'calendar.edit': (actor) => office(actor) || administrator(actor),
  'people.read': (actor) => office(actor) || administrator(actor),
  'people.edit': (actor) => office(actor) || administrator(actor),
  /** Roles are the administrator's alone: the office does not appoint itself. */
  'roles.edit': (actor) => administrator(actor),
  /** 复核人 is named by the office (design.md): who accepts its own reports in its stead. */
  'reviewer.appoint': (actor) => office(actor) || administrator(actor),
  /** What a person signs in by: address and removal. Of those who hold a role it is the administrator's too, or the office could sign in as them. */
  'sign-in.edit': (actor, subject) => administrator(actor) || (office(actor) && (subject.roles ?? []).length === 0),
  /** The matrices and rates of all units. Units see the published summaries: who filed when, no texts. */
  'overview.read': (actor) =>
    office(actor) || evaluator(actor) || leadership(actor) || actor.person.roles.includes('reviewer'),
  /** Links that open the leadership page without signing in. */
  'leadership.link': (actor) => office(actor),
  'summary.read': (actor) => !actor.person.removed,
  /** The workbooks carry every unit's texts: leadership reads the pages with the figures. */
  'output.download': (actor) => office(actor) || evaluator(actor),
  /** Whether the records stand as they were written: shown to whoever answers for them or relies on them. */
  'history.verify': (actor) => office(actor) || evaluator(actor) || administrator(actor),
  'reminder.read': (actor) => office(actor),
  'reminder.run': (actor) => office(actor),
  'reminder.edit': (actor) => office(actor),
  /** Whom it concerns that no reminder run was made. */
  'alarm.read': (actor) => office(actor) || administrator(actor),
  'export.all': (actor) => administrator(actor),
} satisfies Record<string, (actor: Actor, subject: Subject) => boolean>

export type Permission = keyof typeof CATALOGUE
export const PERMISSIONS = Object.keys(CATALOGUE) as Permission[]

/** May this person do this to that? */
export const may = (actor: Actor, permission: Permission, subject: Subject = {}): boolean =>
  (CATALOGUE[permission] as (actor: Actor, subject: Subject) => boolean)(actor, subject)

/** The roles that this person may give and take. */
export const rolesToGive = (actor: Actor): readonly Role[] =>
  may(actor, 'roles.edit') ? ROLES : may(actor, 'reviewer.appoint') ? ['reviewer'] : []
