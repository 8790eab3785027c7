import { Grids, type Said } from '../../../shared/domain/directory.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import type { Look } from '../../../shared/service/directory.ts'
import type { Ctx } from '../context.ts'
import { call, download, form, page, see } from '../request.ts'
import { Actions, Button, Crumb, Form, Lead, LinkButton, Note, Phrase, Scroll, Section } from './components.tsx'
import { Frame } from './frame.tsx'
import { inPlace, RefusalSummary, statusOf } from './inPlace.tsx'

/** Units and people by workbook (P3): download, fill in, look at what would change, confirm. */

/** Lines listed one by one; of more it is said how many there are. */
const LISTED = 300

/** GET /people/workbook.xlsx */
export const directoryWorkbook = async (c: Ctx): Promise<Response> =>
  download(c, await c.var.house.services.directory.workbook(call(c)), {
    name: '单位和人员.xlsx',
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    fallback: 'people.xlsx',
  })

const crumb = (here: string) => <Crumb items={[{ href: paths.people, text: '单位和人员' }]} here={here} />

const ImportPage = ({ c, refusal }: { c: Ctx; refusal?: Refusal }) => (
  <Frame c={c} title={refusal ? `${refusal.said.title}：表格导入` : '表格导入'} current="people">
    {crumb('表格导入')}
    {refusal ? <RefusalSummary refusal={refusal} href="#file" /> : null}
    <h1>表格导入单位和人员</h1>
    <Lead>
      <Phrase>下载现在的表，在Excel或WPS里改好，再传上来。</Phrase>
      <Phrase>先列出改了什么，确认以后才保存。</Phrase>
    </Lead>
    <Actions>
      <LinkButton href={paths.peopleWorkbook}>下载现在的表</LinkButton>
    </Actions>
    <Form c={c} action={paths.peopleImport} kind="medium gap" files>
      <div class="field">
        <label for="file">改好的表</label>
        <p class="hint" id="file-hint">
          .xlsx，最大10MB。一张“单位”表、一张“人员”表，只改一张的可以只传一张。
        </p>
        <input id="file" name="file" type="file" accept=".xlsx" aria-describedby="file-hint" />
      </div>
      <Note>空着的格不改；要清空的写“无”；表里没有的单位和人员照旧，不会删除。</Note>
      <Actions>
        <Button primary>看看改了什么</Button>
      </Actions>
    </Form>
  </Frame>
)

const Places = ({ label, said }: { label: string; said: readonly Said[] }) => (
  <Scroll label={label}>
    <table class="affected">
      <thead>
        <tr>
          <th scope="col">位置</th>
          <th scope="col">{label}</th>
        </tr>
      </thead>
      <tbody>
        {said.slice(0, LISTED).map(({ sheet, row, column, text }) => (
          <tr>
            <th scope="row">
              {sheet}表{column}
              {row}
            </th>
            <td>{text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scroll>
)

const More = ({ count }: { count: number }) =>
  count > LISTED ? (
    <Note>
      只列出前{LISTED}处，另有{count - LISTED}处。
    </Note>
  ) : null

const LookPage = ({ c, look, grids, moved }: { c: Ctx; look: Look; grids: Grids; moved: boolean }) => {
  const { problems, says } = look
  const title =
    problems.length > 0 ? `有${problems.length}处不对` : says.length > 0 ? `要改${says.length}处` : '什么也没有改'
  return (
    <Frame c={c} title={`${title}：表格导入`} current="people">
      {crumb('表格导入')}
      <h1>{title}</h1>
      <Lead>
        {moved ? <Phrase>您打开页面以后，名单有了改动，请重新看一遍。</Phrase> : null}
        {problems.length > 0 ? (
          <Phrase>还没有保存。请在表里改正这些地方，再传一次。</Phrase>
        ) : says.length > 0 ? (
          <Phrase>还没有保存。看过没有问题，再确认。</Phrase>
        ) : (
          <Phrase>表里的内容和现在的名单一样。</Phrase>
        )}
      </Lead>
      {problems.length > 0 ? (
        <Section id="problems" title="不对的地方">
          <Places label="怎么改" said={problems} />
          <More count={problems.length} />
        </Section>
      ) : null}
      {says.length > 0 ? (
        <Section id="says" title={problems.length > 0 ? '其他改动' : '改动'}>
          <Places label="改成什么" said={says} />
          <More count={says.length} />
        </Section>
      ) : null}
      {problems.length === 0 && says.length > 0 ? (
        <Form c={c} action={paths.peopleImportConfirm} kind="gap" files>
          <input type="hidden" name="grids" value={JSON.stringify(grids)} />
          <input type="hidden" name="mark" value={look.mark} />
          <Actions>
            <Button primary>保存这{says.length}处改动</Button>
            <a href={paths.peopleImport}>不保存，重新传</a>
          </Actions>
        </Form>
      ) : (
        <Actions>
          <LinkButton href={paths.peopleImport}>重新传一份</LinkButton>
          <a href={paths.people}>回到单位和人员</a>
        </Actions>
      )}
    </Frame>
  )
}

/** GET /people/import */
export const showImportPeople = (c: Ctx): Promise<Response> => page(c, <ImportPage c={c} />)

/** POST /people/import: the sent workbook → what it would change. Nothing is saved. */
export const lookAtPeople = async (c: Ctx): Promise<Response> => {
  const sent = await form(c)
  try {
    const file = sent.file('file')
    if (!file) throw new Refusal('input.invalid', { problems: ['请选一个.xlsx文件'] })
    const { directory } = c.var.house.services
    const grids = await directory.read(new Uint8Array(await file.arrayBuffer()))
    const look = await directory.look(call(c), grids)
    return page(c, <LookPage c={c} look={look} grids={grids} moved={false} />, look.problems.length > 0 ? 422 : 200)
  } catch (error) {
    const refusal = inPlace(error)
    return page(c, <ImportPage c={c} refusal={refusal} />, statusOf(refusal))
  }
}

/** POST /people/import/confirm: makes what was shown; where the directory has moved on meanwhile it is shown anew. */
export const importPeople = async (c: Ctx): Promise<Response> => {
  const sent = await form(c)
  const { directory } = c.var.house.services
  const parsed = Grids.safeParse(jsonOf(sent.get('grids')))
  if (!parsed.success) throw new Refusal('input.invalid', { problems: ['表单的格式不对'] })
  try {
    await directory.apply(call(c), parsed.data, sent.get('mark'))
  } catch (error) {
    const refusal = inPlace(error)
    const look = await directory.look(call(c), parsed.data)
    return page(c, <LookPage c={c} look={look} grids={parsed.data} moved />, statusOf(refusal))
  }
  return see(c, paths.people)
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
