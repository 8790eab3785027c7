/**
 * Every key of the files that lie apart from the table (port Files). What lies under a prefix lives and dies by its own rule, so that a bucket's
 * lifecycle and grants name these prefixes and nothing else.
 */
export const FILE_PREFIXES = {
  /** Evidence that was checked and is named by a report, kept as long as the report. */
  attachments: 'attachments/',
  /** What a browser sent and nobody has checked yet: never handed out, gone after a day. */
  quarantine: 'quarantine/',
  /** Finished workbooks, documents and exports. */
  outputs: 'outputs/',
  /** Published evaluations: the snapshot and the workbook of each revision, kept as long as the plan. */
  evaluations: 'evaluations/',
} as const

/** For how many days a finished output is kept, and one that holds everything: nobody's addresses lie about. A bucket may be told another first number. */
export const KEPT_DAYS = { outputs: 730, exports: 7 } as const

type Report = { plan: string; period: string; unit: string }

/**
 * What one upload is for. It stands in the key under which a browser leaves the file, so that a key says of itself who sent it and to what: only who was
 * given the form could have put something there.
 */
export type Upload = Report & { person: string; task: number | null; id: string }

export const fileKeys = {
  /** The bytes of one 佐证材料. */
  evidence: ({ plan, period, unit }: Report, id: string): string =>
    `${FILE_PREFIXES.attachments}${plan}/${period}/${unit}/${id}`,
  /** The folder into which one upload goes; behind it stands the file's name as the browser gives it. */
  upload: ({ plan, period, unit, person, task, id }: Upload): string =>
    `${FILE_PREFIXES.quarantine}${plan}/${period}/${unit}/${person}/${task ?? 'whole'}/${id}/`,
  /** The file that a job made. */
  job: (plan: string, job: string, name: string): string => `${FILE_PREFIXES.outputs}${plan}/${job}/${name}`,
  /** A file that was made while it was asked for, under its own SHA-256: the same file twice lies there once. */
  output: (plan: string, sha256: string, name: string): string => `${FILE_PREFIXES.outputs}${plan}/${sha256}/${name}`,
  /** Where exports of everything lie: a backup leaves them out, for they are one. */
  exports: `${FILE_PREFIXES.outputs}everything/`,
}

const EVIDENCE = new RegExp(`^${FILE_PREFIXES.attachments}([a-z0-9-]+)/(\\d{4}-\\d\\d)/([a-z0-9-]+)/([\\w-]+)$`)

/** A key → the report and the id it was made of; null for what is none of them. */
export const evidenceAt = (key: string): { report: Report; id: string } | null => {
  const [, plan, period, unit, id] = EVIDENCE.exec(key) ?? []
  return plan && period && unit && id ? { report: { plan, period, unit }, id } : null
}

const UPLOAD = new RegExp(
  `^${FILE_PREFIXES.quarantine}([a-z0-9-]+)/(\\d{4}-\\d\\d)/([a-z0-9-]+)/([a-z0-9-]+)/(whole|\\d{1,4})/([\\w-]{8,64})/(.*)$`,
  's',
)

/** A key → the upload and the file's name as it was sent; null for what is none of ours. */
export const uploadAt = (key: string): { upload: Upload; name: string } | null => {
  const [, plan, period, unit, person, task, id, name] = UPLOAD.exec(key) ?? []
  return plan && period && unit && person && task && id && name !== undefined
    ? { upload: { plan, period, unit, person, task: task === 'whole' ? null : Number(task), id }, name }
    : null
}

/** Both under the id of the publishing, which is fresh each time: what no published revision names was never published. */
export const evaluationFiles = (plan: string, id: string): { snapshot: string; workbook: string } => ({
  snapshot: `${FILE_PREFIXES.evaluations}${plan}/${id}/snapshot.json`,
  workbook: `${FILE_PREFIXES.evaluations}${plan}/${id}/workbook.xlsx`,
})
