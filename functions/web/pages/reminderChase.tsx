import { paths } from '../../../shared/domain/paths.ts'
import type { Refusal } from '../../../shared/domain/refusal.ts'
import type { Need } from '../../../shared/domain/reminder/rules.ts'
import { type Period, stampInWords } from '../../../shared/domain/time.ts'
import type { Chaseable } from '../../../shared/service/chase.ts'
import type { Ctx } from '../context.ts'
import { Actions, Button, Check, Form, Hidden, Note, Notice, Rows } from './components.tsx'

/** 催办 by hand (M4): one unit, or all who still owe. */

const NEEDS: Record<Need, string> = { file: '还没有提交', sign: '待负责人审签', correct: '退回后没有重报', review: '' }

export const ChaseForm = ({
  c,
  plan,
  period,
  units,
  refusal,
}: {
  c: Ctx
  plan: string
  period: Period
  units: readonly Chaseable[]
  refusal?: Refusal | undefined
}) => {
  const chased = units.filter((one) => one.chased !== null).length
  return (
    <Form c={c} action={paths.chase(plan, period)}>
      <Rows kind="owes">
        {units.map(({ unit, need, chased: last, reachable }) => (
          <li>
            <strong>{unit.name}</strong>
            <span>{NEEDS[need]}</span>
            <span class="note">
              {reachable ? '' : '没有收件人，催办送不到。'}
              {last ? `${last.by}在${stampInWords(last.at)}催办过` : ''}
            </span>
            <span class="acts">
              <Button small name="unit" value={unit.id}>
                催办<Hidden>{unit.name}</Hidden>
              </Button>
            </span>
          </li>
        ))}
      </Rows>
      {chased > 0 || refusal?.code === 'reminder.chased' ? (
        <p class="gap">
          <Check name="confirmed">今天催办过的也再催</Check>
        </p>
      ) : null}
      <Actions>
        <Button primary name="all" value="yes">
          催办这{units.length}个单位
        </Button>
      </Actions>
      <Note>发给各单位的工作协调员，待审签的发给负责人和代签人；谁催办了谁，记入台账。</Note>
    </Form>
  )
}

/** What the last 催办 came to, as the page's address tells it. */
export const ChasedNotice = ({ query }: { query: (name: string) => string | undefined }) => {
  const count = (name: string): number => Number(query(name) ?? 0) || 0
  const [sent, already, none] = [count('chased'), count('already'), count('none')]
  if (sent + already + none === 0) return null
  return (
    <div class="gap">
      <Notice tone="done">
        <p>
          {sent > 0 ? `已催办${sent}个单位。` : ''}
          {already > 0 ? `${already}个单位今天已经催办过，没有再发。` : ''}
          {none > 0 ? `${none}个单位没有收件人，没有送出。` : ''}
        </p>
      </Notice>
    </div>
  )
}
