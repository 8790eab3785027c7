import type { Context } from 'hono'
import type { Actor } from '../../shared/domain/people.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Services } from '../compose.ts'
import type { Settings } from '../settings.ts'
import type { LogLine } from './log.ts'
import type { Form, SentFile } from './request.ts'

/** What stands behind the web door. */
export type House = {
  services: Services
  settings: Settings
  /** Both clocks, read once per request: business time for everything about reports, machine time for sessions, codes and limits. */
  clocks: { business: () => Instant; machine: () => Instant }
  /** Bytes of the largest answer that the door can hand out; no limit where nothing is given. */
  largestAnswer?: number
  /** Where faults are written; the process's error stream when nothing is given. */
  log?: (line: LogLine) => void
}

/** What a request carries once the middleware has run. `now` is the business time at arrival. */
export type Env = {
  Variables: {
    house: House
    now: Instant
    machine: Instant
    /** Null before sign-in; pages behind sign-in use `signedIn(c)`. */
    actor: Actor | null
    /** A random token that names this browser while nobody is signed in at it. */
    browser: string
    /** Every POST form carries this in a hidden field `_token`. */
    token: string
    /** Short number shown on error pages and written to the log. */
    requestId: string
    /** The sent form, once somebody asked for it; handlers call `form(c)`. */
    form?: Promise<Form>
    /** The file behind the form's fields, where the address takes it as a stream; null where none was chosen. */
    sentFile?: SentFile | null
  }
}

export type Ctx = Context<Env>
