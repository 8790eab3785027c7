import type { Child } from 'hono/jsx'
import type { Task } from '../../../shared/domain/plan.ts'
import { ENTRY_WORDS, type Entry, ZERO_WORDS } from '../../../shared/domain/report/entry.ts'
import { monthInWords, type Period } from '../../../shared/domain/time.ts'
import { Text } from './components.tsx'
import { entryWords } from './taskWords.ts'

/** Entries to be read: the filed text, and last month's beside it. Used by the report's page and by the review. */

/** 16/100个、3/15项: figures against the task's numeric targets; '' when there are none. */
export const figureWords = (entry: Entry, task: Task | undefined): string =>
  (task?.targets ?? [])
    .flatMap((target, index) => {
      const figure = entry.figures.find((one) => one.target === index)
      return figure ? [`${figure.quantity}/${target.quantity}${target.unit}`] : []
    })
    .join('、')

const NOTHING = '无'

/** 累计完成进度 and 进展状态 in one line, with the figures. */
const stand = (entry: Entry, task: Task | undefined): string =>
  [entryWords(entry), figureWords(entry, task)].filter((word) => word !== '').join('；') || '没有填写'

/**
 * One entry as it was filed.
 * @param last last month's entry, to compare 进度 and 状态 with
 * @param marked the changed texts, where a page shows the difference to an earlier version
 */
export const EntryRead = ({
  entry,
  task,
  last,
  marked,
}: {
  entry: Entry
  task: Task | undefined
  last?: Entry | undefined
  marked?: Partial<Record<keyof Entry, Child>>
}) => {
  const show = (field: 'work' | 'problem' | 'coordination' | 'next' | 'note' | 'reason', none = NOTHING): Child =>
    marked?.[field] ?? <Text>{entry[field] || none}</Text>
  const short = (text: string): string => (text.length <= 12 ? '' : 'w')
  return (
    <dl class="stack">
      <div class="w">
        <dt>{ENTRY_WORDS.work}</dt>
        <dd>
          {entry.zero ? (
            <>
              {ZERO_WORDS}。理由：{show('reason', '没有填写')}
            </>
          ) : (
            show('work', '没有填写')
          )}
        </dd>
      </div>
      <div class="w">
        <dt>{entry.zero ? '填报情况' : '累计完成进度、状态'}</dt>
        <dd>
          {marked?.progress ?? stand(entry, task)}
          {last ? <span class="optional">上月{entryWords(last) || '没有填写'}</span> : null}
        </dd>
      </div>
      {entry.zero ? null : (
        <>
          <div class={short(entry.problem + entry.coordination)}>
            <dt>{ENTRY_WORDS.problem}</dt>
            <dd>{show('problem')}</dd>
          </div>
          <div class={short(entry.problem + entry.coordination)}>
            <dt>{ENTRY_WORDS.coordination}</dt>
            <dd>{show('coordination')}</dd>
          </div>
        </>
      )}
      <div class="w">
        <dt>{ENTRY_WORDS.next}</dt>
        <dd>{show('next')}</dd>
      </div>
      {entry.note === '' && marked?.note === undefined ? null : (
        <div class="w">
          <dt>{ENTRY_WORDS.note}</dt>
          <dd>{show('note')}</dd>
        </div>
      )}
    </dl>
  )
}

/** Last month's entry, for the aside; a month in which nothing was filed says so. */
export const LastMonth = ({
  entry,
  task,
  period,
}: {
  entry: Entry | undefined
  task: Task | undefined
  period: Period
}) => (
  <>
    <h3>上月（{monthInWords(period)}）</h3>
    {entry ? (
      <dl>
        <dt>{ENTRY_WORDS.work}</dt>
        <dd>{entry.zero ? `${ZERO_WORDS}。理由：${entry.reason}` : <Text>{entry.work || '没有填写'}</Text>}</dd>
        <dt>累计完成进度、状态</dt>
        <dd>{stand(entry, task)}</dd>
        {entry.zero ? null : (
          <>
            <dt>{ENTRY_WORDS.problem}</dt>
            <dd>
              <Text>{entry.problem || NOTHING}</Text>
            </dd>
          </>
        )}
        <dt>{ENTRY_WORDS.next}</dt>
        <dd>
          <Text>{entry.next || '没有填写'}</Text>
        </dd>
      </dl>
    ) : (
      <p class="note">没有上月的填报。</p>
    )}
  </>
)
