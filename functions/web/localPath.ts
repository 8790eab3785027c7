import { paths } from '../../shared/domain/paths.ts'

/** Where a sign-in may lead back to: the first part of every page's address in the address book. */
const PAGES = new Set(
  [paths.mine, paths.plans, paths.people, paths.calendar, paths.help, paths.mailbox].map((path) => path.split('/')[1]),
)

/**
 * A path on this service, or null for anything that a browser might read as another place: it begins with one slash, holds no backslash,
 * scheme, host or control character, and its first part is one of the address book's.
 */
export const localPath = (text: string): string | null => {
  if (text.length > 500 || !/^\/(?![/\\])[!-[\]-~]*$/.test(text) || text.includes('//')) return null
  const url = URL.canParse(text, 'http://local.invalid') ? new URL(text, 'http://local.invalid') : null
  if (url?.origin !== 'http://local.invalid' || `${url.pathname}${url.search}` !== text) return null
  return PAGES.has(url.pathname.split('/')[1]) ? text : null
}
