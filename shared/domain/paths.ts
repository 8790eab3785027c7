/**
 * The address book: every path of the service, once. Routes, links, redirects and mails take them from here.
 * Called with `:name` placeholders they are Hono's route patterns.
 */
export const paths = {
  home: '/',
  health: '/healthz',
  static: (file: string) => `/static/${file}`,

  signIn: '/sign-in',
  signInCode: '/sign-in/code',
  signInIssuer: '/sign-in/oidc',
  signInIssuerReturn: '/sign-in/oidc/return',
  signOut: '/sign-out',
  signOutEverywhere: '/sign-out/everywhere',
  help: '/help',

  /** One unit's month: the form while it is open, the filed text afterwards. */
  report: (plan: string, period: string, unit: string) => `/plans/${plan}/${period}/${unit}`,
  reportSubmit: (plan: string, period: string, unit: string) => `/plans/${plan}/${period}/${unit}/submit`,
  reportZero: (plan: string, period: string, unit: string) => `/plans/${plan}/${period}/${unit}/zero`,
  reportWithdraw: (plan: string, period: string, unit: string) => `/plans/${plan}/${period}/${unit}/withdraw`,
  reportSign: (plan: string, period: string, unit: string) => `/plans/${plan}/${period}/${unit}/sign`,
  reportDecline: (plan: string, period: string, unit: string) => `/plans/${plan}/${period}/${unit}/decline`,
  /** The month's form for Excel: fetched, sent back, looked through. */
  fillable: (plan: string, period: string, unit: string) => `/plans/${plan}/${period}/${unit}/excel`,
  fillableFile: (plan: string, period: string, unit: string) => `/plans/${plan}/${period}/${unit}/excel/form.xlsx`,
  receipt: (plan: string, period: string, unit: string) => `/plans/${plan}/${period}/${unit}/receipt`,
  history: (plan: string, period: string, unit: string) => `/plans/${plan}/${period}/${unit}/history`,
  review: (plan: string, period: string, unit: string) => `/plans/${plan}/${period}/${unit}/review`,
  accept: (plan: string, period: string, unit: string) => `/plans/${plan}/${period}/${unit}/accept`,
  return: (plan: string, period: string, unit: string) => `/plans/${plan}/${period}/${unit}/return`,
  reopen: (plan: string, period: string, unit: string) => `/plans/${plan}/${period}/${unit}/reopen`,
  enter: (plan: string, period: string, unit: string) => `/plans/${plan}/${period}/${unit}/enter`,
  extend: (plan: string, period: string, unit: string) => `/plans/${plan}/${period}/${unit}/extend`,
  /** 佐证材料 of one unit's month: the list, and the form that adds to it. */
  evidence: (plan: string, period: string, unit: string) => `/plans/${plan}/${period}/${unit}/attachments`,
  /** The same, with the form for one task; null: for the report as a whole. */
  evidenceFor: (plan: string, period: string, unit: string, task: number | null) =>
    `/plans/${plan}/${period}/${unit}/attachments${task === null ? '' : `?task=${task}`}`,
  /** Where a browser sends a file, where no bucket takes it. */
  evidenceBytes: (plan: string, period: string, unit: string) => `/plans/${plan}/${period}/${unit}/attachments/bytes`,
  /** Where a browser is sent once its file has been taken. */
  evidenceReceived: (plan: string, period: string, unit: string) =>
    `/plans/${plan}/${period}/${unit}/attachments/received`,
  attachment: (plan: string, period: string, unit: string, id: string) =>
    `/plans/${plan}/${period}/${unit}/attachments/${id}`,
  attachmentRemove: (plan: string, period: string, unit: string, id: string) =>
    `/plans/${plan}/${period}/${unit}/attachments/${id}/remove`,
  taskOf: (plan: string, period: string, unit: string, task: number) => `/plans/${plan}/${period}/${unit}#task-${task}`,

  /** The unit's own page: this month, the months before. */
  mine: '/mine',
  overview: (plan: string, period: string) => `/plans/${plan}/${period}`,
  reviews: (plan: string) => `/plans/${plan}/reviews`,
  tasks: (plan: string) => `/plans/${plan}/tasks`,
  task: (plan: string, task: string) => `/plans/${plan}/tasks/${task}`,
  verify: (plan: string, task: string) => `/plans/${plan}/tasks/${task}/verify`,
  /** The draft for those who prepare it, the newest published revision for everybody else. */
  /** One A4 sheet for 厅党组, and the links by which it opens without signing in. */
  leadership: (plan: string) => `/plans/${plan}/leadership`,
  leadershipLinks: (plan: string) => `/plans/${plan}/leadership/links`,
  leadershipRevoke: (plan: string, link: string) => `/plans/${plan}/leadership/links/${link}/revoke`,
  leadershipOpen: (token: string) => `/l/${token}`,
  /** What the kick-off, the look-back and the six benchmarks ask. */
  phases: (plan: string) => `/plans/${plan}/phases`,
  kickoff: (plan: string, unit: string) => `/plans/${plan}/kickoff/${unit}`,
  kickoffFile: (plan: string, unit: string) => `/plans/${plan}/kickoff/${unit}/file`,
  lookback: (plan: string, unit: string) => `/plans/${plan}/lookback/${unit}`,
  lookbackFile: (plan: string, unit: string) => `/plans/${plan}/lookback/${unit}/file`,
  lookbackRemedy: (plan: string, unit: string) => `/plans/${plan}/lookback/${unit}/remedy`,
  lookbackMark: (plan: string, unit: string) => `/plans/${plan}/lookback/${unit}/mark`,
  benchmarks: (plan: string, unit: string) => `/plans/${plan}/benchmarks/${unit}`,
  evaluation: (plan: string) => `/plans/${plan}/evaluation`,
  evaluationUnit: (plan: string, unit: string) => `/plans/${plan}/evaluation/units/${unit}`,
  evaluationRules: (plan: string) => `/plans/${plan}/evaluation/rules`,
  evaluationMarks: (plan: string) => `/plans/${plan}/evaluation/marks`,
  evaluationUnmark: (plan: string, unit: string, mark: string) => `/plans/${plan}/evaluation/marks/${unit}/${mark}`,
  evaluationCompare: (plan: string) => `/plans/${plan}/evaluation/compare`,
  evaluationPublish: (plan: string) => `/plans/${plan}/evaluation/publish`,
  evaluationCorrect: (plan: string) => `/plans/${plan}/evaluation/correct`,
  evaluationShow: (plan: string) => `/plans/${plan}/evaluation/show`,
  /** A published revision, one unit in it, and its files as they were made. */
  revision: (plan: string, number: string) => `/plans/${plan}/evaluation/revisions/${number}`,
  revisionUnit: (plan: string, number: string, unit: string) =>
    `/plans/${plan}/evaluation/revisions/${number}/units/${unit}`,
  revisionFile: (plan: string, number: string, file: string) =>
    `/plans/${plan}/evaluation/revisions/${number}/files/${file}`,
  downloads: (plan: string) => `/plans/${plan}/downloads`,
  /** One output: a kind of the registry (service/output/kinds.ts), of the year or of one month. */
  output: (plan: string, kind: string) => `/plans/${plan}/outputs/${kind}`,
  monthOutput: (plan: string, period: string, kind: string) => `/plans/${plan}/outputs/${kind}/${period}`,
  /** A recorded output, made again as it was; the SHA-256 of all of them; and what became of a job. */
  outputAgain: (plan: string, record: string) => `/plans/${plan}/downloads/${record}`,
  outputManifest: (plan: string) => `/plans/${plan}/downloads/SHA256SUMS`,
  outputJob: (plan: string, job: string) => `/plans/${plan}/jobs/${job}`,
  outputJobCancel: (plan: string, job: string) => `/plans/${plan}/jobs/${job}/cancel`,
  outputJobFile: (plan: string, job: string) => `/plans/${plan}/jobs/${job}/file`,
  /** Everything out at once, and what became of it. */
  export: '/export',
  exportJob: (job: string) => `/export/${job}`,
  exportJobCancel: (job: string) => `/export/${job}/cancel`,
  exportJobFile: (job: string) => `/export/${job}/file`,
  /** Is a file in hand one that went out? */
  verifyFile: '/verify',
  /** Do the histories of a plan stand as they were written? */
  integrity: (plan: string) => `/plans/${plan}/integrity`,
  reminders: (plan: string) => `/plans/${plan}/reminders`,
  chase: (plan: string, period: string) => `/plans/${plan}/reminders/${period}/chase`,
  bounced: (plan: string, period: string) => `/plans/${plan}/reminders/${period}/bounced`,
  reminderRules: (plan: string) => `/plans/${plan}/reminders/rules`,

  plans: '/plans',
  planImport: '/plans/import',
  planDraft: (plan: string) => `/plans/${plan}/draft`,
  planSettle: (plan: string) => `/plans/${plan}/draft/settle`,
  planPublish: (plan: string) => `/plans/${plan}/draft/publish`,
  plan: (plan: string) => `/plans/${plan}`,
  /** When its months fall due and lock. */
  planChanges: (plan: string) => `/plans/${plan}/changes`,
  planChangeNew: (plan: string) => `/plans/${plan}/changes/new`,
  planChangePreview: (plan: string) => `/plans/${plan}/changes/preview`,
  rhythm: (plan: string) => `/plans/${plan}/rhythm`,
  rhythmDue: (plan: string) => `/plans/${plan}/rhythm/due`,
  /** The office's own monthly form, laid out. */
  formLayout: (plan: string) => `/plans/${plan}/form`,

  people: '/people',
  peopleWorkbook: '/people/workbook.xlsx',
  peopleImport: '/people/import',
  peopleImportConfirm: '/people/import/confirm',
  unit: (unit: string) => `/people/units/${unit}`,
  unitNew: '/people/units',
  person: (person: string) => `/people/persons/${person}`,
  personNew: '/people/persons',
  calendar: '/calendar',

  mailbox: '/demo/mailbox',
  mail: (id: string) => `/demo/mailbox/${id}`,
  clock: '/demo/clock',
  demoSignIn: '/demo/sign-in',

  api: '/api/v1',
} as const
