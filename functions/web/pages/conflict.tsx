import { paths } from '../../../shared/domain/paths.ts'
import { taskOf } from '../../../shared/domain/plan.ts'
import type { Refusal } from '../../../shared/domain/refusal.ts'
import { ENTRY_TEXTS, ENTRY_WORDS, type Entry, emptyEntry } from '../../../shared/domain/report/entry.ts'
import { periodInWords } from '../../../shared/domain/time.ts'
import type { Which } from '../../../shared/service/report.ts'
import type { Ctx } from '../context.ts'
import { fieldId, fieldName } from '../forms/report.ts'
import { call } from '../request.ts'
import { AttachmentList } from './attachments.tsx'
import { Bar, Button, Crumb, Form, Lead, Phrase, Text } from './components.tsx'
import { Frame } from './frame.tsx'

/** What a refused save carries: both texts, and the version that is now the newest. `mine` is null where nothing was typed. */
export type ConflictExtra = { mine: Entry[] | null; theirs: Entry[]; version: number }

/** One field of the form in two versions: the value that is sent, and how it reads. */
type Field = { name: string; id: string; label: string; mine: Value; theirs: Value }
type Value = { value: string; text: string }

const value = (value: string, text = value): Value => ({ value, text: text === '' ? '（没有填写）' : text })

/** Every field of an entry as the form sends it, with the words that show it. */
const fieldsOf = (entry: Entry): Record<string, Value> => ({
  zero: value(entry.zero ? '1' : '', entry.zero ? '零报告' : '不是零报告'),
  ...Object.fromEntries(ENTRY_TEXTS.map((field) => [field, value(entry[field])])),
  progress: value(
    entry.progress === null ? '' : String(entry.progress),
    entry.progress === null ? '' : `${entry.progress}%`,
  ),
  status: value(entry.status ?? ''),
  ...Object.fromEntries(entry.figures.map((figure) => [`figures.${figure.target}`, value(String(figure.quantity))])),
})

const labelOf = (field: string): string =>
  field.startsWith('figures.') ? ENTRY_WORDS.figures : ENTRY_WORDS[field as keyof typeof ENTRY_WORDS]

const NONE = value('')

/** All fields of both versions, task by task; those whose values differ are shown for a choice. */
const fieldsOfBoth = ({ mine, theirs }: ConflictExtra): { task: number; fields: Field[] }[] => {
  const tasks = [...new Set([...theirs, ...(mine ?? [])].map((entry) => entry.task))].sort((a, b) => a - b)
  return tasks.map((task) => {
    const ours = fieldsOf(mine?.find((entry) => entry.task === task) ?? emptyEntry(task))
    const other = fieldsOf(theirs.find((entry) => entry.task === task) ?? emptyEntry(task))
    return {
      task,
      fields: [...new Set([...Object.keys(other), ...Object.keys(ours)])].map((field) => ({
        name: fieldName(task, field),
        id: fieldId(task, field.replace('.', '-')),
        label: labelOf(field),
        mine: ours[field] ?? NONE,
        theirs: other[field] ?? NONE,
      })),
    }
  })
}

const differs = (field: Field): boolean => field.mine.value !== field.theirs.value

/**
 * Two people wrote at once (R5): both texts of every differing field side by side, and a choice for each. What was saved first is chosen until
 * the person decides otherwise. Sends the whole report on the newest version.
 */
export const ConflictPage = async ({
  c,
  which,
  refusal,
  extra,
}: {
  c: Ctx
  which: Which
  refusal: Refusal
  extra: ConflictExtra
}) => {
  const { plan, period, unit } = which
  const path = paths.report(plan, period, unit)
  const both = fieldsOfBoth(extra)
  const count = both.reduce((sum, { fields }) => sum + fields.filter(differs).length, 0)
  const { title, why } = refusal.said
  const { load, evidence } = c.var.house.services
  const [read, { attachments }] = await Promise.all([load.published(plan), evidence.list(which, call(c))])
  return (
    <Frame c={c} title={title} current="mine">
      <Crumb
        items={[
          { href: paths.mine, text: '本月' },
          { href: path, text: '填写月报' },
        ]}
        here="选定内容"
      />
      <h1>
        <Phrase>{title}</Phrase>
      </h1>
      <Lead>
        <Phrase>{why}</Phrase>
        <Phrase>
          {count === 0 ? '两份内容一样，再保存一次就可以。' : `有${count}处不同，逐处选定后再保存。没有丢下什么。`}
        </Phrase>
      </Lead>
      <Form c={c} action={path} id="conflict">
        <input type="hidden" name="version" value={String(extra.version)} />
        {both.map(({ task, fields }) => {
          const open = fields.filter(differs)
          return (
            <>
              {fields.map((field) => (
                <input type="hidden" name={field.name} value={field.theirs.value} />
              ))}
              {open.map((field) => (
                <input type="hidden" name={`mine.${field.name}`} value={field.mine.value} />
              ))}
              {open.length === 0 ? null : (
                <section class="entry" id={`task-${task}`} aria-labelledby={`h-${task}`}>
                  <header>
                    <h2 id={`h-${task}`}>
                      <span class="n">任务{task}</span>
                      {taskOf(read, task)?.title ?? ''}
                    </h2>
                  </header>
                  {open.map((field) => (
                    <fieldset class="field">
                      <legend>{field.label}</legend>
                      <div class="versions">
                        <Version field={field} pick="theirs" says="先保存的" checked />
                        <Version field={field} pick="mine" says="您写的" />
                      </div>
                    </fieldset>
                  ))}
                </section>
              )}
            </>
          )
        })}
        <AttachmentList which={which} attachments={attachments} title="佐证材料不用选，两边添加的都在" added />
        <Bar says={<span class="note">{periodInWords(period)}月报</span>}>
          <Button name="act" value="save" primary>
            保存选定的内容
          </Button>
          <Button name="act" value="submit" action={paths.reportSubmit(plan, period, unit)}>
            提交选定的内容
          </Button>
        </Bar>
      </Form>
    </Frame>
  )
}

const Version = ({
  field,
  pick,
  says,
  checked,
}: {
  field: Field
  pick: 'mine' | 'theirs'
  says: string
  checked?: boolean
}) => (
  <label class="version">
    <span class="opt">
      <input
        type="radio"
        id={pick === 'theirs' ? field.id : undefined}
        name={`pick.${field.name}`}
        value={pick}
        checked={checked === true}
      />
      {says}
    </span>
    <Text>{field[pick].text}</Text>
  </label>
)
