import * as z from 'zod'

/** What stands in the addresses of the leadership links: the token itself, and the hash under which it is kept. */
export const Token = z.string().regex(/^[\w-]{43}$/)
export const HashId = z.string().regex(/^[0-9a-f]{64}$/)
