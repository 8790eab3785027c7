import type { PropsWithChildren } from 'hono/jsx'

/** Words in their places. */

/** A clause that stays together: headings and lead sentences break between clauses. */
export const Phrase = ({ children }: PropsWithChildren) => <span class="ph">{children}</span>

/** The page's situation in one or two sentences. */
export const Lead = ({ children }: PropsWithChildren) => <p class="lead">{children}</p>

export const Hint = ({ id, children }: PropsWithChildren<{ id?: string }>) => (
  <p class="hint" id={id}>
    {children}
  </p>
)

export const Note = ({ children }: PropsWithChildren) => <p class="note">{children}</p>

/** Words for screen readers only. */
export const Hidden = ({ children }: PropsWithChildren) => <span class="vh">{children}</span>

/** The text of a user, its own line breaks kept. */
export const Text = ({ children }: { children: string }) => <span class="text">{children}</span>
