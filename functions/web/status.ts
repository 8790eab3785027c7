import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { RefusalKind } from '../../shared/domain/refusal.ts'

/**
 * The one table from a refusal's kind to the HTTP status, for pages and API alike. `locked` is 423: the request was right and the person may
 * do this, only not any more (or not yet); 409 says that somebody else was first.
 */
export const STATUS_OF = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  locked: 423,
  'too-large': 413,
  unsupported: 415,
  'too-many': 429,
  fault: 500,
} as const satisfies Record<RefusalKind, ContentfulStatusCode>
