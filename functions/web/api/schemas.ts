import * as z from 'zod'
import { CalendarCorrection, Rhythm, Rule } from '../../../shared/domain/calendar.ts'
import { LIGHTS } from '../../../shared/domain/counting/lights.ts'
import { MARKS } from '../../../shared/domain/counting/standing.ts'
import { DayDigest, TROUBLE_WORDS } from '../../../shared/domain/digest.ts'
import { EVALUATION_STATES } from '../../../shared/domain/evaluation/acts.ts'
import { ManualMark, MarkInput } from '../../../shared/domain/evaluation/marks.ts'
import { PublishedRevision } from '../../../shared/domain/evaluation/published.ts'
import { RuleSet } from '../../../shared/domain/evaluation/rules.ts'
import { Snapshot } from '../../../shared/domain/evaluation/snapshot.ts'
import { FormLayout } from '../../../shared/domain/formLayout.ts'
import { HistoryRecord } from '../../../shared/domain/history.ts'
import { OutputJob } from '../../../shared/domain/output/job.ts'
import { OutputRecord } from '../../../shared/domain/output/record.ts'
import { Revision } from '../../../shared/domain/output/revision.ts'
import { CAPACITIES, Mail, Person, Role, Slug, Unit } from '../../../shared/domain/people.ts'
import { Benchmark } from '../../../shared/domain/phase/benchmarks.ts'
import { KickoffEntry } from '../../../shared/domain/phase/kickoff.ts'
import { Problem, ProblemBrief, SelfCheck } from '../../../shared/domain/phase/lookback.ts'
import { PhaseState } from '../../../shared/domain/phase/phase.ts'
import { DutyRole, Plan, Settlement, Task, WholePlan } from '../../../shared/domain/plan.ts'
import { PlanChange } from '../../../shared/domain/planChange.ts'
import { LastRun } from '../../../shared/domain/reminder/lastRun.ts'
import { LedgerLine } from '../../../shared/domain/reminder/ledger.ts'
import { NEEDS, RuleSettings } from '../../../shared/domain/reminder/rules.ts'
import { Attachment } from '../../../shared/domain/report/attachment.ts'
import { Entry } from '../../../shared/domain/report/entry.ts'
import { Remark, ReportBody, ReportHead, ReportState } from '../../../shared/domain/report/report.ts'
import { Instant, LocalDate, Period } from '../../../shared/domain/time.ts'

/** The shapes that the API speaks: the domain's own where there are, and what a page would lay out. */

const keysOf = <T extends object>(table: T) => z.enum(Object.keys(table) as [keyof T & string, ...(keyof T & string)[]])
const count = z.int().min(0)
const version = z.int().min(0).describe('读到的版本号；别人先改了就拒绝，不会互相覆盖')

// Sent ---------------------------------------------------------------------------------------------------------------

