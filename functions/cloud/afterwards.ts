import { request } from 'node:http'

/**
 * What an invocation leaves to be done after its answer: mails. Lambda stops a function's clock once it has answered, and a mail on its way would
 * stop with it. Waiting before the answer would make everybody wait for the mail server, and would tell by the time of the answer whether an
 * address asked for at sign-in is known. So the function registers itself as an internal extension: Lambda hands the answer to the client when
 * the function gives it, and keeps the function running until each extension asks for the next event.
 */
export type Afterwards = {
  /** The invocation has given its answer. Waits for what it left behind only where no extension could be registered. */
  answered: (requestId: string) => Promise<void>
}

const NAME = 'yuebao-afterwards'
/** Milliseconds before the invocation's end at which whatever is under way is left to itself. */
const MARGIN = 500

type Reply = { status: number; headers: Record<string, string | string[] | undefined>; body: string }

/** Without a timeout: the next event may come after hours in which the function stood still. */
const ask = (api: string, method: string, path: string, headers: Record<string, string>, body = ''): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const [hostname, port] = api.split(':')
    const sent = request({ hostname, port, method, path: `/2020-01-01/extension${path}`, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })

/**
 * @param api `AWS_LAMBDA_RUNTIME_API`
 * @param settled waits for everything that was left behind
 */
export const openAfterwards = async (api: string | undefined, settled: () => Promise<void>): Promise<Afterwards> => {
  const waitFirst = { answered: () => settled() }
  if (!api) return waitFirst
  const registered = await ask(
    api,
    'POST',
    '/register',
    { 'lambda-extension-name': NAME, 'content-type': 'application/json' },
    JSON.stringify({ events: ['INVOKE'] }),
  ).catch(() => null)
  const id = registered?.headers['lambda-extension-identifier']
  if (registered?.status !== 200 || typeof id !== 'string') return waitFirst

  type Answer = { given: Promise<void>; give: () => void }
  const answers = new Map<string, Answer>()
  const answerTo = (requestId: string): Answer => {
    const known = answers.get(requestId)
    if (known) return known
    let give = (): void => {}
    const given = new Promise<void>((resolve) => {
      give = resolve
    })
    const made = { given, give }
    answers.set(requestId, made)
    return made
  }
  const follow = async (): Promise<never> => {
    for (;;) {
      const next = await ask(api, 'GET', '/event/next', { 'lambda-extension-identifier': id })
      if (next.status !== 200) throw new Error(`extension event: ${next.status}`)
      const { requestId, deadlineMs } = JSON.parse(next.body) as { requestId: string; deadlineMs: number }
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, deadlineMs - Date.now() - MARGIN)
      })
      await Promise.race([answerTo(requestId).given.then(settled), late])
      clearTimeout(timer)
      answers.delete(requestId)
    }
  }
  // An extension that asks for no more events would hold every invocation until its time is up: better a fresh function.
  void follow().catch(() => process.exit(1))
  return {
    answered: async (requestId) => answerTo(requestId).give(),
  }
}
