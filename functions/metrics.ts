import type { RunSummary } from '../shared/service/remind.ts'

/**
 * What is counted (C3): the names under which it arrives in CloudWatch, which alarms and dashboard ask by. On one machine the same counts go to
 * the log. Nothing here tells of a person or a unit.
 */
export const NAMESPACE = 'Yuebao'
export const METRICS = {
  /** A report was filed: by its unit, its head, or the office for it. */
  reportsFiled: 'ReportsFiled',
  /** Reminder mails by what became of them. Each run counts all four, also those that are 0. */
  remindersSent: 'RemindersSent',
  remindersFailed: 'RemindersFailed',
  remindersUnknown: 'RemindersUnknown',
  remindersRefused: 'RemindersRefused',
  /** A reminder run came to its end; none for 26 hours is an alarm. */
  runsFinished: 'ReminderRunsFinished',
  /** A code, receipt or notice was not delivered, by its outcome (`Kind`). */
  mailTrouble: 'MailTrouble',
  /** Somebody was refused something, by the kind of refusal (`Kind`). */
  refusals: 'Refusals',
  /** Faults of ours: pages that say so and give a number. */
  faults: 'Faults',
} as const
export type Metric = keyof typeof METRICS

/** Counts something; `kind` tells its sorts apart. */
export type Count = (metric: Metric, value?: number, kind?: string) => void

/** What a reminder run came to. */
export const countRun = (count: Count, { sent, failed, unknown, refused, again }: RunSummary): void => {
  count('remindersSent', sent)
  count('remindersFailed', failed)
  count('remindersUnknown', unknown)
  count('remindersRefused', refused)
  if (!again) count('runsFinished')
}

/**
 * One line of CloudWatch's embedded metric format: the log is where the function writes anyway, so a count costs no call. (The library for this,
 * Powertools, makes the same lines.)
 */
export const metricLine = (
  stage: string,
  at: number,
  { metric, value, kind }: { metric: Metric; value: number; kind?: string | undefined },
): string => {
  const name = METRICS[metric]
  const dimensions = kind === undefined ? [['Stage']] : [['Stage'], ['Stage', 'Kind']]
  return JSON.stringify({
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: dimensions, Metrics: [{ Name: name, Unit: 'Count' }] }],
    },
    Stage: stage,
    ...(kind === undefined ? {} : { Kind: kind }),
    [name]: value,
  })
}
