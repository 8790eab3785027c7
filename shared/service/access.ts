import { mailHeaders, messageIdOf } from '../domain/mail/envelope.ts'
import { type Actor, Mail as MailAddress, type Person } from '../domain/people.ts'
import { Refusal } from '../domain/refusal.ts'
import { addMinutes, type Instant } from '../domain/time.ts'
import type { Call } from './deps.ts'
import { type CodeAsked, keys } from './keys.ts'
import type { Load } from './load.ts'
import type { PeopleService } from './people.ts'
import {
  type Cells,
  type Chance,
  type Delivery,
  type Issuer,
  IssuerRefused,
  type IssuerVisit,
  type Mailer,
} from './ports.ts'

/**
 * Sign-in and sessions (A1). All times here are machine time, except the date of the mail. Nothing secret is stored as it is: codes and
 * tokens lie hashed, and a code's hash is salted with the token of the browser that asked, so that it is right in that browser only.
 */
export type Access = ReturnType<typeof createAccess>

/** The numbers of design.md, "Security, in numbers". Minutes. */
export const CODE_MINUTES = 10
export const CODE_ATTEMPTS = 5
export const PER_ADDRESS = { count: 3, minutes: 15 }
export const PER_PLACE = { count: 20, minutes: 60 }
export const IDLE_MINUTES = 12 * 60
/** A session is written again at most this often, so that reading a page writes nothing. */
const RENEW_MINUTES = 5
const TRIES = 4

type AccessDeps = {
  cells: Cells
  chance: Chance
  load: Load
  people: Pick<PeopleService, 'endSessions'>
  mailer: Mailer
  /** The department's issuer, where the settings name one. */
  issuer: Issuer | null
  /** Where people reach the service, and whether it is the demo: both stand in the mail. */
  publicUrl: string
  sample: boolean
  /** Told of a code's mail that was not sent; the person asking is told nothing, so that nobody learns which addresses are known. */
  undelivered?: (delivery: Delivery) => void
}

const TOKEN = /^[\w-]{20,64}$/

