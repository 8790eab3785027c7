import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { addStacks } from '../../infra/addStacks.ts'
import type { YuebaoStack } from '../../infra/stack.ts'
import type { StageSettings } from '../../infra/stages.ts'

/** The templates as `npm run synth` writes them, with functions that hold a comment instead of their bundle. */
export type Synthesized = { app: App; stacks: YuebaoStack[]; standard: Template; china: Template }

type Resource = {
  Type: string
  Properties: Record<string, unknown>
  DeletionPolicy?: string
  UpdateReplacePolicy?: string
}

export const synthesize = (
  set: { Yuebao?: Partial<StageSettings>; YuebaoChina?: Partial<StageSettings> } = {},
): Synthesized => {
  const folder = mkdtempSync(path.join(tmpdir(), 'yuebao-synth-'))
  try {
    const bundle = (name: string): string => {
      const made = path.join(folder, 'bundles', name)
      mkdirSync(made, { recursive: true })
      writeFileSync(path.join(made, 'handler.mjs'), `// ${name}\n`)
      return made
    }
    const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> }
    const app = new App({ outdir: path.join(folder, 'cdk.out'), context: { ...context, ...set } })
    const stacks = addStacks(app, { web: bundle('web'), reminders: bundle('reminders'), outputs: bundle('outputs') })
    // The review is a test of its own (review.test.ts): it takes most of the time.
    app.synth({ skipValidation: true })
    const [standard, china] = stacks.map((stack) => Template.fromStack(stack))
    if (!standard || !china) throw new Error('a stack is missing')
    return { app, stacks, standard, china }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The resources of a type, by their logical ids. */
export const resourcesOf = (template: Template, type: string): Record<string, Resource> =>
  template.findResources(type) as Record<string, Resource>

/** The one resource of a type. */
export const theOne = (template: Template, type: string): Resource => {
  const found = Object.values(resourcesOf(template, type))
  const [one] = found
  if (!one || found.length > 1) throw new Error(`${found.length} of ${type}`)
  return one
}
