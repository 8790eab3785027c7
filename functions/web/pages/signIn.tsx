import type { PropsWithChildren } from 'hono/jsx'
import { paths } from '../../../shared/domain/paths.ts'
import { isRefusal, type Refusal } from '../../../shared/domain/refusal.ts'
import { CODE_MINUTES } from '../../../shared/service/access.ts'
import type { Demo } from '../../local/demo/demo.ts'
import type { Ctx } from '../context.ts'
import { dropCookie, keepVisit, readCookie, takeVisit } from '../cookies.ts'
import { enter } from '../enter.ts'
import { placeOf } from '../place.ts'
import { call, form, page, see, signedIn } from '../request.ts'
import { STATUS_OF } from '../status.ts'
import {
  Actions,
  Button,
  describedBy,
  ErrorSummary,
  Field,
  Form,
  Hint,
  LinkButton,
  Note,
  Section,
  Select,
  TextField,
} from './components.tsx'
import { Frame } from './frame.tsx'

/** Sign-in (A1): a code by mail, in two steps on one page, or the department's issuer. */

type Step = {
  /** The address the code went to; null before the first step. */
  sentTo: string | null
  typed?: string
  refusal?: Refusal
}

const MailForm = ({ c, sentTo, typed, refusal, children }: PropsWithChildren<Step & { c: Ctx }>) => (
  <Form c={c} action={paths.signIn}>
    <TextField
      id="mail"
      name="mail"
      label="邮箱地址"
      type="email"
      autocomplete="email"
      value={typed ?? sentTo ?? ''}
      error={refusal?.code === 'input.invalid' ? '请填写完整的邮箱地址' : undefined}
    />
    <Actions>
      <Button primary={sentTo === null}>{children}</Button>
    </Actions>
  </Form>
)

const MailStep = ({ c, step }: { c: Ctx; step: Step }) => (
  <div>
    <Note>第一步</Note>
    <h2>用单位邮箱登录</h2>
    <Hint>系统不保存密码。我们把8位验证码发到您的邮箱。</Hint>
    <MailForm c={c} {...step}>
      发送验证码
    </MailForm>
    <p class="hint gap">邮箱变了，或者刚接手工作协调员？请法规处先更新名单，旧月份仍记在原填报人名下。</p>
  </div>
)

const CodeStep = ({ c, sentTo, refusal }: { c: Ctx; sentTo: string; refusal: Refusal | undefined }) => {
  const field = {
    id: 'code',
    label: '8位验证码',
    error: refusal?.code === 'access.code' ? refusal.said.why : undefined,
  }
  return (
    <div>
      <Note>第二步</Note>
      <h2>输入验证码</h2>
      <Hint>
        已发到<strong>{sentTo}</strong>，{CODE_MINUTES}分钟内有效，只能在这个浏览器里用一次。
      </Hint>
      <Form c={c} action={paths.signInCode}>
        <Field {...field}>
          <input
            class="code"
            id="code"
            name="code"
            type="text"
            inputmode="numeric"
            maxlength={12}
            autocomplete="one-time-code"
            aria-invalid={field.error ? 'true' : undefined}
            aria-describedby={describedBy(field)}
          />
        </Field>
        <Actions>
          <Button primary>登录</Button>
        </Actions>
      </Form>
    </div>
  )
}

const AgainStep = ({ c, step }: { c: Ctx; step: Step }) => (
  <div>
    <h2>没有收到？</h2>
    <Hint>先看垃圾邮件箱，再核对邮箱地址，然后重新发送。名单里没有的邮箱收不到验证码。</Hint>
    <MailForm c={c} {...step}>
      重新发送验证码
    </MailForm>
  </div>
)

const IssuerStep = () => (
  <Section id="issuer" title="统一身份认证">
    <Hint>用本单位的统一身份认证登录，不用验证码。</Hint>
    <Actions>
      <LinkButton href={paths.signInIssuer}>去统一身份认证</LinkButton>
    </Actions>
  </Section>
)

/** Whom a newcomer tries first, and what there is to see. */
const FIRST: readonly { id: string; as: string; says: string }[] = [
  { id: 'limin', as: '救助处工作协调员', says: '接着填6月月报，提交后看回执' },
  { id: 'sunning', as: '法规处', says: '审核、退回，看催报，下载汇总表和评价表' },
  { id: 'tingling', as: '厅党组', says: '看总览和评价' },
  { id: 'guanli', as: '系统管理员', says: '管单位和人员' },
]

