import type { Actor } from '../../../shared/domain/people.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { Services } from '../../compose.ts'
import { founder } from '../../found.ts'
import { sampleAnswers, samplePeople, sampleUnits } from './department.ts'

/** Units and people of the sample department, appointed. */
export const settleDepartment = async ({ people }: Services, now: Instant): Promise<void> => {
  const call = { actor: founder, now }
  await Promise.all(
    sampleUnits.map(({ coordinator: _c, standIn: _s, head: _h, standInHead: _i, ...unit }) =>
      people.saveUnit(call, unit),
    ),
  )
  await Promise.all(
    samplePeople.map(({ id, name, mail, phone, unit, roles }) =>
      people.savePerson(call, { id, name, mail, phone, unit, roles }),
    ),
  )
  await Promise.all(
    sampleUnits.map(({ id, coordinator, standIn, head, standInHead }) =>
      people.appoint(call, id, { coordinator, standIn, head, standInHead }),
    ),
  )
}

/**
 * Imports a notice, answers its questions and publishes it. Wildcards of the 2019 notice get the sample office's answers; in any other
 * notice every question is answered with all divisions, and a named party that is no unit yet becomes one.
 * @returns the plan's id
 */
export const settlePlan = async (
  { plans, people }: Services,
  office: Actor,
  now: Instant,
  text: string,
): Promise<string> => {
  const call = { actor: office, now }
  const imported = await plans.importNotice(call, { text })
  let draft = await plans.draft(imported.id, call)
  const strangers = [
    ...new Set(
      draft.questions.flatMap((question) =>
        question.kind === 'unknown' && question.party ? [question.party.name] : [],
      ),
    ),
  ]
  for (const [index, name] of strangers.entries())
    await people.saveUnit(
      { actor: founder, now },
      {
        id: `unit-${index + 1}`,
        name,
        fullName: '',
        aliases: [],
        class: '处室',
        order: 1000 + index,
        from: null,
        to: null,
        signOff: false,
        assumed: true,
      },
    )
  if (strangers.length > 0) draft = await plans.draft(imported.id, call)
  const is2019 = draft.plan.documentNumber === '吉民发〔2019〕15号'
  const divisions = sampleUnits.filter((unit) => unit.class === '处室').map((unit) => unit.id)
  const settlements = draft.questions.map((question) => ({
    task: question.task.number,
    party: question.party?.name ?? null,
    units: (is2019 ? sampleAnswers[question.task.number] : undefined) ?? divisions,
  }))
  await plans.settle(imported.id, call, { settlements })
  await plans.publish(imported.id, call)
  return imported.id
}
