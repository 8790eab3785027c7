import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { paths } from '../../shared/domain/paths.ts'
import { Refusal } from '../../shared/domain/refusal.ts'
import type { Ctx } from './context.ts'

/**
 * The few files that pages link: read once, named by their content (`style.3f2a9c1b04de.css`), so that a browser keeps them for a year and a
 * new version has a new name. Pages link them by `asset('style.css')`.
 */

const FOLDER = fileURLToPath(new URL('./static/', import.meta.url))

/** What is served at all, and as what; a file of another kind is not. */
const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
}

type Asset = { bytes: Uint8Array<ArrayBuffer>; type: string; hashed: string }

let read: { byName: Map<string, Asset>; byHashedName: Map<string, Asset> } | null = null

const assets = (): NonNullable<typeof read> => {
  if (read) return read
  const byName = new Map<string, Asset>()
  for (const name of readdirSync(FOLDER)) {
    const extension = extname(name)
    const type = TYPES[extension]
    if (!type) continue
    const bytes = new Uint8Array(readFileSync(FOLDER + name))
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
    byName.set(name, { bytes, type, hashed: `${name.slice(0, -extension.length)}.${hash}${extension}` })
  }
  read = { byName, byHashedName: new Map([...byName.values()].map((asset) => [asset.hashed, asset])) }
  return read
}

/** The address of a file in functions/web/static, such as `style.css`. */
export const asset = (name: string): string => paths.static(assets().byName.get(name)?.hashed ?? name)

/** Serves a file: for ever under the name with its hash, always asked again under its plain name. */
export const serveStatic = (c: Ctx): Response => {
  const name = c.req.param('file') ?? ''
  const kept = assets().byHashedName.get(name)
  const found = kept ?? assets().byName.get(name)
  if (!found) throw new Refusal('access.missing', {})
  return c.body(found.bytes, 200, {
    'content-type': found.type,
    'cache-control': kept ? 'public, max-age=31536000, immutable' : 'no-cache',
  })
}
