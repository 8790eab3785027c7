import { createSignedClient } from '../../shared/adapter/dynamodb/signedClient.ts'
import { createFunctionStarter } from '../../shared/adapter/jobs/lambda.ts'
import { createBucketFiles } from '../../shared/adapter/s3/bucket.ts'
import { compose } from '../compose.ts'
import { found, modeCell } from '../found.ts'
import { type CloudSettings, WrongSettings } from '../settings.ts'
import type { House } from '../web/context.ts'
import { logLine } from '../web/log.ts'
import { cloudClocks } from './clocks.ts'
import { openCount } from './count.ts'
import { openMail } from './mail.ts'
import { openSecret } from './secret.ts'

/** A function's answer is at most 6 MB, text in JSON or bytes in base64: 4.4 million bytes fit either way. */
const LARGEST_ANSWER = 4_400_000

/** AWS: everything managed, nothing kept in the function. */
export type CloudHouse = House & { settings: CloudSettings; settled: () => Promise<void> }

/**
 * Opens the house on its table, and on the very first start appoints the administrator. The first read also makes the connection, while Lambda
 * still starts the function and nobody waits.
 * @throws WrongSettings when the table is a demo's
 */
export const openCloud = async (settings: CloudSettings): Promise<CloudHouse> => {
  const { region, credentials, endpoint, table, oidc } = settings
  const client = createSignedClient({ region, credentials, ...(endpoint === null ? {} : { endpoint }) })
  const secret = openSecret(settings)
  const kept = {
    ...settings,
    oidc: oidc && { ...oidc, clientSecret: (anew?: boolean) => secret('oidcClientSecret', anew) },
  }
  const files = createBucketFiles({
    bucket: settings.bucket,
    region,
    ...(settings.bucketEndpoint === null ? {} : { endpoint: settings.bucketEndpoint }),
  })
  const clocks = cloudClocks(settings)
  const { outputsFunction } = settings
  const services = compose({
    settings: kept,
    dynamoDb: client.call,
    table,
    mailer: openMail(settings, (anew) => secret('smtpUrl', anew)),
    files,
    machine: clocks.machine,
    ...(outputsFunction === null ? {} : { starter: createFunctionStarter({ functionName: outputsFunction, region }) }),
    onTrouble: (what, error) => logLine({ level: 'error', event: 'trouble', what, ...error }),
    count: openCount(settings.stage),
  })
  const mode = await services.cells.get(modeCell)
  if (mode?.value === 'demo') throw new WrongSettings(`表${table}里是演示数据，不能用于正式使用。`)
  if (!mode) await found(services, kept, clocks.business())
  return {
    services,
    settings: kept,
    clocks,
    largestAnswer: LARGEST_ANSWER,
    settled: async () => {
      await services.settled()
      await services.access.idle()
    },
  }
}
