import type { JobId, Starter } from '../../service/ports.ts'

/**
 * The port Starter (service/ports.ts) on one machine: jobs wait in this process and are carried out one after the other, so that a large workbook
 * never stands twice in memory. What is left when the process ends is taken up by the next (outputs.takeUp).
 * @param carryOut says itself what became of the job, and never throws
 */
export const createQueue = (carryOut: (job: JobId) => Promise<void>): Starter & { idle: () => Promise<void> } => {
  let last: Promise<void> = Promise.resolve()
  return {
    start: async (job) => {
      last = last.then(() => carryOut(job))
    },
    idle: async () => {
      for (let seen = null as Promise<void> | null; seen !== last; ) {
        seen = last
        await seen
      }
    },
  }
}