/** The demo's own list: signs in as one of the sample people. */
const DemoStep = ({ c, people }: { c: Ctx; people: Demo['people'] }) => (
  <Section id="demo" title="进入演示">
    <Hint>
      一个省民政厅的19个单位，按吉民发〔2019〕15号每月报送，已报到2019年6月。选一个身份进去，不用验证码；页首横条可以把时间拨到月底，看催报。
    </Hint>
    <Form c={c} action={paths.demoSignIn}>
      <ul class="tries">
        {FIRST.filter(({ id }) => people.some((person) => person.id === id)).map(({ id, as, says }) => (
          <li>
            <Button small name="person" value={id}>
              {as}
            </Button>
            <span class="note">{says}</span>
          </li>
        ))}
      </ul>
    </Form>
    <Form c={c} action={paths.demoSignIn}>
      <Select
        id="person"
        name="person"
        label="别的身份"
        hint="也可以填样例人员的邮箱，到演示邮箱里取验证码。"
        options={people.map(({ id, name, what }) => ({ value: id, text: what === '' ? name : `${name}　${what}` }))}
      />
      <Actions>
        <Button>以这个身份进入演示</Button>
      </Actions>
    </Form>
  </Section>
)

const SignInPage = ({ c, step }: { c: Ctx; step: Step }) => {
  const { access, demo } = c.var.house.services
  const { refusal, sentTo } = step
  return (
    <Frame c={c} title={refusal ? refusal.said.title : sentTo === null ? '登录' : '输入验证码'}>
      <h1 class="vh">登录月报</h1>
      {refusal ? (
        <ErrorSummary
          title={refusal.said.title}
          problems={[
            {
              text: `${refusal.said.why}${refusal.said.todo}`,
              ...(refusal.kind === 'invalid' ? { href: sentTo === null ? '#mail' : '#code' } : {}),
            },
          ]}
        />
      ) : null}
      <div class="half sign">
        {sentTo === null ? <MailStep c={c} step={step} /> : <CodeStep c={c} sentTo={sentTo} refusal={refusal} />}
        {sentTo === null ? null : <AgainStep c={c} step={step} />}
        {sentTo === null && (access.hasIssuer || demo) ? (
          <div>
            {access.hasIssuer ? <IssuerStep /> : null}
            {demo ? <DemoStep c={c} people={demo.people} /> : null}
          </div>
        ) : null}
      </div>
    </Frame>
  )
}

const show = (c: Ctx, step: Step): Promise<Response> =>
  page(c, <SignInPage c={c} step={step} />, step.refusal ? STATUS_OF[step.refusal.kind] : 200)

export const showSignIn = (c: Ctx) => (c.get('actor') ? see(c, paths.home) : show(c, { sentTo: null }))

export const askCode = async (c: Ctx) => {
  const mail = (await form(c)).get('mail')
  const { access } = c.get('house').services
  try {
    await access.askCode({
      mail,
      browser: c.get('browser'),
      place: placeOf(c),
      machine: c.get('machine'),
      now: c.get('now'),
    })
  } catch (error) {
    if (isRefusal(error, 'input.invalid') || isRefusal(error, 'access.too-many'))
      return show(c, { sentTo: null, typed: mail, refusal: error })
    throw error
  }
  return see(c, paths.signInCode)
}

export const showCode = async (c: Ctx) => {
  if (c.get('actor')) return see(c, paths.home)
  const sentTo = await c.get('house').services.access.codeSentTo(c.get('browser'), c.get('machine'))
  return sentTo === null ? see(c, paths.signIn) : show(c, { sentTo })
}

export const enterCode = async (c: Ctx) => {
  const code = (await form(c)).get('code')
  const { access } = c.get('house').services
  const [browser, machine] = [c.get('browser'), c.get('machine')]
  try {
    return enter(c, await access.enterCode({ code, browser, machine }))
  } catch (error) {
    if (!isRefusal(error, 'access.code')) throw error
    return show(c, { sentTo: await access.codeSentTo(browser, machine), refusal: error })
  }
}

const back = (c: Ctx): string => `${c.get('house').settings.publicUrl}${paths.signInIssuerReturn}`

export const toIssuer = async (c: Ctx) => {
  const { url, visit } = await c.get('house').services.access.toIssuer(back(c))
  keepVisit(c, visit)
  return see(c, url)
}

export const fromIssuer = async (c: Ctx) => {
  const returned = `${back(c)}${new URL(c.req.url).search}`
  const { access } = c.get('house').services
  return enter(c, await access.fromIssuer(returned, takeVisit(c), c.get('machine')))
}

export const signOut = async (c: Ctx) => {
  await c.get('house').services.access.signOut(readCookie(c, 'session'))
  dropCookie(c, 'session')
  return see(c, paths.signIn)
}

export const signOutEverywhere = async (c: Ctx) => {
  signedIn(c)
  await c.get('house').services.access.signOutEverywhere(call(c))
  dropCookie(c, 'session')
  return see(c, paths.signIn)
}
