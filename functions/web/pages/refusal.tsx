import { paths } from '../../../shared/domain/paths.ts'
import type { Refusal } from '../../../shared/domain/refusal.ts'
import { stampInWords } from '../../../shared/domain/time.ts'
import type { Ctx } from '../context.ts'
import { type Kept, keptOf } from '../forms/report.ts'
import { Actions, Facts, Lead, LinkButton, Phrase, Section } from './components.tsx'
import { Frame } from './frame.tsx'

/** What was sent with the request, as far as it can still be read: a refusal gives it back. */
const keptFrom = async (c: Ctx): Promise<Kept[]> => {
  const sent = c.var.form
  if (sent === undefined) return []
  return sent.then(keptOf, () => [])
}

/** Whom to tell: the office's people by name and telephone, for those who are signed in; '' where they cannot be read. */
const contacts = async (c: Ctx): Promise<string> => {
  if (!c.var.actor) return ''
  try {
    const people = await c.var.house.services.load.people()
    const office = people.filter((person) => person.roles.includes('office') && !person.removed).slice(0, 2)
    return office.map(({ name, phone }) => (phone === '' ? name : `${name}（${phone}）`)).join('、')
  } catch {
    return ''
  }
}

/** The title's clauses break between, not within: 没有保存：｜2019年5月月报已锁定. */
const clauses = (title: string): string[] => title.split(/(?<=：)/)

/** Where to go from here, by what was refused. */
const wayOn = (c: Ctx, refusal: Refusal): { href: string; text: string } => {
  if (refusal.code === 'access.sign-in') return { href: paths.signIn, text: '去登录' }
  const [, plan, period, unit] = /^\/plans\/([^/]+)\/(\d{4}-\d\d)\/([^/]+)/.exec(c.req.path) ?? []
  if (plan && period && unit && refusal.kind !== 'forbidden' && refusal.kind !== 'missing')
    return { href: paths.report(plan, period, unit), text: '打开这份月报' }
  return { href: paths.home, text: '回到首页' }
}

/**
 * A refusal as a page: what was not done and why, what to do, the person's text given back, and what to tell the office.
 * @param kept texts to give back; without it, those of the form that came with the request
 */
export const RefusalPage = async ({ c, refusal, kept }: { c: Ctx; refusal: Refusal; kept?: readonly Kept[] }) => {
  const { title, why, todo } = refusal.said
  const texts = kept ?? (await keptFrom(c))
  const on = wayOn(c, refusal)
  const office = await contacts(c)
  return (
    <Frame c={c} title={title} refused>
      <h1>
        {clauses(title).map((clause) => (
          <Phrase>{clause}</Phrase>
        ))}
      </h1>
      <Lead>{why}</Lead>
      <section class="prose" aria-labelledby="todo-h">
        <h2 id="todo-h">可以怎么办</h2>
        <p>{todo}</p>
        <Actions>
          <LinkButton href={on.href} primary>
            {on.text}
          </LinkButton>
        </Actions>
      </section>
      {texts.length > 0 ? (
        <Section id="kept" kind="kept" title="您刚才写的内容还在" note="可以复制">
          {texts.map(({ label, text }, index) => (
            <div class="field">
              <label for={`kept-${index}`}>{label}</label>
              <textarea id={`kept-${index}`} rows={3} readonly>
                {`\n${text}`}
              </textarea>
            </div>
          ))}
        </Section>
      ) : null}
      <Section id="tell" title="反映问题时请告诉法规处">
        <Facts
          items={[
            ['原因代码', refusal.code],
            ['时间', stampInWords(c.var.now)],
            ['编号', c.var.requestId],
            ...(office === '' ? [] : [['联系人', office] as const]),
          ]}
        />
      </Section>
    </Frame>
  )
}
