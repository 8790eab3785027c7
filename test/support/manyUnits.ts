import { systemChance } from '../../shared/adapter/crypto/chance.ts'
import { Person, Unit } from '../../shared/domain/people.ts'
import { WholePlan } from '../../shared/domain/plan.ts'
import { at } from '../../shared/domain/time.ts'
import { change } from '../../shared/service/chain.ts'
import { keys } from '../../shared/service/keys.ts'
import type { Cells, Chains } from '../../shared/service/ports.ts'
import { as, plan } from './bureau.ts'

/** A bureau of many units for tests of the reminders: one task each, one coordinator each, one person in the office. */
export const seedUnits = async (
  { chains }: { chains: Chains; cells: Cells },
  units: readonly { id: string; mail: string }[],
): Promise<void> => {
  const deps = { chains, chance: systemChance }
  const call = { actor: as('guanli'), now: at('2019-03-12', '09:00') }
  const create = async (id: string, mail: string, order: number): Promise<void> => {
    const unit = Unit.parse({ id, name: `${id}处`, order, class: '处室', coordinator: `${id}-person`, head: null })
    const person = Person.parse({ id: `${id}-person`, name: `示例·${id}`, mail, unit: id, units: [id] })
    await change(deps, keys.unit(id), null, call, { act: 'create', head: { state: 'kept', unit }, body: unit })
    await change(deps, keys.person(person.id), null, call, {
      act: 'create',
      head: { state: 'kept', person },
      body: person,
    })
  }
  await Promise.all(units.map(({ id, mail }, order) => create(id, mail, order)))
  const office = Person.parse({ id: 'office', name: '示例·法规处', mail: 'office@mzt.example', roles: ['office'] })
  await change(deps, keys.person('office'), null, call, {
    act: 'create',
    head: { state: 'kept', person: office },
    body: office,
  })
  const whole = WholePlan.parse({
    ...plan,
    duties: units.map(({ id }) => ({ unit: id, task: 1, role: 'responsible', from: null, to: null })),
  })
  await change(deps, keys.plan(plan.id), null, call, {
    act: 'publish',
    body: whole,
    head: {
      id: plan.id,
      title: plan.title,
      year: plan.year,
      state: 'published',
      publishedAt: at('2019-06-12', '09:00'),
    },
  })
}
