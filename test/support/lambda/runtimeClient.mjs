import { request } from 'node:http'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * What Lambda's Node runtime does, in a few lines: loads the handler that `_HANDLER` names in LAMBDA_TASK_ROOT, asks for an event, hands back the
 * answer, and begins again.
 */
const api = process.env['AWS_LAMBDA_RUNTIME_API'] ?? ''
const [hostname, port] = api.split(':')

const ask = (method, address, body) =>
  new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path: `/2018-06-01/runtime${address}` }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part) => {
        text += part
      })
      response.on('end', () => resolve({ headers: response.headers, text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })

const told = (error) =>
  JSON.stringify({ errorType: error?.name ?? 'Error', errorMessage: error?.message ?? String(error), trace: [] })

const [file, name] = (process.env['_HANDLER'] ?? '').split('.')
const { [name]: handler } = await import(
  pathToFileURL(path.join(process.env['LAMBDA_TASK_ROOT'] ?? '', `${file}.mjs`)).href
).catch(async (error) => {
  await ask('POST', '/init/error', told(error))
  process.exit(1)
})

for (;;) {
  const { headers, text } = await ask('GET', '/invocation/next')
  const id = headers['lambda-runtime-aws-request-id']
  const deadline = Number(headers['lambda-runtime-deadline-ms'])
  const context = { awsRequestId: id, getRemainingTimeInMillis: () => deadline - Date.now() }
  try {
    const answer = await handler(JSON.parse(text), context)
    await ask('POST', `/invocation/${id}/response`, JSON.stringify(answer) ?? '')
  } catch (error) {
    await ask('POST', `/invocation/${id}/error`, told(error))
  }
}
