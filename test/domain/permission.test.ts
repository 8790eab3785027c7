import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Actor, actorOf, type Person, ROLES, type Role, type Unit } from '../../shared/domain/people.ts'
import { may, PERMISSIONS, type Permission, type Subject } from '../../shared/domain/permission.ts'
import { unit } from './counting/scene.ts'

const units: Unit[] = [
  unit('faguichu', 1, { coordinator: 'filer', standIn: 'stand-in', head: 'head', standInHead: 'deputy' }),
  unit('jiuzhuchu', 2, { coordinator: 'other' }),
]
const person = (id: string, roles: Role[] = [], over: Partial<Person> = {}): Actor =>
  actorOf(
    { id, name: id, mail: null, phone: '', unit: null, units: [], roles, removed: false, epoch: 0, ...over },
    units,
  )

/** Everybody who may stand before a door, and the report of 法规处 that it is about. */
const PEOPLE = {
  coordinator: person('filer'),
  standIn: person('stand-in'),
  standInHead: person('deputy'),
  head: person('head'),
  /** Belongs to the unit and serves it in no capacity. */
  member: person('member', [], { unit: 'faguichu' }),
  /** Coordinator of another unit. */
  other: person('other'),
  office: person('sun', ['office']),
  evaluator: person('tang', ['evaluator']),
  leadership: person('li', ['leadership']),
  administrator: person('zhou', ['administrator']),
  reviewer: person('wu', ['reviewer']),
  nobody: person('nobody'),
  /** Every role and every capacity, and taken off the list. */
  removed: person('filer', [...ROLES], { unit: 'faguichu', removed: true }),
} as const
type Who = keyof typeof PEOPLE
const subject: Subject = { unit: 'faguichu', hands: ['filer'] }

const EVERYBODY: Who[] = [
  'coordinator',
  'standIn',
  'head',
  'standInHead',
  'member',
  'other',
  'office',
  'evaluator',
  'leadership',
  'administrator',
  'reviewer',
  'nobody',
]

/** The whole catalogue: who may. Whoever does not stand here may not. */
const TABLE: Record<Permission, Who[]> = {
  'report.read': ['coordinator', 'standIn', 'head', 'standInHead', 'member', 'office', 'evaluator', 'reviewer'],
  'report.fill': ['coordinator', 'standIn'],
  'report.sign': ['head', 'standInHead'],
  'report.accept': ['office', 'evaluator', 'reviewer'],
  'phase.read': ['coordinator', 'standIn', 'head', 'standInHead', 'member', 'office', 'evaluator', 'reviewer'],
  'phase.file': ['coordinator', 'standIn'],
  'phase.mark': ['office'],
  'report.return': ['office'],
  'report.attach': ['coordinator', 'standIn', 'office'],
  'report.enter': ['office'],
  'report.extend': ['office'],
  'task.verify': ['office'],
  'evaluation.draft': ['office', 'evaluator'],
  'evaluation.read': EVERYBODY,
  'evaluation.rules': ['office'],
  'evaluation.mark': ['office', 'evaluator'],
  'evaluation.publish': ['office'],
  'plan.read': EVERYBODY,
  'plan.edit': ['office'],
  'calendar.edit': ['office', 'administrator'],
  'people.read': ['office', 'administrator'],
  'people.edit': ['office', 'administrator'],
  'roles.edit': ['administrator'],
  'reviewer.appoint': ['office', 'administrator'],
  'sign-in.edit': ['office', 'administrator'],
  'overview.read': ['office', 'evaluator', 'leadership', 'reviewer'],
  'leadership.link': ['office'],
  'summary.read': EVERYBODY,
  'output.download': ['office', 'evaluator'],
  'history.verify': ['office', 'evaluator', 'administrator'],
  'reminder.read': ['office'],
  'reminder.run': ['office'],
  'reminder.edit': ['office'],
  'alarm.read': ['office', 'administrator'],
  'export.all': ['administrator'],
}

describe('permissions', () => {
  it('the table names every permission', () => {
    expect(Object.keys(TABLE).sort()).toEqual([...PERMISSIONS].sort())
  })

  for (const permission of PERMISSIONS)
    it.each(Object.keys(PEOPLE) as Who[])(`${permission}: %s`, (who) => {
      expect(may(PEOPLE[who], permission, subject)).toBe(TABLE[permission].includes(who))
    })

  it('nobody accepts what they filed, signed or entered, whatever roles they hold', () => {
    fc.assert(
      fc.property(fc.subarray([...ROLES]), fc.option(fc.constantFrom('faguichu', 'jiuzhuchu')), (roles, own) => {
        const actor = person('sun', roles, { unit: own })
        expect(may(actor, 'report.accept', { unit: 'faguichu', hands: ['filer', 'sun'] })).toBe(false)
      }),
      { numRuns: 200 },
    )
  })

  it('an evaluator or reviewer of the unit itself does not accept its reports; the office does, and the report is 自审', () => {
    for (const role of ['evaluator', 'reviewer'] as const) {
      expect(may(person('qi', [role], { unit: 'faguichu' }), 'report.accept', subject)).toBe(false)
      expect(may(person('head', [role]), 'report.accept', subject)).toBe(false)
    }
    expect(may(person('qi', ['office'], { unit: 'faguichu' }), 'report.accept', subject)).toBe(true)
  })

  it('nobody marks their own unit, by membership or by serving it, whatever roles they hold', () => {
    for (const role of ['office', 'evaluator'] as const) {
      expect(may(person('qi', [role], { unit: 'faguichu' }), 'evaluation.mark', subject)).toBe(false)
      expect(may(person('filer', [role]), 'evaluation.mark', subject)).toBe(false)
      expect(may(person('qi', [role], { unit: 'faguichu' }), 'evaluation.mark', { unit: 'jiuzhuchu' })).toBe(true)
    }
  })

  it('serving one unit gives nothing in another', () => {
    for (const permission of ['report.read', 'report.fill', 'report.sign'] as const)
      expect(may(PEOPLE.coordinator, permission, { unit: 'jiuzhuchu' })).toBe(false)
  })

  it('a removed person may nothing, whatever they held', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PERMISSIONS), fc.subarray([...ROLES]), (permission, roles) => {
        const actor = person('filer', roles, { unit: 'faguichu', removed: true })
        expect(may(actor, permission, { unit: 'faguichu' })).toBe(false)
        expect(may(actor, permission)).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

  it('a further role never takes anything away', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PERMISSIONS),
        fc.subarray([...ROLES]),
        fc.constantFrom(...ROLES),
        (permission, roles, more) => {
          if (may(person('sun', roles), permission, subject))
            expect(may(person('sun', [...roles, more]), permission, subject)).toBe(true)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('without a subject, no one fills, signs or reads as a unit’s own', () => {
    for (const permission of ['report.fill', 'report.sign', 'report.read'] as const)
      expect(may(PEOPLE.coordinator, permission)).toBe(false)
  })
})
