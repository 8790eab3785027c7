import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Metafile, type Plugin } from 'esbuild'

/**
 * The functions as they run on Lambda: one directory each, with `handler.mjs` as the entry (`handler.handler`), whatever is imported
 * dynamically in files of its own beside it, and nothing to install.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url))

export type Bundles = { web: string; reminders: string; outputs: string }

const ENTRIES: Record<keyof Bundles, string> = {
  web: 'functions/web/handler.ts',
  reminders: 'functions/reminders/handler.ts',
  outputs: 'functions/outputs/handler.ts',
}

/** Libraries in CommonJS ask for Node's own modules by `require`, which a module does not have by itself. */
const REQUIRE =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);"

/**
 * Node's own modules by `require`: imported as a module, each would first be asked for everything it exports, and to tell, it would load its streams,
 * its fetch and its web sockets (15 of the 100 ms of a start).
 */
const BUILTIN = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]))
const builtins: Plugin = {
  name: 'builtins',
  setup(build) {
    build.onResolve({ filter: /./ }, ({ path: name, kind }) =>
      BUILTIN.has(name) && kind === 'import-statement' ? { path: name, namespace: 'builtin' } : undefined,
    )
    build.onLoad({ filter: /./, namespace: 'builtin' }, ({ path: name }) => ({
      contents: `module.exports = require(${JSON.stringify(name)})`,
    }))
  },
}

/**
 * Bundles one entry into a folder, which is made anew.
 * @param metafile written there: what went into which file, and what each file imports. It lies beside the folder, so it is not deployed.
 */
export const bundleEntry = async (entry: string, folder: string): Promise<Metafile> => {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { handler: entry },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    // Every file in the folder itself, so that `./static/` and the like mean the same from each of them.
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    platform: 'node',
    // Lambda runs Node 24; nothing newer than the oldest Node the project knows is written all the same.
    target: 'node20',
    format: 'esm',
    // A dynamic import stays a file of its own, read when it is needed.
    splitting: true,
    // The modules of the AWS SDK instead of its CommonJS: what is not used falls out.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    banner: { js: REQUIRE },
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    plugins: [builtins],
    metafile: true,
    logLevel: 'error',
  })
  await writeFile(`${folder}.metafile.json`, JSON.stringify(metafile))
  return metafile
}

/**
 * @param outDir gets `web`, `reminders`, `outputs`, and `*.metafile.json` beside them
 * @returns the three directories
 */
export const bundleFunctions = async (outDir: string): Promise<Bundles> => {
  const folders: Bundles = {
    web: path.resolve(outDir, 'web'),
    reminders: path.resolve(outDir, 'reminders'),
    outputs: path.resolve(outDir, 'outputs'),
  }
  for (const name of ['web', 'reminders', 'outputs'] as const) await bundleEntry(ENTRIES[name], folders[name])
  await cp(path.join(ROOT, 'functions/web/static'), path.join(folders.web, 'static'), { recursive: true })
  return folders
}
