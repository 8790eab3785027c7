import { systemChance } from '../shared/adapter/crypto/chance.ts'
import type { DynamoDb } from '../shared/adapter/dynamodb/api.ts'
import { createCells } from '../shared/adapter/dynamodb/cells.ts'
import { createChains } from '../shared/adapter/dynamodb/chains.ts'
import { createItems } from '../shared/adapter/dynamodb/items.ts'
import { createGet } from '../shared/adapter/dynamodb/read.ts'
import { createWorkbooks } from '../shared/adapter/excel/workbooks.ts'
import { createQueue } from '../shared/adapter/jobs/inProcess.ts'
import { createIssuer } from '../shared/adapter/oidc/issuer.ts'
import type { EvidenceKind } from '../shared/domain/report/attachment.ts'
import type { Instant } from '../shared/domain/time.ts'
import { createAccess } from '../shared/service/access.ts'
import type { Chased } from '../shared/service/chase.ts'
import { createDigests } from '../shared/service/digest.ts'
import { createDirectory } from '../shared/service/directory.ts'
import { createMarks } from '../shared/service/evaluation/marks.ts'
import { createEvaluations } from '../shared/service/evaluation/publish.ts'
import { createRules } from '../shared/service/evaluation/rules.ts'
import { createEvidence } from '../shared/service/evidence.ts'
import { createFillables } from '../shared/service/fillable.ts'
import { createFormLayouts } from '../shared/service/formLayout.ts'
import { createLeadershipLinks } from '../shared/service/leadershipLinks.ts'
import { createLoad } from '../shared/service/load.ts'
import { createNotify, type Undelivered } from '../shared/service/notify.ts'
import { createOutputs } from '../shared/service/output.ts'
import { createOverview } from '../shared/service/overview.ts'
import { createPeople } from '../shared/service/people.ts'
import { createPhases } from '../shared/service/phase.ts'
import { createPlans } from '../shared/service/plan.ts'
import { createPlanChanges } from '../shared/service/planChange.ts'
import type { Chance, Documents, Files, Mailer, ReadGrids, Starter } from '../shared/service/ports.ts'
import { createReminders, type RunGiven, type RunSummary, type SentMail } from '../shared/service/remind.ts'
import { createReports, type Tell } from '../shared/service/report.ts'
import { createRhythms } from '../shared/service/rhythm.ts'
import { createTasks } from '../shared/service/task.ts'
import type { Demo } from './local/demo/demo.ts'
import { machineClock } from './machineClock.ts'
import { type Count, countRun } from './metrics.ts'
import type { Settings } from './settings.ts'
import { errorInLog } from './web/log.ts'

/**
 * The one place where parts are chosen and put together: settings → adapters → services. Doors get `Services` and choose nothing.
 */
export type Parts = {
  settings: Settings
  /** The table's engine: AWS, or the embedded one. */
  dynamoDb: DynamoDb
  table: string
  mailer: Mailer
  /** Where evidence and finished outputs lie: a folder, or a bucket. */
  files: Files
  /** Sets jobs going: another function; without one they are done in this process, one at a time. */
  starter?: Starter
  /** The machine clock, by which jobs hold their leases and mails wait for their next attempt. */
  machine?: () => Instant
  chance?: Chance
  /** Told of every mail that went out after an act, and of what could not be sent. */
  onMail?: (mails: SentMail[]) => void
  /** Told of what went wrong, and what a log may say of the error behind it. */
  onTrouble?: (what: string, error?: Record<string, unknown>) => void
  /** Counts what operators watch. */
  count?: Count
}

export type Services = ReturnType<typeof compose>

