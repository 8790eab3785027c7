import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import { openAfterwards } from '../cloud/afterwards.ts'
import { openCloud } from '../cloud/openCloud.ts'
import { readCloudSettings } from '../settings.ts'
import { createApp } from './app.tsx'
import { answerOf, requestOf } from './event.ts'

/** The web door on AWS: API Gateway's HTTP API in front of the same app as on one machine. */

const house = await openCloud(readCloudSettings(process.env))
const afterwards = await openAfterwards(process.env['AWS_LAMBDA_RUNTIME_API'], house.settled)
const app = createApp(house)

export const handler = async (
  event: APIGatewayProxyEventV2,
  context: Pick<Context, 'awsRequestId'>,
): Promise<APIGatewayProxyStructuredResultV2> => {
  // The gateway says who connected to it; what a client writes into x-forwarded-for is nobody's word.
  const place = event.requestContext.http.sourceIp
  const response = await app.fetch(requestOf(event, house.settings.publicUrl), { place })
  const answer = await answerOf(response)
  await afterwards.answered(context.awsRequestId)
  return answer
}