export const AskCode = z.object({ mail: z.string().max(300) })
export const EnterCode = z.object({ code: z.string().max(40) })
export const Reason = z.object({ why: z.string().trim().min(1, '请写明理由').max(500) })
export const SendReport = z.object({ version, entries: z.array(Entry).max(400) })
export const SendZero = z.object({
  version,
  reason: z.string().trim().min(1, '请写明零报告理由').max(2_000),
  next: z.string().trim().max(2_000).default(''),
})
export const EnterReport = SendReport.extend(Reason.shape)
export const SaveFormLayout = z.object({ version, layout: FormLayout })
export const OnVersion = z.object({ version: version.optional() })
export const SendBack = Reason.extend({
  version: version.optional(),
  remarks: z.array(Remark).max(400).default([]),
  cause: z.enum(['unit', 'other']).default('other').describe('unit：因单位原因；other：其他'),
})
export const Reopen = Reason.extend({
  version: version.optional(),
  remarks: z.array(Remark).max(400).default([]),
  until: Instant.optional().describe('改到什么时候为止；不给则按改正期限'),
})
export const Decline = Reason.extend({ version: version.optional() })
export const Extend = Reason.extend({ until: Instant })
export const FilledFile = z.object({ base64: z.base64().describe('填好的.xlsx') })
export const FillableFile = z.object({ fileName: z.string(), base64: z.base64() })
export const FilledForm = z.object({
  version: version.describe('下载这份表时月报的版本号，保存时带上'),
  entries: z.array(Entry).describe('表里各项任务填的内容，还没有保存'),
  problems: z.array(z.object({ place: z.string(), message: z.string() })).describe('哪张表、第几行、哪一列不合要求'),
})
export const AskUpload = z.object({
  task: z.int().min(1).max(9_999).nullable().default(null).describe('文件用于哪项任务；不给则用于整份月报'),
})
export const Received = z.object({
  key: z.string().max(1_000).describe('传文件时回答（303）的Location里的key'),
})
export const ImportNotice = z.object({
  text: z.string().min(1, '请贴上通知全文').optional(),
  file: z
    .object({ name: z.string().max(200), base64: z.base64() })
    .optional()
    .describe('.txt、.docx或.doc文件'),
  year: z.int().min(2000).max(2100).optional(),
})
export const ChangeRule = Rule.extend({
  from: Period.describe('从哪个报告期起，还没有截止的'),
  window: Rhythm.shape.window.optional(),
  why: z.string().trim().min(1, '请写明理由').max(200),
  version: version.optional(),
})
export const SetDue = z.object({
  due: Instant.nullable().describe('null：改回按规则'),
  why: z.string().trim().min(1, '请写明理由').max(200),
  version: version.optional(),
})
export const Settle = z.object({
  version,
  settlements: z.array(Settlement).max(2_000).optional(),
  rhythm: Rhythm.optional(),
  formTitle: z.string().trim().min(1).max(120).optional(),
  title: z.string().trim().min(1).max(200).optional(),
})
export const Verify = z.object({ unit: Slug, why: z.string().trim().max(500).default('') })
export const SavePerson = Person.pick({ name: true, phone: true, unit: true }).extend({
  mail: Mail.nullable(),
  roles: z.array(Role).optional().describe('不给则不变；只有系统管理员能改'),
  removed: z.boolean().optional(),
  version: version.optional().describe('新增时为0'),
})
export const SaveUnit = Unit.omit({
  id: true,
  coordinator: true,
  standIn: true,
  head: true,
  standInHead: true,
  formerly: true,
  successors: true,
}).extend({ version: version.optional().describe('新增时为0') })
export const SentBook = z.object({ base64: z.base64().describe('.xlsx文件') })
export const ConfirmBook = SentBook.extend({ mark: z.string().max(100).describe('预览给的标记；名单有了改动就不保存') })
const SaidAt = z.object({ sheet: z.string(), row: z.int(), column: z.string(), text: z.string() })
export const DirectoryLook = z.object({ problems: z.array(SaidAt), says: z.array(SaidAt), mark: z.string() })
export const DirectoryDone = z.object({ units: z.int(), people: z.int() })
export const Appoint = z
  .object(
    Object.fromEntries(CAPACITIES.map((as) => [as, Slug.nullable().optional()])) as Record<
      (typeof CAPACITIES)[number],
      z.ZodOptional<z.ZodNullable<typeof Slug>>
    >,
  )
  .extend({ version: version.optional() })
export const Correct = CalendarCorrection.omit({ date: true }).extend({ version: version.optional() })

export const SaveRules = Reason.extend({ rules: RuleSet, version: version.optional() })
export const TryRules = z.object({ rules: RuleSet })
export const AddMark = MarkInput
export const Publish = z.object({
  why: z.string().trim().max(500).default('').describe('从第2版起要写明'),
  version: version.optional(),
})
export const ShowToUnits = z.object({ toUnits: z.boolean() })

