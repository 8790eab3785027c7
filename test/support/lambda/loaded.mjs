import { writeSync } from 'node:fs'
import { register } from 'node:module'

/** Writes the name of every module file into the log as it is loaded: `loaded handler.mjs`. Named by `--import`. */
register(
  `data:text/javascript,${encodeURIComponent(`
import { writeSync } from 'node:fs'
export const load = (url, context, next) => {
  if (url.startsWith('file:')) writeSync(2, 'loaded ' + url.slice(url.lastIndexOf('/') + 1) + '\\n')
  return next(url, context)
}`)}`,
)
writeSync(2, 'loaded is told\n')
