import type { Child, PropsWithChildren } from 'hono/jsx'
import type { Ctx } from '../context.ts'

export { Glyph, Legend, Light, Mark, State } from './marks.tsx'

/** The parts pages are made of. Each renders plain HTML that works without scripts; looks stand in static/style.css. */

// Text ---------------------------------------------------------------------------------------------------------------

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

/** A few numbers with their names; `note` is the definition under the number. */
export const Figures = ({ items }: { items: readonly { label: string; value: Child; note?: Child }[] }) => (
  <dl class="figures">
    {items.map((item) => (
      <div>
        <dt>{item.label}</dt>
        <dd>{item.value}</dd>
        {item.note === undefined ? null : <dd class="note">{item.note}</dd>}
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
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard (WCAG 2.1.1)
  <section class="scroll" aria-label={label} tabindex={0}>
    {children}
  </section>
)

/** The text of a user, its own line breaks kept. */
export const Text = ({ children }: { children: string }) => <span class="text">{children}</span>

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

// Forms --------------------------------------------------------------------------------------------------------------

/** The summary on top of a refused form: what is missing, each with a link to its field. */
export const ErrorSummary = ({
  title,
  problems,
}: {
  title: string
  problems: readonly { href?: string; text: string }[]
}) => (
  <div class="errors" role="alert" aria-labelledby="errors-h" tabindex={-1} id="errors">
    <h2 id="errors-h">{title}</h2>
    <ul class="bullets">
      {problems.map((problem) => (
        <li>{problem.href === undefined ? problem.text : <a href={problem.href}>{problem.text}</a>}</li>
      ))}
    </ul>
  </div>
)

export type FieldProps = {
  id: string
  label: Child
  hint?: Child
  error?: string | undefined
  /** Words after the label such as 没有可不填; required is the default and says nothing. */
  optional?: string
  wide?: boolean
}

/** Label, hint, error, control, in this order. Controls take `describedBy` so that hint and error are read out. */
export const Field = ({ id, label, hint, error, optional, children }: PropsWithChildren<FieldProps>) => (
  <div class={error ? 'field bad' : 'field'}>
    <label for={id}>
      {label}
      {optional ? <span class="optional">{optional}</span> : null}
    </label>
    {hint ? <Hint id={`${id}-hint`}>{hint}</Hint> : null}
    {error ? <FieldError id={id}>{error}</FieldError> : null}
    {children}
  </div>
)

export const FieldError = ({ id, children }: PropsWithChildren<{ id: string }>) => (
  <p class="error" id={`${id}-error`}>
    <Hidden>错误：</Hidden>
    {children}
  </p>
)

/** The ids of a field's hint and error for `aria-describedby`. */
export const describedBy = ({ id, hint, error }: Pick<FieldProps, 'id' | 'hint' | 'error'>): string | undefined =>
  [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter((word) => word !== '').join(' ') || undefined

/** A one-line field with everything around it. */
export const TextField = ({
  name,
  value,
  type = 'text',
  short,
  after,
  autocomplete,
  inputmode,
  ...field
}: FieldProps & {
  name: string
  value?: string
  type?: 'text' | 'email' | 'tel' | 'date' | 'time' | 'datetime-local'
  short?: boolean
  /** A unit such as % behind the field. */
  after?: string
  autocomplete?: string
  inputmode?: 'numeric' | 'decimal'
}) => (
  <Field {...field}>
    <input
      class={short ? 'short' : undefined}
      id={field.id}
      name={name}
      type={type}
      value={value ?? ''}
      autocomplete={autocomplete}
      inputmode={inputmode}
      aria-invalid={field.error ? 'true' : undefined}
      aria-describedby={describedBy(field)}
    />
    {after ? <span class="after">{after}</span> : null}
  </Field>
)

/** A field of several lines with everything around it. */
export const TextArea = ({
  name,
  value,
  rows = 2,
  ...field
}: FieldProps & { name: string; value?: string; rows?: number }) => (
  <Field {...field}>
    <textarea
      id={field.id}
      name={name}
      rows={rows}
      aria-invalid={field.error ? 'true' : undefined}
      aria-describedby={describedBy(field)}
    >
      {/* The parser drops one line break at the start: give it one to drop. */}
      {`\n${value ?? ''}`}
    </textarea>
  </Field>
)

export type Option = { value: string; text: Child }

/** Few fixed choices as radios or checkboxes under one legend. */
export const Choices = ({
  id,
  legend,
  name,
  type = 'radio',
  options,
  chosen,
  hint,
  error,
  optional,
  kind = 'opts',
}: {
  id: string
  legend: Child
  name: string
  type?: 'radio' | 'checkbox'
  options: readonly Option[]
  chosen: readonly string[]
  hint?: Child
  error?: string | undefined
  optional?: string
  /** `opts` flows; `units` is a grid of equal columns. */
  kind?: 'opts' | 'units'
}) => (
  <fieldset class={error ? 'field bad' : 'field'} aria-describedby={describedBy({ id, hint, error })}>
    <legend>
      {legend}
      {optional ? <span class="optional">{optional}</span> : null}
    </legend>
    {hint ? <Hint id={`${id}-hint`}>{hint}</Hint> : null}
    {error ? <FieldError id={id}>{error}</FieldError> : null}
    <div class={kind}>
      {options.map((option, index) => (
        <label class="opt">
          <input
            type={type}
            id={index === 0 ? id : undefined}
            name={name}
            value={option.value}
            checked={chosen.includes(option.value)}
          />
          <span>{option.text}</span>
        </label>
      ))}
    </div>
  </fieldset>
)

/** One checkbox with its label. */
export const Check = ({
  id,
  name,
  value = '1',
  checked,
  children,
}: PropsWithChildren<{ id?: string; name: string; value?: string; checked?: boolean }>) => (
  <label class="opt">
    <input type="checkbox" id={id} name={name} value={value} checked={checked === true} />
    <span>{children}</span>
  </label>
)

/** A menu, where the choices are many. */
export const Select = ({
  name,
  options,
  chosen,
  short,
  ...field
}: FieldProps & {
  name: string
  options: readonly { value: string; text: string }[]
  chosen?: string
  short?: boolean
}) => (
  <Field {...field}>
    <select
      class={short ? 'short' : undefined}
      id={field.id}
      name={name}
      aria-invalid={field.error ? 'true' : undefined}
      aria-describedby={describedBy(field)}
    >
      {options.map((option) => (
        <option value={option.value} selected={option.value === chosen}>
          {option.text}
        </option>
      ))}
    </select>
  </Field>
)
