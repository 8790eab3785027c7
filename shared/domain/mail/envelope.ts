import type { Period } from '../time.ts'

/** Units named in a header; of the others there is the number: mail servers refuse headers without end. */
const MOST_NAMED = 400

/**
 * The headers on every mail: by which rule, of which periods and units it speaks. `-` stands where there is none.
 */
export const mailHeaders = (
  rules: readonly string[],
  periods: readonly Period[],
  units: readonly string[],
): Record<string, string> => {
  const joined = (all: readonly string[]): string => {
    const each = [...new Set(all)]
    const more = each.length - MOST_NAMED
    return `${each.slice(0, MOST_NAMED).join(',') || '-'}${more > 0 ? `,+${more}` : ''}`
  }
  return {
    'X-Yuebao-Rule': joined(rules),
    'X-Yuebao-Period': joined(periods),
    'X-Yuebao-Units': joined(units),
    'Auto-Submitted': 'auto-generated',
  }
}

/** A Message-ID made of a hash of what the mail is: the same mail has the same one, whenever it is sent again. `host` is the installation's. */
export const messageIdOf = (kind: string, hash: string, host: string): string =>
  `<${kind}.${hash.slice(0, 32)}@${host}>`
