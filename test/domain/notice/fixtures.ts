import { readFileSync } from 'node:fs'

/** The text of a notice under test/fixture/notices. */
export const notice = (name: string): string =>
  readFileSync(new URL(`../../fixture/notices/${name}`, import.meta.url), 'utf8').replace(/^\ufeff/, '')
