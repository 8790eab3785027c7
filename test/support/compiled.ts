import { execFile } from 'node:child_process'
import { copyFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const ROOT = path.resolve(import.meta.dirname, '../..')

/**
 * What is killed is compiled once: tsx would cost every one of some hundred processes more than all the rest of its life.
 * @returns the compiled program
 */
export const compiled = async (into: string, program: string): Promise<string> => {
  const config = {
    extends: path.join(ROOT, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      noCheck: true,
      rewriteRelativeImportExtensions: true,
      outDir: into,
      rootDir: ROOT,
    },
    include: [],
    files: [path.join(ROOT, program)],
  }
  await writeFile(path.join(into, 'tsconfig.json'), JSON.stringify(config))
  await promisify(execFile)(process.execPath, [path.join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', into])
  await writeFile(path.join(into, 'package.json'), '{ "type": "module" }')
  const engine = 'functions/local/engine/worker.mjs'
  await copyFile(path.join(ROOT, engine), path.join(into, engine))
  return path.join(into, program.replace(/\.ts$/, '.js'))
}
