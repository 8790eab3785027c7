import type { JobId, Starter } from '../../service/ports.ts'

/**
 * The port Starter (service/ports.ts) on AWS: the outputs function is invoked asynchronously, so the answer comes as soon as the event is taken. The
 * client is loaded when the first job is asked for.
 * @param settings.endpoint for tests; without it the region's
 */
export const createFunctionStarter = (settings: {
  functionName: string
  region?: string
  endpoint?: string
}): Starter => ({
  start: async (job: JobId) => {
    const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda')
    const client = new LambdaClient({
      ...(settings.region === undefined ? {} : { region: settings.region }),
      ...(settings.endpoint === undefined
        ? {}
        : { endpoint: settings.endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
    })
    try {
      await client.send(
        new InvokeCommand({
          FunctionName: settings.functionName,
          InvocationType: 'Event',
          Payload: new TextEncoder().encode(JSON.stringify({ job })),
        }),
      )
    } finally {
      client.destroy()
    }
  },
})
