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
  runsFinished: 'ReminderRuns',
  /** A code, receipt or notice was not delivered, by its outcome (`kind`). */
  mailTrouble: 'MailTrouble',
  /** Somebody was refused something, by the kind of refusal (`kind`). */
  refusals: 'Refusals',
  /** Faults of ours: pages that say so and give a number. */
  faults: 'Faults',
} as const
export type Metric = keyof typeof METRICS

/** What every count carries, so that the figures of two stages never mix. */
export const dimensionsOf = (stage: string): Record<string, string> => ({ service: 'yuebao', stage })

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
  const all = dimensionsOf(stage)
  const names = Object.keys(all)
  const dimensions = kind === undefined ? [names] : [names, [...names, 'kind']]
  return JSON.stringify({
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: dimensions, Metrics: [{ Name: name, Unit: 'Count' }] }],
    },
    ...all,
    ...(kind === undefined ? {} : { kind }),
    [name]: value,
  })
}
