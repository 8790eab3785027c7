import { compareScores } from '../../../shared/domain/evaluation/compare.ts'
import { groupName, RANKING_WORDS, RULE_FIELDS, type RuleField } from '../../../shared/domain/evaluation/ruleFields.ts'
import { ITEM_KEYS, type RuleSet } from '../../../shared/domain/evaluation/rules.ts'
import type { HistoryRecord } from '../../../shared/domain/history.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { may } from '../../../shared/domain/permission.ts'
import type { Refusal } from '../../../shared/domain/refusal.ts'
import { stampInWords } from '../../../shared/domain/time.ts'
import type { Ctx } from '../context.ts'
import { GRADE_LINES, NAME_FIELDS, readRules, type TypedRules, typedOf } from '../forms/rules.ts'
import { call, form, page, planParam, see, signedIn } from '../request.ts'
import {
  Actions,
  Button,
  Choices,
  Crumb,
  ErrorSummary,
  Form,
  Lead,
  Notice,
  Phrase,
  Scroll,
  Section,
  TextArea,
  TextField,
} from './components.tsx'
import { nameIn, pointsOr } from './evaluationTable.tsx'
import { Frame } from './frame.tsx'
import { inPlace, RefusalSummary, statusOf } from './inPlace.tsx'

type Preview = Awaited<ReturnType<Ctx['var']['house']['services']['rules']['preview']>>

type Shows = {
  typed: TypedRules
  rules: RuleSet
  version: number
  why: string
  problems?: Record<string, string> | undefined
  refusal?: Refusal | undefined
  preview?: (Preview & { name: (unit: string) => string }) | undefined
}

const idOf = (path: string): string => `r-${path.replaceAll('.', '-')}`

const Number_ = ({ field, shows, edits }: { field: RuleField; shows: Shows; edits: boolean }) => {
  const value = shows.typed[field.path] ?? ''
  return edits ? (
    <TextField
      id={idOf(field.path)}
      name={field.path}
      label={field.words}
      hint={field.means}
      error={shows.problems?.[field.path]}
      value={value}
      inputmode={field.kind === 'day' || field.kind === 'grade' ? undefined : 'decimal'}
      short
    />
  ) : (
    <div class="field">
      <strong>
        {field.words}：{value}
      </strong>
      <p class="hint">{field.means}</p>
    </div>
  )
}

const Groups = ({ shows, edits }: { shows: Shows; edits: boolean }) => (
  <>
    {[...ITEM_KEYS, 'bonus' as const].map((group) => {
      const name = group === 'bonus' ? 'bonus.name' : `items.${group}.name`
      return (
        <Section id={`g-${group}`} title={groupName(shows.rules, group)}>
          {edits ? (
            <TextField
              id={idOf(name)}
              name={name}
              label="名称"
              error={shows.problems?.[name]}
              value={shows.typed[name] ?? ''}
              short
            />
          ) : null}
          <div class="rulegrid">
            {RULE_FIELDS.filter((field) => field.group === group).map((field) => (
              <Number_ field={field} shows={shows} edits={edits} />
            ))}
          </div>
        </Section>
      )
    })}
  </>
)

const Grades = ({ shows, edits }: { shows: Shows; edits: boolean }) => (
  <Section id="grades" title="等次和排名">
    {edits ? (
      <>
        <p class="hint">从高到低，最低一等从0分起；不用的行空着。总分达到最低分的归这一等。</p>
        {Array.from({ length: GRADE_LINES }, (_, index) => (
          <div class="pair">
            <TextField
              id={idOf(`grades.${index}.name`)}
              name={`grades.${index}.name`}
              label={`第${index + 1}等`}
              error={shows.problems?.[`grades.${index}.name`]}
              value={shows.typed[`grades.${index}.name`] ?? ''}
              short
            />
            <TextField
              id={idOf(`grades.${index}.from`)}
              name={`grades.${index}.from`}
              label={`第${index + 1}等的最低分`}
              error={shows.problems?.[`grades.${index}.from`]}
              value={shows.typed[`grades.${index}.from`] ?? ''}
              inputmode="decimal"
              short
            />
          </div>
        ))}
        <Choices
          id={idOf('ranking')}
          legend="排名"
          name="ranking"
          options={Object.entries(RANKING_WORDS).map(([value, text]) => ({ value, text }))}
          chosen={[shows.typed['ranking'] ?? '']}
          error={shows.problems?.['ranking']}
        />
      </>
    ) : (
      <>
        <p>{shows.rules.grades.map(({ name, from }) => `${name}≥${from}`).join('，')}</p>
        <p>{RANKING_WORDS[shows.rules.ranking]}</p>
      </>
    )}
  </Section>
)

