import type { LeadershipLink } from '../domain/leadershipLink.ts'
import { LINK_DAYS } from '../domain/leadershipLink.ts'
import { Refusal } from '../domain/refusal.ts'
import { addMinutes, type Instant } from '../domain/time.ts'
import { type Call, type Deps, permit } from './deps.ts'
import { keys } from './keys.ts'
import type { Load } from './load.ts'

/**
 * Links by which 厅党组 opens its page without signing in (design.md, security): a random 256-bit token of which only the hash is kept, seven days of
 * machine time, listed, revocable, each opening counted.
 */
/** A counter may be moved by several readers at once. */
const TRIES = 8

export const createLeadershipLinks = ({ cells, chance }: Deps, load: Load) => ({
  /** @returns the token: it is shown once, to whoever made it */
  create: async (call: Call, machine: Instant, given: { plan: string; note: string }): Promise<string> => {
    permit(call.actor, 'leadership.link')
    await load.published(given.plan)
    const token = chance.token()
    const until = addMinutes(machine, LINK_DAYS * 24 * 60)
    const link: LeadershipLink = {
      plan: given.plan,
      note: given.note.trim(),
      by: call.actor.person.name,
      at: call.now,
      until,
      revoked: null,
      openings: 0,
      lastOpened: null,
    }
    await cells.put(keys.leadershipLink(chance.hash(token)), link, 0, addMinutes(until, 30 * 24 * 60))
    return token
  },

  /** All links of a plan, the newest first. */
  list: async (call: Call, plan: string): Promise<(LeadershipLink & { id: string })[]> => {
    permit(call.actor, 'leadership.link')
    return (await cells.list(keys.leadershipLinks))
      .map(({ id, value }) => ({ id, ...value }))
      .filter((link) => link.plan === plan)
      .sort((one, other) => (one.at < other.at ? 1 : -1))
  },

  /** @throws Refusal access.missing · head.moved when it was opened or revoked meanwhile */
  revoke: async (call: Call, id: string): Promise<void> => {
    permit(call.actor, 'leadership.link')
    const found = await cells.get(keys.leadershipLink(id))
    if (!found) throw new Refusal('access.missing', {})
    if (found.value.revoked !== null) return
    const revoked = { ...found.value, revoked: call.now }
    if (!(await cells.put(keys.leadershipLink(id), revoked, found.version)))
      throw new Refusal('head.moved', { by: '', at: '' })
  },

  /**
   * Whoever has the token reads the plan's page; the opening is counted.
   * @throws Refusal access.missing for a token that is unknown, revoked or out of time: they are not told apart
   */
  open: async (token: string, now: Instant, machine: Instant): Promise<string> => {
    const ref = keys.leadershipLink(chance.hash(token))
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const found = await cells.get(ref)
      if (!found || found.value.revoked !== null || machine >= found.value.until)
        throw new Refusal('access.missing', {})
      const opened = { ...found.value, openings: found.value.openings + 1, lastOpened: now }
      if (await cells.put(ref, opened, found.version)) return found.value.plan
    }
    throw new Refusal('head.moved', { by: '', at: '' })
  },
})
