import { isRefusal, type Refusal } from '../../../shared/domain/refusal.ts'
import { ErrorSummary } from './components.tsx'

/**
 * A refusal that its form answers in place, with what was typed kept: wrong input, or somebody was first.
 * Any other error is thrown on, to the error page.
 */
export const inPlace = (error: unknown): Refusal => {
  if (isRefusal(error) && ['invalid', 'conflict', 'unsupported', 'too-large'].includes(error.kind)) return error
  throw error
}

/** The HTTP status of a page that shows such a refusal. */
export const statusOf = ({ kind }: Refusal): 409 | 413 | 415 | 422 =>
  kind === 'conflict' ? 409 : kind === 'too-large' ? 413 : kind === 'unsupported' ? 415 : 422

/** The refusal's sentences on top of the form; `href` leads to the field that it is about. */
export const RefusalSummary = ({ refusal, href }: { refusal: Refusal; href?: string }) => {
  const { title, why, todo } = refusal.said
  // The reader of notices says itself what to do.
  const text = refusal.code === 'input.unsupported' ? why : `${why}${todo}`
  return <ErrorSummary title={title} problems={[{ ...(href === undefined ? {} : { href }), text }]} />
}
