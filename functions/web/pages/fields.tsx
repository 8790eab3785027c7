import type { Child, PropsWithChildren } from 'hono/jsx'
import { Hidden, Hint } from './text.tsx'

/** The fields of forms: label above, hint under the label, error between label and field. Required is the default and says nothing. */

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

type FieldProps = {
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
  inputmode?: 'numeric' | 'decimal' | undefined
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

type Option = { value: string; text: Child }

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