/** What the typed rules would change: rules, then every unit whose total, rank or grade moves. */
const PreviewOf = ({ preview }: { preview: NonNullable<Shows['preview']> }) => {
  const moved = compareScores(preview.before, preview.after)
  return (
    <Section id="preview" title="会怎样变" note="还没有保存">
      {preview.changed.length === 0 ? (
        <p>和现在的规则一样，没有改动。</p>
      ) : (
        <>
          <ul class="bullets">
            {preview.changed.map((text) => (
              <li>{text}</li>
            ))}
          </ul>
          {moved.length === 0 ? (
            <p>各单位的得分、名次和等次都不变。</p>
          ) : (
            <Scroll label="各单位的变动，可左右滚动">
              <table class="roomy">
                <thead>
                  <tr>
                    <th scope="col">单位</th>
                    <th scope="col" class="r">
                      总分
                    </th>
                    <th scope="col" class="r">
                      名次
                    </th>
                    <th scope="col">等次</th>
                    <th scope="col">变了的项</th>
                  </tr>
                </thead>
                <tbody>
                  {moved.map(({ unit, before, after, items }) => (
                    <tr>
                      <th scope="row">{preview.name(unit)}</th>
                      <td class="r">{arrow(pointsOr(before?.total, '—'), pointsOr(after?.total, '—'))}</td>
                      <td class="r">{arrow(String(before?.rank ?? '—'), String(after?.rank ?? '—'))}</td>
                      <td>{arrow(before?.grade ?? '—', after?.grade ?? '—')}</td>
                      <td>
                        {items
                          .filter((item) => item.before !== item.after)
                          .map((item) => `${item.name}${pointsOr(item.before)}→${pointsOr(item.after)}`)
                          .join('；') || '—'}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )}
        </>
      )}
    </Section>
  )
}

const arrow = (before: string, after: string): string => (before === after ? after : `${before}→${after}`)

const HistoryOf = ({ history }: { history: readonly HistoryRecord[] }) => (
  <Section id="history" title="改过的规则">
    {history.length === 0 ? (
      <p>没有改过，用的是默认规则。</p>
    ) : (
      <ul class="bullets">
        {[...history].reverse().map((record) => (
          <li>
            {stampInWords(record.at)}　{record.by.name}　{record.why}
            <br />
            <span class="note">
              {((record.body as { changed?: string[] }).changed ?? []).join('；') || '没有改动数字'}
            </span>
          </li>
        ))}
      </ul>
    )}
  </Section>
)

const RulesPage = async ({ c, shows }: { c: Ctx; shows: Shows }) => {
  const plan = planParam(c)
  const edits = may(signedIn(c), 'evaluation.rules')
  const { rules: service, evaluations } = c.var.house.services
  const [history, head] = await Promise.all([service.history(plan, call(c)), evaluations.standing(plan, call(c))])
  const problems = Object.entries(shows.problems ?? {})
  return (
    <Frame
      c={c}
      title={
        problems.length > 0
          ? `${problems.length}处不合要求：评分规则`
          : shows.refusal
            ? `${shows.refusal.said.title}：评分规则`
            : '评分规则'
      }
      current="evaluation"
    >
      <Crumb items={[{ href: paths.evaluation(plan), text: '评价' }]} here="评分规则" />
      {problems.length > 0 ? (
        <ErrorSummary
          title={`没有保存：有${problems.length}处不合要求`}
          problems={problems.map(([path, text]) => ({ href: `#${idOf(path)}`, text: `${wordsOf(path)}：${text}` }))}
        />
      ) : shows.refusal ? (
        <RefusalSummary refusal={shows.refusal} href="#why" />
      ) : null}
      <h1>评分规则</h1>
      <Lead>
        <Phrase>每个数字都可以改，</Phrase>
        <Phrase>改动和理由记入经过。</Phrase>
      </Lead>
      {head && head.revisions.length > 0 ? (
        <Notice>
          <p>评价已发布第{head.revisions.length}版，仍按当时的规则；现在改的规则，到下一版才生效。</p>
        </Notice>
      ) : null}
      {shows.preview ? <PreviewOf preview={shows.preview} /> : null}
      {edits ? (
        <Form c={c} action={paths.evaluationRules(plan)}>
          <input type="hidden" name="version" value={String(shows.version)} />
          <Groups shows={shows} edits />
          <Grades shows={shows} edits />
          <Section id="save" title="保存">
            <TextArea id="why" name="why" label="为什么改" hint="预览时可以先不写；保存时要写明。" value={shows.why} />
            <Actions>
              <Button name="step" value="preview" primary={!shows.preview}>
                先看会怎样变
              </Button>
              <Button name="step" value="save" primary={shows.preview !== undefined}>
                保存规则
              </Button>
            </Actions>
          </Section>
        </Form>
      ) : (
        <>
          <Groups shows={shows} edits={false} />
          <Grades shows={shows} edits={false} />
        </>
      )}
      <HistoryOf history={history} />
    </Frame>
  )
}

const wordsOf = (path: string): string =>
  RULE_FIELDS.find((field) => field.path === path)?.words ??
  (path === 'ranking' ? '排名' : path.startsWith('grades') ? '等次' : '名称')

/** GET /plans/:plan/evaluation/rules: every number with its meaning; the office may change it. */
export const showRules = async (c: Ctx): Promise<Response> => {
  const { rules, version } = await c.var.house.services.rules.now(planParam(c), call(c))
  return page(c, <RulesPage c={c} shows={{ typed: typedOf(rules), rules, version, why: '' }} />)
}

/** POST …/rules: `step` preview shows what the ranking would become, save keeps the rules. */
export const saveRules = async (c: Ctx): Promise<Response> => {
  const { rules: service, load } = c.var.house.services
  const plan = planParam(c)
  const [sent, { rules: base, version }] = await Promise.all([form(c), service.now(plan, call(c))])
  const typed = Object.fromEntries(
    [
      ...RULE_FIELDS.map(({ path }) => path),
      ...NAME_FIELDS,
      ...Array.from({ length: GRADE_LINES }, (_, index) => [`grades.${index}.name`, `grades.${index}.from`]).flat(),
      'ranking',
    ].map((path) => [path, sent.get(path)]),
  )
  const opened = Number(sent.get('version')) || 0
  const shows: Shows = {
    typed,
    rules: base,
    version: sent.get('version') === '' ? version : opened,
    why: sent.get('why'),
  }
  const read = readRules(typed, base)
  if (read.problems) return page(c, <RulesPage c={c} shows={{ ...shows, problems: read.problems }} />, 422)
  if (sent.get('step') !== 'save') {
    const [preview, units] = await Promise.all([service.preview(plan, call(c), read.rules), load.units()])
    return page(c, <RulesPage c={c} shows={{ ...shows, preview: { ...preview, name: nameIn(units) } }} />)
  }
  try {
    await service.save(plan, call(c), { rules: read.rules, why: shows.why, version: shows.version })
  } catch (error) {
    const refusal = inPlace(error)
    return page(c, <RulesPage c={c} shows={{ ...shows, refusal }} />, statusOf(refusal))
  }
  return see(c, `${paths.evaluationRules(plan)}#history`)
}
