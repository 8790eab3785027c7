import type { FieldDifference, Part } from '../../../shared/domain/report/difference.ts'

/** What changed, as marked text: gone is struck through, new is underlined. */
export const Difference = ({ parts }: { parts: readonly Part[] }) => (
  <span class="text">
    {parts.map((part) =>
      part.kind === 'same' ? part.text : part.kind === 'added' ? <ins>{part.text}</ins> : <del>{part.text}</del>,
    )}
  </span>
)

/** The changed fields of one entry, each under its label. */
export const FieldDifferences = ({ fields }: { fields: readonly FieldDifference[] }) => (
  <dl class="diff">
    {fields.map((field) => (
      <div>
        <dt class="note">{field.label}</dt>
        <dd>
          <Difference parts={field.parts} />
        </dd>
      </div>
    ))}
  </dl>
)