export const Kickoff = z.object({ version: version.optional(), entries: z.array(KickoffEntry).max(400) })
export const Lookback = z.object({
  version: version.optional(),
  checks: z.array(SelfCheck).max(400),
  problems: z
    .array(
      Problem.pick({ task: true, text: true, remedy: true, by: true }).extend({
        id: z.string().max(80).nullable().default(null).describe('已有的问题给id，新的不给'),
      }),
    )
    .max(400)
    .default([]),
})
export const Remedy = z.object({
  problem: z.string().max(80),
  result: z.string().trim().min(1, '请写明整改结果').max(1_000),
  version: version.optional(),
})
export const MarkProblem = z.object({
  task: z.int().min(1),
  text: z.string().trim().min(1, '请写明存在什么问题').max(1_000),
  version: version.optional(),
})
export const Benchmarks = z.object({ version: version.optional(), steps: z.array(Benchmark).max(6) })

// Answered -----------------------------------------------------------------------------------------------------------

export const Done = z.object({ done: z.literal(true) })
export const Session = z.object({
  person: Person.pick({ id: true, name: true, mail: true, unit: true, roles: true }).nullable(),
  serves: z.array(z.object({ unit: Slug, as: z.enum(CAPACITIES) })),
  token: z.string().describe('随每个不是GET的请求放在x-csrf-token里'),
  now: Instant.describe('业务时间'),
})
export const PlanHeads = z.array(
  z.object({
    id: Slug,
    title: z.string(),
    year: z.int(),
    state: z.enum(['draft', 'published']),
    version,
    publishedAt: Instant.nullable(),
  }),
)
export const Dates = z.object({ opens: Instant, due: Instant, locks: Instant })
export const PlanView = WholePlan.extend({
  state: z.enum(['draft', 'published']),
  version,
  periods: z.array(Dates.extend({ period: Period })),
})
export const LookAtChange = z.object({ change: PlanChange, from: Period })
export const MakeChange = LookAtChange.extend({ why: z.string().max(500), version: version.optional() })
const TaskRole = z.object({ task: z.int(), role: DutyRole })
export const ChangePreview = z.object({
  version,
  what: z.string(),
  affected: z.array(
    z.object({
      unit: Slug,
      gains: z.array(TaskRole),
      loses: z.array(TaskRole),
      shifts: z.array(TaskRole.extend({ was: DutyRole })),
    }),
  ),
  readers: z.array(Slug).describe('有被改写或取消的任务的单位'),
  begun: z
    .array(z.object({ unit: Slug, period: Period, filed: z.boolean() }))
    .describe('从那个月起已经在填的月报；已提交的不变'),
})
export const Draft = z.object({
  version,
  plan: Plan,
  questions: z.array(
    z.object({
      task: z.int(),
      party: z.string().nullable(),
      kind: z.enum(['wildcard', 'unknown', 'nobody']),
      units: z.array(Slug).nullable(),
      suggestion: z.array(Slug),
    }),
  ),
  unowned: z.array(z.string()).describe('还没有落到单位的任务'),
})
export const PlanState = z.object({ id: Slug, version, state: z.enum(['draft', 'published']) })
export const History = z.array(HistoryRecord.omit({ body: true }))
export const FormLayoutView = z.object({ version, layout: FormLayout, history: History })
export const ReportHistory = z.array(HistoryRecord.extend({ body: ReportBody }))
export const Head = ReportHead.omit({ current: true, hash: true, draft: true, textsSince: true })
export const ReportView = z.object({
  unit: Unit,
  dates: Dates.extend({ closes: Instant }),
  head: Head,
  tasks: z.array(
    Task.pick({ number: true, label: true, title: true, text: true, deadlines: true, targets: true }).extend({
      role: DutyRole,
      added: z.boolean().describe('方案调整后本月新增'),
    }),
  ),
  entries: z.array(Entry),
  removed: z.array(Entry).describe('方案调整后不用再报的任务，草稿里填过的内容'),
  attachments: z.array(Attachment.omit({ upload: true })).describe('佐证材料；下载地址见attachments'),
  last: z.array(Entry).describe('上月的填报'),
})
export const AttachmentView = Attachment.omit({ upload: true }).extend({
  removable: z.boolean().describe('现在能不能移除'),
  href: z.string().describe('下载地址'),
})
export const AttachmentViews = z.array(AttachmentView)
export const Upload = z.object({
  url: z.string().describe('用POST把multipart/form-data表单发到这里：先fields，最后file'),
  fields: z.record(z.string(), z.string()),
  file: z.literal('file').describe('放文件的字段，要排在最后'),
  max: z.int().describe('一个文件最多多少字节'),
})
export const Heads = z.array(Head)
export const Owed = z.array(
  z.object({
    plan: Slug,
    period: Period,
    unit: Slug,
    state: ReportState,
    version,
    tasks: z.array(z.int()),
    filedAt: Instant.nullable(),
    dates: Dates.extend({ closes: Instant }),
  }),
)
export const Rates = z.object({
  expected: count,
  reported: count,
  zero: count,
  onTime: count,
  late: count,
  madeUp: count,
  missing: count,
  returned: count,
  reportingRate: z.string().describe('报送率，已报除以应报'),
  onTimeRate: z.string().describe('按时率，按时除以应报'),
})
export const Overview = z.object({
  plan: Slug,
  cutOff: Instant,
  periods: z.array(Dates.extend({ period: Period })),
  units: z.array(Unit.pick({ id: true, name: true, class: true, order: true, assumed: true })),
  cells: z.array(
    z.object({
      unit: Slug,
      period: Period,
      mark: keysOf(MARKS),
      letter: z.string(),
      word: z.string(),
      zero: z.boolean(),
      returned: count,
      entered: z.boolean().describe('代录'),
      selfAccepted: z.boolean().describe('自审'),
      filedAt: Instant.nullable(),
      due: Instant,
      locks: Instant,
    }),
  ),
})
export const RatesView = z.object({
  cutOff: Instant,
  definitions: z.array(z.object({ key: z.string(), label: z.string(), definition: z.string() })),
  all: Rates,
  units: z.array(Rates.extend({ unit: Slug })),
  periods: z.array(Rates.extend({ period: Period })),
  groups: z.array(z.object({ group: z.string().nullable(), due: count, filled: count })),
})
export const Lights = z.object({
  cutOff: Instant,
  cells: z.array(
    z.object({
      task: z.int(),
      period: Period,
      light: keysOf(LIGHTS).nullable(),
      word: z.string(),
      progress: z.int().nullable(),
      zero: z.boolean(),
      zeroRun: z.boolean(),
      missing: count,
    }),
  ),
})
const Score = Snapshot.shape.scores.element
export const EvaluationView = z.object({ cutOff: Instant, rules: RuleSet, units: z.array(Score) })
export const RulesView = z.object({ rules: RuleSet, version })
export const RulesChanged = z.object({ version })
export const Marks = z.array(ManualMark)
const MovedLine = Score.shape.bonus.shape.lines.element
const StandingView = Score.pick({ total: true, rank: true, grade: true }).nullable()
const MovedUnits = z.array(
  z.object({
    unit: Slug,
    before: StandingView,
    after: StandingView,
    items: z.array(
      z.object({
        name: z.string(),
        before: z.number().nullable(),
        after: z.number().nullable(),
        gone: z.array(MovedLine),
        come: z.array(MovedLine),
      }),
    ),
  }),
)
export const Moved = z.object({ rules: z.array(z.string()).describe('规则的变动'), moved: MovedUnits })
export const PublishedRevisionView = PublishedRevision.omit({ id: true })
export const EvaluationStanding = z.object({
  state: z.enum(EVALUATION_STATES),
  version,
  toUnits: z.boolean().describe('各单位能否看到全部单位的排名'),
  revisions: z.array(PublishedRevisionView),
})
export const PublishedView = z.object({ revision: PublishedRevisionView, snapshot: Snapshot })
export const Directory = z.object({
  units: z.array(Unit.extend({ version })),
  people: z.array(Person.omit({ epoch: true }).extend({ version })),
})
export const CalendarHistory = z.array(HistoryRecord.extend({ body: CalendarCorrection }))
export const CalendarView = z.object({
  corrections: z.array(CalendarCorrection),
  knownYears: z.object({ first: z.int(), last: z.int() }),
})
export const LedgerLines = z.array(LedgerLine)
export const Ledger = z.object({ lines: LedgerLines, last: LastRun.nullable(), overdue: z.boolean() })
const Item = z.object({ unit: Slug, period: Period, task: z.int(), due: Instant })
export const Preview = z.array(
  z.object({
    at: Instant,
    person: z.string(),
    name: z.string(),
    mail: z.string(),
    rule: z.string(),
    items: z.array(Item),
  }),
)
const UnitName = z.object({ id: Slug, name: z.string() })
export const Unreachable = z.array(UnitName)
export const ChaseList = z.array(
  z.object({
    unit: UnitName,
    need: z.enum(NEEDS).describe('file 还没有提交，sign 待负责人审签，correct 退回后没有重报'),
    chased: z.object({ by: z.string(), at: Instant }).nullable().describe('今天最近一次催办'),
    reachable: z.boolean(),
  }),
)
export const Chase = z.object({
  units: z.array(Slug).max(5_000).nullable().default(null).describe('不给就是所有还没报的单位'),
  confirmed: z.boolean().default(false).describe('今天催办过的也再催'),
})
export const Bounced = z.object({ line: z.string().max(300).describe('单位/依据/日期/收件人，依台账') })
export const Chased = z.object({
  units: z.array(Slug),
  already: z.array(Slug).describe('今天已经催办过，没有再发'),
  unreachable: z.array(Slug),
  sent: count,
})
export const ReminderRules = z.object({ settings: RuleSettings, version })
export const SetRules = z.object({ settings: RuleSettings, version: version.optional() })
export const RunView = z.object({
  at: Instant,
  sent: count,
  failed: count,
  unknown: count,
  refused: count,
  busy: count,
  again: z.boolean(),
})
export const Outputs = z.array(
  z.object({
    kind: z.string(),
    name: z.string(),
    period: Period.nullable(),
    type: z.string(),
    href: z.string(),
    long: z.boolean().describe('一次请求等不了，要先排队'),
  }),
)
export { TableFile } from '../../../shared/domain/output/table.ts'
export const OutputRecords = z.array(OutputRecord.omit({ key: true }))
export const Recorded = z.object({
  sha256: z.string(),
  records: OutputRecords.describe('空的，就是没有这份文件的记录'),
})
export const AskForOutput = z.object({
  kind: z.string().min(1).max(40),
  period: Period.nullable().default(null).describe('每月的文件要写报告期'),
})
export const Job = OutputJob.omit({ lease: true, begun: true, result: true }).extend({
  result: OutputJob.shape.result.unwrap().omit({ key: true }).extend({ href: z.string() }).nullable(),
})
export const Jobs = z.array(Job)
export const RevisionView = Revision.extend({ cutOff: Instant })
export const Digests = z.array(DayDigest.omit({ parts: true }))
export const VerifiedView = z.object({
  plan: Slug,
  heads: count,
  records: count,
  days: count,
  troubles: z
    .array(
      z.object({
        collection: z.string(),
        id: z.string(),
        what: keysOf(TROUBLE_WORDS),
        word: z.string(),
        record: z.string().nullable(),
        day: LocalDate.nullable(),
      }),
    )
    .describe('空的，就是没有改动'),
})
const Filing = z.object({
  name: z.string(),
  opens: Instant,
  due: Instant,
  state: PhaseState,
  version,
  filedAt: Instant.nullable(),
})
export const KickoffView = Filing.extend({ entries: z.array(KickoffEntry) })
export const LookbackView = Filing.extend({ checks: z.array(SelfCheck), problems: z.array(Problem) })
export const BenchmarksView = z.object({ version, steps: z.array(Benchmark) })
const Stand = z.object({ unit: Slug, state: PhaseState, filedAt: Instant.nullable() })
export const PhasesView = z.object({
  kickoffs: z.array(Stand),
  lookbacks: z.array(Stand.extend({ problems: z.array(ProblemBrief) })),
  benchmarks: z.array(z.object({ unit: Slug, begun: count, done: count })),
})
