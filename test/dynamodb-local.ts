import path from 'node:path'
import { openDynamoDbLocal, run } from './support/outside.ts'

/**
 * The store contract, and a backup restored, on DynamoDB Local, AWS's own engine. Without java it says so and is content: `npm test` has run it on the embedded engine.
 */
const main = async (): Promise<number> => {
  const local = await openDynamoDbLocal()
  if (!local) {
    console.log('dynamodb-local: skipped, there is no java here.')
    return 0
  }
  try {
    const vitest = [
      path.resolve('node_modules/vitest/vitest.mjs'),
      'run',
      'test/adapter/dynamodb',
      'test/service/backup.test.ts',
      'test/functions/local/cost/meter.test.ts',
    ]
    const env = { ...process.env, DYNAMODB_ENDPOINT: local.endpoint }
    const code = await run(process.execPath, vitest, { env })
    console.log(`dynamodb-local: the store contract ${code === 0 ? 'passed' : 'failed'} on DynamoDB Local.`)
    return code
  } finally {
    await local.close()
  }
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(`dynamodb-local: ${error instanceof Error ? error.message : String(error)}`)
  return 1
})
