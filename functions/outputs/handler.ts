import type { Context } from 'aws-lambda'
import * as z from 'zod'
import { openCloud } from '../cloud/openCloud.ts'
import { readCloudSettings } from '../settings.ts'

/**
 * What takes longer than a request, on AWS: invoked asynchronously with the job that the web function wrote down. What became of it stands in the job
 * itself, so that nothing is thrown for what cannot be made; only a function that is killed is invoked again.
 */

const Event = z.object({ job: z.object({ plan: z.string(), id: z.string() }) })

const house = await openCloud(readCloudSettings(process.env))

export const handler = async (event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> => {
  const { job } = Event.parse(event)
  const left = (): number => context.getRemainingTimeInMillis()
  await house.services.outputs.carryOut(job, { machine: house.clocks.machine, left })
}
