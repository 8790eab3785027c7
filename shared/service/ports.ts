import * as z from 'zod'
import type { HeadBase, HistoryRecord } from '../domain/history.ts'
import type { Book } from '../domain/output/book.ts'
import type { OfficialDocument } from '../domain/output/document/document.ts'
import type { Grid } from '../domain/output/fillable.ts'
import type { RawBook, RawRow } from '../domain/output/rawBook.ts'
import type { EvidenceKind } from '../domain/report/attachment.ts'
import type { Instant } from '../domain/time.ts'

/**
 * What the services need from outside. Each port has one adapter; the embedded mode runs real engines below the same adapters.
 */

/** Where a thing lies: a collection (one Query reads all of it) and an id in it. Refs are made in keys.ts only. */
export type Ref<T> = { collection: string; id: string; schema: z.ZodType<T> }
export type Collection<T> = { collection: string; schema: z.ZodType<T> }
/** A stretch of a collection: the ids from one to another, both included. What is read in stretches need not be held whole. */
export type Between = { from: string; to: string }

/** The move lost: somebody else moved the head first. Carries the head as it is now. */
export class Moved<T> extends Error {
  readonly head: T | null
  constructor(head: T | null) {
    super('the head has moved')
    this.name = 'Moved'
    this.head = head
  }
}

/** What is to be written is larger than the store takes in one item. Nothing was written. */
export class TooLarge extends Error {
  readonly bytes: number
  readonly limit: number
  constructor(bytes: number, limit: number) {
    super(`${bytes} bytes, where ${limit} are taken`)
    this.name = 'TooLarge'
    this.bytes = bytes
    this.limit = limit
  }
}

/**
 * Things with a history: a small head, and immutable records. `move` writes the record under its fresh id, then the head under the condition
 * that it still has the expected version (0: does not exist) and one of the expected states; when the condition fails it reads the head once more,
 * and if that already names the record, the write had succeeded. Reads are strongly consistent.
 */
export interface Chains {
  head<T extends HeadBase>(ref: Ref<T>): Promise<T | null>
  /** All heads of a collection, or a stretch of it, in the order of their ids, all pages. */
  heads<T extends HeadBase>(collection: Collection<T>, between?: Between): Promise<T[]>
  /** How all heads of a collection stand, with their ids, whatever else they hold. */
  standing(collection: Pick<Collection<unknown>, 'collection'>): Promise<{ id: string; head: HeadBase }[]>
  /** Some heads of a collection by id, absent ones left out (BatchGet). */
  headsOf<T extends HeadBase>(collection: Collection<T>, ids: readonly string[]): Promise<T[]>
  record(ref: Ref<HeadBase>, id: string): Promise<HistoryRecord | null>
  /** All records of a thing, in no order, lost ones among them; `chainOf` sorts them out. */
  records(ref: Ref<HeadBase>): Promise<HistoryRecord[]>
  /**
   * @throws Moved when the condition fails for good
   * @param move.head the head as it shall be; its `current` or `draft` is `record.id`, its version is `expect.version + 1`
   * @param move.drop a draft record that the move replaces, deleted after it
   */
  move<T extends HeadBase>(
    ref: Ref<T>,
    move: {
      record: HistoryRecord
      head: T
      expect: { version: number; states?: readonly string[] }
      drop?: string | null
    },
  ): Promise<void>
}

/** Small versioned things without a history: sessions, codes, counters, ledger lines, the demo's clock. */
export interface Cells {
  get<T>(ref: Ref<T>): Promise<{ version: number; value: T } | null>
  /** All cells of a collection (ids beginning with a prefix, or in a stretch), in the order of ids, all pages. */
  list<T>(collection: Collection<T>, within?: string | Between): Promise<{ id: string; version: number; value: T }[]>
  /**
   * Puts under a condition: `expect` 0 = absent, n = has that version, 'any' = unconditionally. Returns whether it was put.
   * @param expires machine time after which the engine may sweep it; never relied upon for logic
   */
  put<T>(ref: Ref<T>, value: T, expect: number | 'any', expires?: Instant): Promise<boolean>
  remove(ref: Ref<unknown>, expect?: number): Promise<boolean>
  /** Adds one to a counter and returns its new value; used by rate limits. */
  count(ref: Ref<number>, expires?: Instant): Promise<number>
}

/** What the backup reads and the restore writes: every item of the table as it lies there. */
export interface Items {
  all(): AsyncIterable<Record<string, unknown>>
  putAll(items: AsyncIterable<Record<string, unknown>>): Promise<number>
  isEmpty(): Promise<boolean>
  /** Removes everything. @returns how many */
  clear(): Promise<number>
  /** Removes what has expired by then, as DynamoDB does by itself and the embedded engine does not. @param now machine time. @returns how many */
  sweep(now: Instant): Promise<number>
}

/** What was put: its size in bytes, and the SHA-256 of its bytes, hex. */
export type StoredFile = { size: number; sha256: string }

/**
 * Bytes under a key, apart from the table: evidence, finished outputs. Keys are made in fileKeys.ts only; their parts are divided by `/`.
 * A file is there whole or not at all: what is cut off while it is put leaves nothing, and what lay under the key before stays.
 */
