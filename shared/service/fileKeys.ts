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
} as const

export const fileKeys = {
  /** The file that a job made, or that was too large to be answered with. */
  output: (plan: string, job: string, name: string): string => `${FILE_PREFIXES.outputs}${plan}/${job}/${name}`,
}
