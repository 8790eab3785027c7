import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { play } from '../functions/local/simulate/play.ts'
import { openLambda } from './support/lambda/openLambda.ts'
import { fetchLambdaNode, openDynamoDbLocal, run } from './support/outside.ts'

/**
 * `npm run -s journeys:lambda`: the bundles that `npm run synth` wrote, as nearly as they run in AWS: on Lambda's Node, on AWS's own engine where java is
 * there, first fed by our client of the Runtime API, then by AWS's (RIC, the folder into which aws-lambda-ric was built, where it could be). Then a whole
 * year is played through them: its figures must be the ones of one machine, to the byte.
 */

const OUT = 'cdk.out'
const SEED = 7
const notice = readFileSync(new URL('./fixture/notices/jilin-2019.txt', import.meta.url), 'utf8')
const said = (text: string): void => console.log(`journeys:lambda: ${text}`)

const tests = (files: string[], env: NodeJS.ProcessEnv): Promise<number> =>
  run(process.execPath, [path.resolve('node_modules/vitest/vitest.mjs'), 'run', '--reporter=dot', ...files], { env })

/** Plays the year through either home. @returns whether the figures agree */
const sameYear = async (): Promise<boolean> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'yuebao-year-'))
  try {
    const year = { notice, seed: SEED, from: null, to: null }
    const [here, there] = [path.join(folder, 'here'), path.join(folder, 'there')]
    const began = performance.now()
    const [{ events, mails }] = await Promise.all([
      play({ ...year, out: there }, openLambda),
      play({ ...year, out: here }),
    ])
    const seconds = ((performance.now() - began) / 1000).toFixed(0)
    const figures = (out: string): string => readFileSync(path.join(out, 'figures.json'), 'utf8')
    const same = figures(here) === figures(there)
    said(
      `a year of ${events} events and ${mails} mails in ${seconds} s; its figures ${same ? 'are' : 'ARE NOT'} those of one machine.`,
    )
    return same
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const main = async (): Promise<number> => {
  if (!existsSync(path.join(OUT, 'Yuebao.template.json'))) throw new Error('npm run synth comes first')
  const local = await openDynamoDbLocal()
  try {
    const node = await fetchLambdaNode()
    const env = {
      ...process.env,
      LAMBDA_BUNDLES: path.resolve(OUT),
      LAMBDA_NODE: node,
      ...(local ? { DYNAMODB_ENDPOINT: local.endpoint } : {}),
    }
    Object.assign(process.env, env)
    said(`${node === process.execPath ? 'this Node' : 'Lambda’s Node'}, ${local ? 'DynamoDB Local' : 'dynalite'}`)
    let code = await tests(['test/journey/month.test.ts', 'test/functions/cloud'], env)
    const ric = process.env['RIC'] && path.resolve(process.env['RIC'], 'node_modules/aws-lambda-ric')
    if (ric && existsSync(path.join(ric, 'dist/rapid-client.node'))) {
      said('AWS’s own client of the Runtime API')
      code ||= await tests(['test/journey/month.test.ts'], { ...env, LAMBDA_CLIENT: path.join(ric, 'bin/index.mjs') })
    } else said('AWS’s own client was not built here.')
    return code || ((await sameYear()) ? 0 : 1)
  } finally {
    await local?.close()
  }
}

main()
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    console.error(`journeys:lambda: ${error instanceof Error ? error.stack : String(error)}`)
    process.exit(1)
  })
