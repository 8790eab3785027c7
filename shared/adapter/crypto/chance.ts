import { createHash, randomBytes, randomInt } from 'node:crypto'
import type { Chance } from '../../service/ports.ts'

const hash = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')

/** Randomness from the operating system. Record ids are 96 bits, base64url. */
export const systemChance: Chance = {
  id: () => randomBytes(12).toString('base64url'),
  token: () => randomBytes(32).toString('base64url'),
  code: () => String(randomInt(100_000_000)).padStart(8, '0'),
  hash,
}

/** The same ids and codes for the same seed: for simulated years only, never where a secret guards anything. */
export const seededChance = (seed: string): Chance => {
  let count = 0
  const next = (): string => hash(`${seed} ${count++}`)
  return {
    id: () => Buffer.from(next(), 'hex').subarray(0, 12).toString('base64url'),
    token: () => Buffer.from(next(), 'hex').toString('base64url'),
    code: () => String(Number.parseInt(next().slice(0, 12), 16) % 100_000_000).padStart(8, '0'),
    hash,
  }
}
