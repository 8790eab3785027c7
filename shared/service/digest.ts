import { allPeriods } from '../domain/calendar.ts'
import { type DayDigest, dayDigest, type HeadLine, partDigest, type Trouble, walk } from '../domain/digest.ts'
import { HeadBase } from '../domain/history.ts'
import type { Plan } from '../domain/plan.ts'
import { dateOf, type Instant, type LocalDate } from '../domain/time.ts'
import { type Call, type Deps, permit } from './deps.ts'
import { keys } from './keys.ts'
import type { Load } from './load.ts'

/** The daily digest of a plan's histories, and the walk that holds them against it (A2). */
export type Digests = ReturnType<typeof createDigests>

/** Lines in one cell: some 80 bytes each, so that a cell stays far below what an item may hold. */
const LINES = 2_000
/** Histories read at once while walking. */
const ABREAST = 16

export type Verified = { plan: string; heads: number; records: number; days: number; troubles: Trouble[] }

export const createDigests = ({ chains, cells, chance }: Deps, load: Load) => {
  const hash = (text: string): string => chance.hash(text)

  /** Everything with a history that a plan's outputs rest on. A new kind of history is a line here. */
  const collectionsOf = async (plan: Plan): Promise<string[]> =>
    [
      keys.plans,
      ...allPeriods(plan.rhythm, await load.calendar()).map(({ period }) => keys.reports(plan.id, period)),
      keys.verifications(plan.id),
      keys.kickoffs(plan.id),
      keys.lookbacks(plan.id),
      keys.allBenchmarks(plan.id),
      keys.evaluations(plan.id),
      keys.allMarks(plan.id),
      keys.units,
      keys.people,
      keys.calendar,
      keys.formLayouts,
      keys.reminderRules(plan.id),
      { collection: keys.outputsCollection },
    ].map(({ collection }) => collection)

  /** Collections in which each plan has one history of its own, beside those of other plans. */
  const BY_PLAN: readonly string[] = [
    keys.plans.collection,
    keys.outputsCollection,
    keys.formLayouts.collection,
    keys.reminderRules('').collection,
  ]

  /** The heads of one collection; of those with one for each plan this plan's alone. */
  const standing = async (plan: Plan, collection: string): Promise<{ id: string; head: HeadBase }[]> =>
    (await chains.standing({ collection })).filter(({ id }) => !BY_PLAN.includes(collection) || id === plan.id)

  const keep = async (plan: string, day: LocalDate, collection: string, lines: readonly HeadLine[]): Promise<void> => {
    for (let from = 0; from < lines.length; from += LINES)
      await cells.put(keys.digestLines(plan, day, collection, from / LINES), lines.slice(from, from + LINES), 'any')
  }

  const kept = async (plan: string, day: LocalDate, collection: string): Promise<HeadLine[]> =>
    (await cells.list(keys.digestPart(plan, day, collection))).flatMap(({ value }) => value)

  const days = async (plan: string): Promise<DayDigest[]> =>
    (await cells.list(keys.digests(plan))).map(({ value }) => value)

  return {
    /**
     * The digest of a plan's day, made and stored the first time it is asked for: the first of a day stands.
     * @throws Refusal access.missing when the plan is not published
     */
    ofDay: async (planId: string, now: Instant): Promise<DayDigest> => {
      const day = dateOf(now)
      const known = await cells.get(keys.digest(planId, day))
      if (known) return known.value
      const plan = await load.published(planId)
      const before = (await days(planId)).filter((one) => one.day < day).at(-1) ?? null
      const parts: DayDigest['parts'] = []
      for (const collection of await collectionsOf(plan)) {
        const lines: HeadLine[] = (await standing(plan, collection)).flatMap(({ id, head }) =>
          head.hash === null ? [] : [{ id, hash: head.hash }],
        )
        const part = { collection, count: lines.length, digest: partDigest(hash, lines) }
        const same = before?.parts.find((one) => one.collection === part.collection && one.digest === part.digest)
        if (!same) await keep(planId, day, collection, lines)
        parts.push({ ...part, kept: same?.kept ?? day })
      }
      const made = { plan: planId, day, at: now, before: before?.digest ?? null, parts }
      const digest: DayDigest = { ...made, digest: dayDigest(hash, made) }
      if (await cells.put(keys.digest(planId, day), digest, 0)) return digest
      return (await cells.get(keys.digest(planId, day)))?.value ?? digest
    },

    days: async (planId: string, call: Call): Promise<DayDigest[]> => {
      permit(call.actor, 'history.verify')
      return days(planId)
    },

    /**
     * Walks every history of a plan and holds it against every day's digest: says which record was altered or is lost, and which history was cut or
     * removed since which day.
     */
    verify: async (planId: string, call: Call): Promise<Verified> => {
      permit(call.actor, 'history.verify')
      const plan = await load.published(planId)
      const troubles: Trouble[] = []
      const found = new Map<string, ReadonlySet<string>>()
      let records = 0
      for (const collection of await collectionsOf(plan)) {
        const heads = await standing(plan, collection)
        for (let from = 0; from < heads.length; from += ABREAST)
          await Promise.all(
            heads.slice(from, from + ABREAST).map(async ({ id, head }) => {
              const { hashes, trouble } = walk(hash, head, await chains.records({ collection, id, schema: HeadBase }))
              records += hashes.length
              found.set(`${collection}#${id}`, new Set(hashes))
              if (trouble) troubles.push({ collection, id, day: null, ...trouble })
            }),
          )
      }
      const all = await days(planId)
      for (const [index, day] of all.entries()) {
        const { digest, ...said } = day
        const sound = dayDigest(hash, said) === digest && day.before === (all[index - 1]?.digest ?? null)
        if (!sound)
          troubles.push({
            collection: keys.digests(planId).collection,
            id: day.day,
            what: 'altered',
            record: null,
            day: day.day,
          })
        for (const part of day.parts) {
          if (part.kept !== day.day) continue
          const lines = await kept(planId, day.day, part.collection)
          if (partDigest(hash, lines) !== part.digest)
            troubles.push({ collection: part.collection, id: day.day, what: 'altered', record: null, day: day.day })
          for (const { id, hash: line } of lines) {
            const hashes = found.get(`${part.collection}#${id}`)
            const told = troubles.some((one) => one.collection === part.collection && one.id === id)
            if (told || hashes?.has(line)) continue
            troubles.push({
              collection: part.collection,
              id,
              what: hashes ? 'cut' : 'removed',
              record: null,
              day: day.day,
            })
          }
        }
      }
      troubles.sort((one, other) => compare(one.collection, other.collection) || compare(one.id, other.id))
      return { plan: planId, heads: found.size, records, days: all.length, troubles }
    },
  }
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
