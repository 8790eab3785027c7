import type { Act } from './acts.ts'
import type { Units } from './meter.ts'

/**
 * A year's bill from what each act asks of the table, how often people and clocks do it, and list prices. Pure arithmetic; docs/cost.md shows it.
 */

/** US dollars, us-east-1, list prices as published in 2025; to be checked on the price pages before anybody relies on them. */
export const PRICES = {
  readUnit: 0.125 / 1e6,
  writeUnit: 0.625 / 1e6,
  /** A GB of the table for a month, and of its point-in-time recovery. */
  tableGbMonth: 0.25,
  recoveryGbMonth: 0.2,
  lambdaRequest: 0.2 / 1e6,
  /** arm64. */
  lambdaGbSecond: 0.0000133334,
  apiRequest: 1 / 1e6,
  fileGbMonth: 0.023,
  fileWrite: 0.005 / 1e3,
  logGb: 0.5,
  outGb: 0.09,
  alarmMonth: 0.1,
  metricMonth: 0.3,
  dashboardMonth: 3,
  secretMonth: 0.4,
  sesMail: 0.1 / 1e3,
} as const

/** How often: assumptions, each to be replaced by what a department sees. */
export const HABITS = {
  months: 10,
  /** By each unit in each month: half an hour of writing, saved every minute, is thirty drafts. */
  perReport: {
    'sign in': 3,
    'own page': 4,
    form: 4,
    'save a draft': 30,
    submit: 1.1,
    receipt: 1.1,
    'review page': 1.1,
    accept: 1,
    return: 0.1,
  } satisfies Partial<Record<Act, number>>,
  /** By the office and the leadership together, in each month. */
  perMonth: { month: 440, tasks: 60, 'month workbook': 3 } satisfies Partial<Record<Act, number>>,
  perYear: { 'quiet morning': 365, 'year workbook': 5 } satisfies Partial<Record<Act, number>>,
  /** Reminders, receipts and notices. */
  mailsPerReport: 3.5,
  /** The schedule's looks, whether a run is due; each reads one item. */
  looksPerYear: 365 * 97,
  /** Evidence kept with a report, in bytes. */
  filesPerReport: 1_000_000,
  /** Requests for each page: the page, and now and then a file of its own that the browser has not kept. */
  requestsPerAct: 1.2,
  bytesPerAct: 30_000,
  /** The month's matrix has a row for each unit. */
  bytesPerUnitInMonth: 3_000,
  logBytesPerRequest: 1_500,
  /** Seconds of a function of 1 GB: an act of one unit; a page of the whole department, for every 1,000 reports that it reads the head of. */
  seconds: { act: 0.15, perThousandHeads: 0.25, workbookPerThousandReports: 6 },
} as const

/** Parts that cost the same whoever works: alarms by the metrics they evaluate, the service's own metrics, the dashboard, the secret. */
const STANDING = { alarms: 24, metrics: 15, dashboards: 1, secrets: 1 } as const

export type Measured = Record<Act, Units>

/** Acts that read every unit of the department: their reads grow with units alone, as a test shows. */
const WHOLE: readonly Act[] = [
  'review page',
  'month',
  'tasks',
  'month workbook',
  'year workbook',
  'due morning',
  'quiet morning',
]

/** What was measured, for so many times as many units. */
export const forMore = (measured: Measured, times: number): Measured =>
  Object.fromEntries(
    Object.entries(measured).map(([act, { read, written }]) => [
      act,
      { read: read * (WHOLE.includes(act as Act) ? times : 1), written },
    ]),
  ) as Measured

export type Line = { what: string; quantity: number; unit: string; usd: number }

/**
 * @param measured each act at the year's end, on a service that has read nothing yet: the most that it costs
 * @param units how many the plan binds
 */
export const yearOfCost = (measured: Measured, units: number): Line[] => {
  const { months, perReport, perMonth, perYear, seconds } = HABITS
  const reports = units * months
  const often = (act: Act): number =>
    ((perReport as Partial<Record<Act, number>>)[act] ?? 0) * reports +
    ((perMonth as Partial<Record<Act, number>>)[act] ?? 0) * months +
    ((perYear as Partial<Record<Act, number>>)[act] ?? 0)
  const acts = Object.keys(measured) as Act[]
  const sum = (of: (act: Act) => number): number => acts.reduce((total, act) => total + often(act) * of(act), 0)
  const mails = HABITS.mailsPerReport * reports
  const reads = sum((act) => measured[act].read) + HABITS.looksPerYear
  // A reminder's ledger: what a run that sends writes beyond one that sends nothing, for each of its four mails.
  const perMail = (measured['due morning'].written - measured['quiet morning'].written) / 4
  const writes = sum((act) => measured[act].written) + mails * perMail
  const requests = sum(() => HABITS.requestsPerAct)
  const whole = (often('month') + often('tasks') + often('review page') + often('quiet morning')) * (reports / 1_000)
  const books = (often('month workbook') + often('year workbook') * months) * (units / 1_000)
  const gbSeconds =
    requests * seconds.act +
    whole * seconds.perThousandHeads +
    books * seconds.workbookPerThousandReports * 3 +
    HABITS.looksPerYear * 0.05
  // A submission and its acceptance each leave the text as it was then.
  const tableGb = (reports * 2 * measured.accept.written * 1024) / 1e9
  const filesGb = (reports * HABITS.filesPerReport) / 1e9
  const line = (what: string, quantity: number, unit: string, price: number): Line => ({
    what,
    quantity,
    unit,
    usd: quantity * price,
  })
  return [
    line('DynamoDB reads', reads, 'request units', PRICES.readUnit),
    line('DynamoDB writes', writes, 'request units', PRICES.writeUnit),
    // It fills up over the year: half of it stands for the whole of it.
    line(
      'DynamoDB storage and recovery',
      (tableGb / 2) * 12,
      'GB-months',
      PRICES.tableGbMonth + PRICES.recoveryGbMonth,
    ),
    line('Lambda requests', requests + HABITS.looksPerYear, 'requests', PRICES.lambdaRequest),
    line('Lambda time', gbSeconds, 'GB-seconds', PRICES.lambdaGbSecond),
    line('HTTP API', requests, 'requests', PRICES.apiRequest),
    line('S3 storage', (filesGb / 2) * 12, 'GB-months', PRICES.fileGbMonth),
    line('S3 writes', reports * 3, 'requests', PRICES.fileWrite),
    line('Logs', (requests * HABITS.logBytesPerRequest) / 1e9, 'GB', PRICES.logGb),
    line(
      'Data out',
      (requests * HABITS.bytesPerAct + often('month') * units * HABITS.bytesPerUnitInMonth) / 1e9,
      'GB',
      PRICES.outGb,
    ),
    line('Mail by SES', mails, 'mails', PRICES.sesMail),
    line('Alarms', STANDING.alarms * 12, 'metric-months', PRICES.alarmMonth),
    line('Metrics', STANDING.metrics * 12, 'metric-months', PRICES.metricMonth),
    line('Dashboard', STANDING.dashboards * 12, 'months', PRICES.dashboardMonth),
    line('Secret', STANDING.secrets * 12, 'months', PRICES.secretMonth),
  ]
}

export const totalOf = (lines: readonly Line[]): number => lines.reduce((sum, { usd }) => sum + usd, 0)