export const createAccess = (deps: AccessDeps) => {
  const { cells, chance, load } = deps
  const pending = new Set<Promise<void>>()

  const codeHash = (browser: string, code: string): string => chance.hash(`code ${browser} ${code}`)

  /**
   * One more request under a limit; false when the limit is reached. Keeps the times themselves, so that the limit holds in every
   * window of that length and not only in those that begin at full quarters.
   */
  const room = async (what: string, limit: typeof PER_PLACE, machine: Instant): Promise<boolean> => {
    const ref = keys.codesAsked(chance.hash(what))
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const cell = await cells.get(ref)
      const recent = (cell?.value ?? []).filter((at) => at > addMinutes(machine, -limit.minutes))
      if (recent.length >= limit.count) return false
      if (await cells.put(ref, [...recent, machine], cell?.version ?? 0, addMinutes(machine, limit.minutes)))
        return true
    }
    return false
  }

  const present = async (id: string | null): Promise<Person | null> => {
    const person = await load.person(id ?? '-')
    return person?.removed ? null : person
  }

  /** Two reads for a known address as for an unknown one. */
  const personWith = async (mail: string): Promise<Person | null> => {
    const owner = await cells.get(keys.mailOwner(mail))
    const person = await present(owner?.value ?? null)
    return person?.mail === mail ? person : null
  }

  const sendCode = async (to: { name: string; mail: string }, code: string, now: Instant): Promise<void> => {
    const { codeWords } = await import('../domain/mail/code.ts')
    const words = codeWords({ publicUrl: deps.publicUrl, to, code, minutes: CODE_MINUTES, sample: deps.sample })
    const delivery = await deps.mailer
      .send({
        ...words,
        to,
        messageId: messageIdOf('code', chance.hash(chance.token()), new URL(deps.publicUrl).hostname),
        headers: mailHeaders(['code'], [], []),
        at: now,
      })
      .catch((): Delivery => ({ outcome: 'failed', detail: '' }))
    // What a mail server answers often repeats the address.
    if (delivery.outcome !== 'sent') deps.undelivered?.({ outcome: delivery.outcome, detail: 'sign-in code' })
  }

  /** The mail goes out after the answer: how long a mail server takes must not tell a known address from an unknown one. */
  const later = (work: Promise<void>): void => {
    const kept = work.finally(() => pending.delete(kept))
    pending.add(kept)
  }

  const open = async (person: Person, machine: Instant): Promise<string> => {
    const token = chance.token()
    const session = { person: person.id, epoch: person.epoch, seen: machine }
    await cells.put(keys.session(chance.hash(token)), session, 'any', addMinutes(machine, IDLE_MINUTES))
    return `${person.id}.${token}`
  }

  const parts = (cookie: string | undefined): { person: string; token: string } | null => {
    const [person = '', token = ''] = (cookie ?? '').split('.')
    return person !== '' && person.length <= 40 && TOKEN.test(token) ? { person, token } : null
  }

  const refuse = (left: number) => new Refusal('access.code', { left })

  return {
    /** A fresh token for a browser that has none. */
    newBrowser: (): string => chance.token(),

    /**
     * Mails a code to whoever has this address. An address that nobody has gets the same answer after the same steps.
     * @param asked.browser the token in the browser's cookie; only that browser can use the code
     * @param asked.place the address the request came from; null where there is none
     * @throws Refusal input.invalid for what is no mail address · access.too-many
     */
    askCode: async (asked: {
      mail: string
      browser: string
      place: string | null
      machine: Instant
      now: Instant
    }): Promise<void> => {
      const parsed = MailAddress.safeParse(asked.mail)
      if (!parsed.success) throw new Refusal('input.invalid', { problems: ['邮箱地址不对'] })
      const { machine } = asked
      const mail = parsed.data
      if (asked.place !== null && !(await room(`place ${asked.place}`, PER_PLACE, machine)))
        throw new Refusal('access.too-many', {})
      if (!(await room(`mail ${mail}`, PER_ADDRESS, machine))) throw new Refusal('access.too-many', {})
      const person = await personWith(mail)
      const code = chance.code()
      const until = addMinutes(machine, CODE_MINUTES)
      const kept: CodeAsked = {
        mail,
        person: person?.id ?? null,
        hash: codeHash(asked.browser, code),
        left: CODE_ATTEMPTS,
        until,
      }
      await cells.put(keys.codeAsked(chance.hash(asked.browser)), kept, 'any', until)
      if (person) later(sendCode({ name: person.name, mail }, code, asked.now))
    },

    /** The address to which this browser had a code sent that may still be entered, or null. */
    codeSentTo: async (browser: string, machine: Instant): Promise<string | null> => {
      const cell = await cells.get(keys.codeAsked(chance.hash(browser)))
      return cell && machine < cell.value.until && cell.value.left > 0 ? cell.value.mail : null
    },

    /**
     * The code as it was typed → the value of the session cookie. An attempt is counted before it is judged, so that guesses sent at once are
     * counted all; a right code is used up by the one request that removes it.
     * @throws Refusal access.code, with the attempts left
     */
    enterCode: async (given: { code: string; browser: string; machine: Instant }): Promise<string> => {
      const ref = keys.codeAsked(chance.hash(given.browser))
      // An input method may leave full-width digits, and people copy blanks along.
      const code = given.code.normalize('NFKC').replace(/\D/g, '')
      for (let attempt = 0; attempt < CODE_ATTEMPTS + TRIES; attempt++) {
        const cell = await cells.get(ref)
        if (!cell || cell.value.left <= 0 || given.machine >= cell.value.until) throw refuse(0)
        const left = cell.value.left - 1
        if (!(await cells.put(ref, { ...cell.value, left }, cell.version, cell.value.until))) continue
        // Both are SHA-256 of what the guesser cannot choose freely: how far they agree tells nothing.
        const right = codeHash(given.browser, code) === cell.value.hash
        const person = await present(cell.value.person)
        if (!right || person?.mail !== cell.value.mail) throw refuse(left)
        if (!(await cells.remove(ref, cell.version + 1))) throw refuse(0)
        return open(person, given.machine)
      }
      throw refuse(0)
    },

    /**
     * Opens a session without a code: for the demo's list of sample people, and for nothing else.
     * @throws Refusal access.missing
     */
    openAs: async (id: string, machine: Instant): Promise<string> => {
      const person = await present(id)
      if (!person) throw new Refusal('access.missing', {})
      return open(person, machine)
    },

    /** May people sign in through an issuer? */
    hasIssuer: deps.issuer !== null,

    /** Where the issuer is, and what the browser must keep. @throws Refusal access.missing · access.issuer */
    toIssuer: async (back: string): Promise<{ url: string; visit: IssuerVisit }> => {
      if (!deps.issuer) throw new Refusal('access.missing', {})
      try {
        return await deps.issuer.begin(back)
      } catch (error) {
        if (error instanceof IssuerRefused) throw new Refusal('access.issuer', { why: '统一身份认证现在连不上。' })
        throw error
      }
    },

    /**
     * Back from the issuer → the value of the session cookie. The person is the one with the verified address.
     * @param returned the full address with which the browser came back
     * @throws Refusal access.missing · access.issuer
     */
    fromIssuer: async (returned: string, visit: IssuerVisit | null, machine: Instant): Promise<string> => {
      if (!deps.issuer) throw new Refusal('access.missing', {})
      if (!visit) throw new Refusal('access.issuer', { why: '登录中断了，或者超过了10分钟。' })
      let said: { mail: string | null }
      try {
        said = await deps.issuer.finish(returned, visit)
      } catch (error) {
        if (!(error instanceof IssuerRefused)) throw error
        throw new Refusal('access.issuer', { why: '统一身份认证没有确认您的身份。' })
      }
      const mail = MailAddress.safeParse(said.mail)
      if (!mail.success) throw new Refusal('access.issuer', { why: '统一身份认证没有给出已核实的邮箱。' })
      const person = await personWith(mail.data)
      if (!person) throw new Refusal('access.issuer', { why: '人员名单里没有您的邮箱。' })
      return open(person, machine)
    },

    /**
     * Session cookie → who sits there, with what they serve today; null when the session has ended: signed out, 12 hours without a request,
     * roles changed, removed. Session and person are read side by side, since the cookie names both.
     */
    who: async (cookie: string | undefined, machine: Instant): Promise<Actor | null> => {
      const named = parts(cookie)
      if (!named) return null
      const ref = keys.session(chance.hash(named.token))
      const [cell, actor] = await Promise.all([cells.get(ref), load.actor(named.person)])
      if (!cell || !actor) return null
      const { value: session, version } = cell
      if (session.person !== actor.person.id || session.epoch !== actor.person.epoch) return null
      if (machine >= addMinutes(session.seen, IDLE_MINUTES)) return null
      if (machine >= addMinutes(session.seen, RENEW_MINUTES))
        await cells.put(ref, { ...session, seen: machine }, version, addMinutes(machine, IDLE_MINUTES))
      return actor
    },

    signOut: async (cookie: string | undefined): Promise<void> => {
      const named = parts(cookie)
      if (named) await cells.remove(keys.session(chance.hash(named.token)))
    },

    signOutEverywhere: (call: Call): Promise<void> => deps.people.endSessions(call, call.actor.person.id),

    /** The mails under way: awaited before the process ends, and by tests. */
    idle: async (): Promise<void> => {
      while (pending.size > 0) await Promise.all(pending)
    },
  }
}