export interface Files {
  /** Takes bytes, or a stream of them that is not held in memory. */
  put(key: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<StoredFile>
  /** Null when there is no such file. The bytes are to be read to their end or let go by leaving the loop. */
  read(key: string): Promise<{ size: number; bytes: AsyncIterable<Uint8Array> } | null>
  /** Reads the file through and says what it is now; null when there is none. */
  digest(key: string): Promise<StoredFile | null>
  /** What is not there is removed already. */
  remove(key: string): Promise<void>
  /** Every file whose key begins with the prefix, in the order of keys. `at` is the machine time at which it was put. */
  list(prefix: string): AsyncIterable<{ key: string; size: number; at: Instant }>
  /**
   * An address at which a browser gets the file without asking the service, as an attachment of this name and type, for some seconds;
   * null where the service itself hands out the bytes.
   */
  link(key: string, said: { name: string; type: string; seconds: number }): Promise<string | null>
  /**
   * A form with which a browser sends one file straight into a folder (a prefix that ends with `/`), under the name that the file has there: its address,
   * and the fields that go before the field `file`. After that the browser is sent to `back` with the file's `key` in the query.
   * Null where the service itself takes the bytes.
   */
  form(folder: string, said: { max: number; back: string; seconds: number }): Promise<FileForm | null>
}
export type FileForm = { url: string; fields: Record<string, string> }

/** What a file is, by its bytes. @throws UnfitFile */
export type InspectEvidence = (bytes: Uint8Array) => Promise<EvidenceKind>

export type Mail = {
  to: { name: string; mail: string }
  /** Who gets a copy. What becomes of a copy does not decide what became of the mail. */
  cc?: readonly string[]
  subject: string
  text: string
  html: string
  messageId: string
  /** X-Yuebao-Rule, X-Yuebao-Period, X-Yuebao-Units … */
  headers: Record<string, string>
  /** Business time, for the Date header. */
  at: Instant
}

/** sent: the server took it. refused: it said no for good. failed: it said no for now or was not reached. unknown: cut off after the data, it may have been taken. */
export type Delivery = {
  outcome: 'sent' | 'refused' | 'failed' | 'unknown'
  detail: string
  /** Failed because no server was reached or none let us in: the next mail will fare no better. */
  down?: boolean
}

export interface Mailer {
  send(mail: Mail): Promise<Delivery>
  /** How many mails it takes at once; one, where it does not say. */
  atOnce?: number
  /**
   * Does the mail reach its reader under the Message-ID it was given, so that a second copy is known for the same mail? Where it does not, or where
   * nothing is said, a mail of unknown outcome is never handed over again.
   */
  keepsMessageId?: boolean
}

/** Randomness and hashing, passed in so that a simulated year is the same twice. */
export interface Chance {
  /** A fresh record id, sortable by nothing. */
  id(): string
  /** A secret of 256 bits, base64url. */
  token(): string
  /** A sign-in code of 8 digits. */
  code(): string
  /** SHA-256, hex. */
  hash(text: string | Uint8Array): string
}

/** Which job of which plan. */
export type JobId = { plan: string; id: string }

/** Sets a job going, apart from the request that asked for it: a queue in this process, or another function. It may come to be carried out twice. */
export interface Starter {
  start(job: JobId): Promise<void>
}

/** How far a long output is, and whether it is still wanted. */
export type Watch = {
  /** Rows done; how many there will be is known to the one who asked. */
  progress?: (rows: number) => void
  /** @throws its reason at the next piece once it is aborted */
  signal?: AbortSignal
}

/** Writes workbooks. The same data gives the same bytes (on the same version of Node); a file's dates are those of its data. */
export interface Workbooks {
  write(book: Book, watch?: Watch): Promise<Uint8Array>
  /** The same bytes, piece by piece. */
  stream(book: Book, watch?: Watch): AsyncIterable<Uint8Array>
  /** Many plain rows, which come in batches and are never all in memory; a sheet that is full is followed by another. */
  rows(book: RawBook, batches: AsyncIterable<readonly RawRow[]>, watch?: Watch): AsyncIterable<Uint8Array>
}

/** The sheets of a sent workbook, as text. @throws UnreadableFile */
export type ReadGrids = (bytes: Uint8Array) => Promise<Grid[]>

/** Writes an official document (.docx) in the layout of GB/T 9704-2012. The same document gives the same bytes. */
export interface Documents {
  write(document: OfficialDocument): Promise<Uint8Array>
}

/** What must be kept, with the browser that set out, until it comes back from the issuer. */
export const IssuerVisit = z.object({ state: z.string(), nonce: z.string(), verifier: z.string() })
export type IssuerVisit = z.infer<typeof IssuerVisit>

/** The issuer did not say who it is: cancelled, out of time, forged, or not reached. */
export class IssuerRefused extends Error {}

/** The department's own OpenID Connect issuer. */
export interface Issuer {
  /** Where to send the browser. `back` is the address the issuer sends it back to. @throws IssuerRefused when it is not reached */
  begin(back: string): Promise<{ url: string; visit: IssuerVisit }>
  /**
   * Who came back, by the address with which the browser returned; `mail` is null unless the issuer calls it verified.
   * @throws IssuerRefused
   */
  finish(returned: string, visit: IssuerVisit): Promise<{ mail: string | null }>
}

/** A secret kept elsewhere: asked for when it is needed, and `anew` when what was given last is refused (it may have been rotated). */
export type Kept = (anew?: boolean) => Promise<string>
