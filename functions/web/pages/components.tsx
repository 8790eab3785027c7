import type { Child, PropsWithChildren } from 'hono/jsx'
import type { Ctx } from '../context.ts'

export {
  Check,
  Choices,
  describedBy,
  ErrorSummary,
  Field,
  FieldError,
  Select,
  TextArea,
  TextField,
} from './fields.tsx'
export { Glyph, Legend, State } from './marks.tsx'
export { Hidden, Hint, Lead, Note, Phrase, Text } from './text.tsx'

/** The parts pages are made of. Each renders plain HTML that works without scripts; looks stand in static/style.css. */

// Parts of a page ---------------------------------------------------------------------------------------------------

/** Where the page stands: links first, the page itself last. */
export const Crumb = ({ items, here }: { items: readonly { href: string; text: string }[]; here: string }) => (
  <nav class="crumb" aria-label="位置">
    {items.map((item) => (
      <>
        <a href={item.href}>{item.text}</a>
        <span aria-hidden="true">　›　</span>
      </>
    ))}
    <span>{here}</span>
  </nav>
)

/** A section under a rule, with its heading at the left and a remark (its cut-off time, a link) at the right. */
export const Section = ({
  id,
  title,
  note,
  kind,
  children,
}: PropsWithChildren<{ id: string; title: Child; note?: Child; kind?: string }>) => (
  <section id={id} class={kind} aria-labelledby={`${id}-h`}>
    <div class="sec">
      <h2 id={`${id}-h`}>{title}</h2>
      {note === undefined || note === null ? null : <p class="note">{note}</p>}
    </div>
    {children}
  </section>
)

/** Label and value, one pair a line. */
export const Facts = ({ items }: { items: readonly (readonly [label: string, value: Child])[] }) => (
  <dl class="facts">
    {items.map(([label, value]) => (
      <div>
        <dt>{label}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)

/** A list with few facts and perhaps one act per line; `kind` names the columns (owed, owes, mail …). */
export const Rows = ({ kind, children }: PropsWithChildren<{ kind?: string }>) => (
  <ol class={kind ? `rows ${kind}` : 'rows'}>{children}</ol>
)

/** One coloured rule at the left: a return (`back`), a hint (`warn`), something done (`done`). */
export const Notice = ({
  tone,
  title,
  children,
}: PropsWithChildren<{ tone?: 'back' | 'warn' | 'done'; title?: string }>) => (
  <div class={tone ? `notice ${tone}` : 'notice'}>
    {title === undefined ? null : <h2>{title}</h2>}
    {children}
  </div>
)

export const Details = ({
  summary,
  open,
  kind,
  children,
}: PropsWithChildren<{ summary: Child; open?: boolean; kind?: string }>) => (
  <details class={kind} open={open === true}>
    <summary>{summary}</summary>
    {children}
  </details>
)

/** A wide table in a box of its own that scrolls sideways, by keyboard too. `label` says what is in it. */
export const Scroll = ({ label, children }: PropsWithChildren<{ label: string }>) => (
  // Reachable by keyboard, since it scrolls (WCAG 2.1.1).
  // biome-ignore lint/a11y/useSemanticElements: a group is no fieldset, and a section would be one more landmark
  <div class="scroll" role="group" aria-label={label} tabindex={0}>
    {children}
  </div>
)

// Actions ------------------------------------------------------------------------------------------------------------

export const Actions = ({ children }: PropsWithChildren) => <div class="acts">{children}</div>

type ButtonProps = PropsWithChildren<{
  primary?: boolean
  small?: boolean
  name?: string
  value?: string
  /** Sends the form to another address. */
  action?: string
}>

/** A submit button. One `primary` per page. */
export const Button = ({ primary, small, name, value, action, children }: ButtonProps) => (
  <button class={buttonClass(primary, small)} type="submit" name={name} value={value} formaction={action}>
    {children}
  </button>
)

/** A link that looks like a button: it leads to a page, and changes nothing. */
export const LinkButton = ({
  href,
  primary,
  small,
  children,
}: PropsWithChildren<{ href: string; primary?: boolean; small?: boolean }>) => (
  <a class={buttonClass(primary, small)} href={href}>
    {children}
  </a>
)

const buttonClass = (primary: boolean | undefined, small: boolean | undefined): string =>
  ['btn', primary ? 'primary' : '', small ? 'small' : ''].filter((word) => word !== '').join(' ')

/** The hidden field that every POST form carries. */
export const Token = ({ c }: { c: Ctx }) => <input type="hidden" name="_token" value={c.var.token} />

/** A POST form with its token. `novalidate`: what is wrong is said by the server, in place and in words. */
export const Form = ({
  c,
  action,
  id,
  kind,
  files,
  children,
}: PropsWithChildren<{ c: Ctx; action: string; id?: string; kind?: string; files?: boolean }>) => (
  <form
    id={id}
    class={kind}
    method="post"
    action={action}
    novalidate
    enctype={files ? 'multipart/form-data' : undefined}
  >
    <Token c={c} />
    {children}
  </form>
)

/** The sticky foot of a long form: where one stands, and the buttons. */
export const Bar = ({ says, children }: PropsWithChildren<{ says?: Child }>) => (
  <div class="bar">
    <div class="bar-in">
      {says === undefined ? null : <div class="bar-says">{says}</div>}
      {children}
    </div>
  </div>
)