export const compose = (parts: Parts) => {
  const { settings, mailer } = parts
  const chance = parts.chance ?? systemChance
  const get = createGet(parts.dynamoDb, parts.table)
  const chains = createChains(parts.dynamoDb, parts.table, get)
  const cells = createCells(parts.dynamoDb, parts.table, chance.id, get)
  const items = createItems(parts.dynamoDb, parts.table)
  const deps = { chains, cells, chance }
  const load = createLoad(deps)
  const people = createPeople(deps, load)
  const sample = settings.mode === 'demo'
  const { publicUrl } = settings
  const issuer = settings.oidc ? createIssuer(settings.oidc) : null
  const count: Count = parts.count ?? (() => undefined)

  // An error's message may hold what somebody typed.
  const trouble = (what: string, error: unknown): void => parts.onTrouble?.(what, errorInLog(error))
  // What a mail server answers often repeats the address, and addresses do not belong in a log.
  const undelivered = (failure: Undelivered): void => {
    const { outcome } = failure
    count('mailTrouble', 1, outcome)
    if (outcome === 'broken') trouble('mail broken', failure.error)
    else parts.onTrouble?.(`mail ${outcome}: ${failure.detail.replace(/[^\s<>]+@[^\s<>]+/g, '…')}`)
  }
  const machine = parts.machine ?? machineClock
  const notify = createNotify({ cells, chance, load, mailer, machine, publicUrl, sample, undelivered })
  const underway = new Set<Promise<void>>()
  const tell: Tell = (told) => {
    if (told.head.state === 'submitted') count('reportsFiled')
    const notice = notify.after(told).then((mails) => parts.onMail?.(mails))
    underway.add(notice)
    void notice.finally(() => underway.delete(notice))
  }

  const overview = createOverview(deps, load)
  const workbooks = createWorkbooks()
  /** What writes documents is loaded with the first one. */
  const documents: Documents = {
    write: async (document) => (await import('../shared/adapter/word/documents.ts')).createDocuments().write(document),
  }
  const queue = createQueue((job) => outputs.carryOut(job, { machine }))
  const outputs = createOutputs({
    ...deps,
    load,
    overview,
    files: parts.files,
    items,
    workbooks,
    documents,
    starter: parts.starter ?? queue,
    trouble,
  })
  const digests = createDigests(deps, load)
  const proofOf = async (plan: string, now: Instant): Promise<string> => (await digests.ofDay(plan, now)).digest
  const counted = <S extends RunSummary | null>(summary: S): S => {
    if (summary) countRun(count, summary)
    return summary
  }
  const reminders = createReminders({
    ...{ ...deps, load, mailer, notify, proofOf, publicUrl, sample },
    trouble,
  })
  const reports = createReports({ ...deps, tell }, load)
  /** What a file is. What reads Office files is loaded when one comes. */
  const inspect = async (bytes: Uint8Array): Promise<EvidenceKind> =>
    (await import('../shared/adapter/evidence/inspect.ts')).inspectEvidence(bytes)
  /** What reads workbooks is loaded when one comes. */
  const readGrids: ReadGrids = async (bytes) => (await import('../shared/adapter/excel/readGrids.ts')).readGrids(bytes)
  return {
    load,
    reports,
    evidence: createEvidence({ chains, chance, files: parts.files, inspect, reports }),
    plans: createPlans(deps, load),
    formLayouts: createFormLayouts(deps, load),
    fillables: createFillables({ load, reports, workbooks, readGrids }),
    planChanges: createPlanChanges(deps, load),
    people,
    directory: createDirectory({ chance, people, workbooks, readGrids }),
    rhythms: createRhythms(deps, load),
    phases: createPhases(deps, load),
    leadershipLinks: createLeadershipLinks(deps, load),
    tasks: createTasks(deps, load),
    rules: createRules(deps, overview),
    marks: createMarks(deps, load),
    evaluations: createEvaluations({ ...deps, files: parts.files, workbooks }, overview),
    overview,
    digests,
    outputs,
    access: createAccess({ cells, chance, load, people, mailer, issuer, publicUrl, sample, undelivered }),
    reminders: {
      ...reminders,
      run: async (given: RunGiven): Promise<RunSummary> => counted(await reminders.run(given)),
      runIfDue: async (given: RunGiven): Promise<RunSummary | null> => counted(await reminders.runIfDue(given)),
      chase: async (...given: Parameters<typeof reminders.chase>): Promise<Chased> => {
        const chased = await reminders.chase(...given)
        parts.onMail?.(chased.mails)
        return chased
      },
    },
    /** The text of an uploaded notice. What reads Office files is loaded when one comes. */
    readNotice: async (bytes: Uint8Array): Promise<string> =>
      (await import('../shared/adapter/word/readNotice.ts')).readNotice(bytes),
    items,
    files: parts.files,
    chains,
    cells,
    count,
    /** Waits until every notice that an act set off has gone, and every job of this process is over. */
    settled: async (): Promise<void> => {
      while (underway.size > 0) await Promise.all(underway)
      await queue.idle()
    },
    /** The on-screen mailbox, the sample people and the movable clock; null in a bureau. */
    demo: null as Demo | null,
  }
}
