import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Metafile } from 'esbuild'
import { type Bundles, bundleFunctions } from '../../../infra/bundle.ts'

let made: Promise<Bundles> | null = null

/** Made once for all tests of a file, and gone when its process ends. */
const make = (): Promise<Bundles> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'yuebao-bundles-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return bundleFunctions(folder)
}

/**
 * The bundles to run: the ones that `npm run synth` put into the folder named by LAMBDA_BUNDLES, found by what the template deploys; without it, made now
 * by the same bundler.
 */
export const bundlesToRun = async (): Promise<Bundles> => {
  const synthesized = process.env['LAMBDA_BUNDLES']
  if (synthesized) return bundlesIn(synthesized)
  made ??= make()
  return made
}

/** What went into the web function's files: written beside the bundle, not into it. */
export const webMetafile = async (): Promise<Metafile> => {
  const synthesized = process.env['LAMBDA_BUNDLES']
  const web = synthesized ? path.join(synthesized, 'bundles/web') : (await bundlesToRun()).web
  return JSON.parse(readFileSync(`${web}.metafile.json`, 'utf8')) as Metafile
}

type Template = { Resources: Record<string, { Type: string; Properties?: { Code?: { S3Key?: string } } }> }

const bundlesIn = (out: string): Bundles => {
  const template = JSON.parse(readFileSync(path.join(out, 'Yuebao.template.json'), 'utf8')) as Template
  const of = (name: string): string => {
    for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
      const hash = /^(\w+)\.zip$/.exec(Properties?.Code?.S3Key ?? '')?.[1]
      if (Type !== 'AWS::Lambda::Function' || !hash || !id.startsWith(name)) continue
      const asset = path.resolve(out, `asset.${hash}`)
      if (existsSync(path.join(asset, 'handler.mjs'))) return asset
    }
    throw new Error(`no function ${name} in ${out}`)
  }
  return { web: of('WebDoor'), reminders: of('RemindersDoor'), outputs: of('OutputsDoor') }
}
