import * as z from 'zod'
import { paths } from '../../../shared/domain/paths.ts'
import { taskOf } from '../../../shared/domain/plan.ts'
import { isRefusal, Refusal } from '../../../shared/domain/refusal.ts'
import {
  AttachmentId,
  EVIDENCE_ENDINGS,
  EVIDENCE_HINT,
  EVIDENCE_KINDS,
  hasRoom,
  sizeInWords,
} from '../../../shared/domain/report/attachment.ts'
import { periodInWords } from '../../../shared/domain/time.ts'
import type { Evidence } from '../../../shared/service/evidence.ts'
import { uploadAt } from '../../../shared/service/fileKeys.ts'
import type { FileForm } from '../../../shared/service/ports.ts'
import type { Which } from '../../../shared/service/report.ts'
import type { Ctx } from '../context.ts'
import { policyWithFormsTo } from '../middleware/headers.ts'
import { BrokenForm } from '../multipart.ts'
import { call, form, page, param, see, streamed, which } from '../request.ts'
import { STATUS_OF } from '../status.ts'
import { AttachmentLink, addedBy, kindAndSize, usedFor } from './attachments.tsx'
import { Button, Crumb, Details, Form, Lead, LinkButton, Notice, Phrase, Rows, Section } from './components.tsx'
import { Frame } from './frame.tsx'
import { RefusalSummary } from './inPlace.tsx'

/**
 * 佐证材料 of one report (R8): what is there, and a form that adds one file. Reached from the report's form, which saves its texts first. The page is
 * the same in both homes; where a bucket keeps the files, the form goes there and the browser comes back to `received`.
 */

const Task = z.coerce.number().int().min(1).max(9_999)

type Listed = Awaited<ReturnType<Evidence['list']>>
type Props = {
  c: Ctx
  which: Which
  listed: Listed
  /** For which task the form adds; null: for the report as a whole. */
  task: number | null
  /** Where the form goes; null where nothing can be added. */
  form: FileForm | null
  refusal?: Refusal | undefined
  /** The file that was just added. */
  added: string | null
}

const back = ({ which: { plan, period, unit }, listed }: Pick<Props, 'which' | 'listed'>): string =>
  listed.act === 'enter' ? paths.enter(plan, period, unit) : paths.report(plan, period, unit)

const EvidencePage = (props: Props) => {
  const { c, which: at, listed, task, form: sendTo, refusal, added } = props
  const { attachments, act, scene } = listed
  const month = periodInWords(at.period)
  const title = `${month}月报佐证材料　${scene.unit.name}`
  const own = c.var.actor?.serves.some((served) => served.unit === at.unit) === true
  const fresh = attachments.find((one) => one.id === added)
  const size = attachments.reduce((sum, one) => sum + one.size, 0)
  return (
    <Frame
      c={c}
      title={refusal ? `${refusal.said.title}：${title}` : title}
      current={own && act !== 'enter' ? 'mine' : 'overview'}
    >
      <Crumb
        items={[
          own ? { href: paths.mine, text: '本月' } : { href: paths.overview(at.plan, at.period), text: '总览' },
          { href: back(props), text: act === 'enter' ? '代录' : `${month}月报` },
        ]}
        here="佐证材料"
      />
      {refusal ? <RefusalSummary refusal={refusal} {...(sendTo ? { href: '#file' } : {})} /> : null}
      {fresh && !refusal ? (
        <Notice tone="done">
          <p>
            已添加{fresh.name}（{kindAndSize(fresh)}），用于{usedFor(fresh)}。
          </p>
        </Notice>
      ) : null}
      <h1>
        <Phrase>{month}月报佐证材料</Phrase>　<Phrase>{scene.unit.name}</Phrase>
      </h1>
      <Lead>
        <Phrase>
          {attachments.length === 0 ? '还没有文件。' : `${attachments.length}个文件，共${sizeInWords(size)}。`}
        </Phrase>
        <Phrase>{act === null ? '' : '随月报一起提交，提交以后由法规处审核时查看。'}</Phrase>
      </Lead>
      {attachments.length === 0 ? null : (
        <Section id="files" title="已添加的文件">
          <Rows kind="files">
            {attachments.map((one) => (
              <li>
                <div>
                  <AttachmentLink which={at} one={one} />
                  <p class="note">
                    用于{usedFor(one)}　{kindAndSize(one)}　{addedBy(one)}
                  </p>
                </div>
                {one.removable ? (
                  <Form c={c} action={paths.attachmentRemove(at.plan, at.period, at.unit, one.id)}>
                    <button class="btn small" type="submit" aria-label={`移除${one.name}`}>
                      移除
                    </button>
                  </Form>
                ) : null}
              </li>
            ))}
          </Rows>
        </Section>
      )}
      {act === null ? null : (
        <Section id="add" title="添加文件">
          <TaskChoice which={at} listed={listed} task={task} />
          {sendTo ? (
            <UploadForm sendTo={sendTo} task={task} refused={refusal !== undefined} />
          ) : (
            <p class="note">已经放满，移除不用的以后才能再添加。{EVIDENCE_HINT}</p>
          )}
        </Section>
      )}
      <p class="gap">
        <LinkButton href={back(props)}>{act === 'enter' ? '回到代录' : '回到月报'}</LinkButton>
      </p>
    </Frame>
  )
}

const whatFor = (task: number | null, { scene }: Listed): string =>
  task === null ? '整份月报（盖章的扫描件等）' : `任务${task}　${taskOf(scene.plan, task)?.title ?? ''}`

/** What the next file is for. Links and no radios: the address to which a bucket takes the file names it. */
const TaskChoice = ({ which: { plan, period, unit }, listed, task }: Pick<Props, 'which' | 'listed' | 'task'>) => (
  <>
    <p class="gap-small">
      用于<strong>{whatFor(task, listed)}</strong>
    </p>
    <Details summary="换一项">
      <ul class="bullets">
        {[null, ...listed.scene.duties.map((duty) => duty.task)]
          .filter((one) => one !== task)
          .map((one) => (
            <li>
              <a href={`${paths.evidenceFor(plan, period, unit, one)}#add`}>{whatFor(one, listed)}</a>
            </li>
          ))}
      </ul>
    </Details>
  </>
)

/** One file, sent as it is: first the fields that say where it goes, the file last, for a bucket reads nothing behind it. */
const UploadForm = ({ sendTo, task, refused }: { sendTo: FileForm; task: number | null; refused: boolean }) => (
  <form class="medium" method="post" action={sendTo.url} enctype="multipart/form-data">
    {Object.entries(sendTo.fields).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <div class={refused ? 'field bad' : 'field'}>
      <label for="file">文件，用于{usedFor({ task })}</label>
      <p class="hint" id="file-hint">
        {EVIDENCE_HINT}按内容检查，不看后缀；带宏的文件和压缩包收不了。
      </p>
      <input
        id="file"
        name="file"
        type="file"
        required
        accept={EVIDENCE_ENDINGS.map((ending) => `.${ending}`).join(',')}
        aria-describedby="file-hint"
      />
    </div>
    <Button primary>上传</Button>
  </form>
)

/** The page as things stand, with the form that the home needs. */
const evidencePage = async (
  c: Ctx,
  at: Which,
  shown: { task: number | null; refusal?: Refusal; added?: string | null },
): Promise<Response> => {
  const { evidence } = c.var.house.services
  const by = call(c)
  const listed = await evidence.list(at, by)
  const task = listed.scene.duties.some((duty) => duty.task === shown.task) ? shown.task : null
  const sendTo = listed.act !== null && hasRoom(listed.attachments, 1) ? await fileForm(c, at, task) : null
  if (sendTo && URL.canParse(sendTo.url)) c.header('content-security-policy', policyWithFormsTo(sendTo.url))
  return page(
    c,
    <EvidencePage
      c={c}
      which={at}
      listed={listed}
      task={task}
      form={sendTo}
      refusal={shown.refusal}
      added={shown.added ?? null}
    />,
    shown.refusal ? STATUS_OF[shown.refusal.kind] : 200,
  )
}

/** Where a file is sent and with which fields: to the bucket, or to this service. */
export const fileForm = async (c: Ctx, at: Which, task: number | null): Promise<FileForm> => {
  const { services, settings } = c.var.house
  const { plan, period, unit } = at
  const { folder, form } = await services.evidence.begin(at, call(c), {
    task,
    back: `${settings.publicUrl}${paths.evidenceReceived(plan, period, unit)}`,
  })
  return form ?? { url: paths.evidenceBytes(plan, period, unit), fields: { _token: c.var.token, folder } }
}

/** GET …/attachments: the files, and the form. */
export const showEvidence = (c: Ctx): Promise<Response> => {
  const task = Task.safeParse(c.req.query('task'))
  return evidencePage(c, which(c), {
    task: task.success ? task.data : null,
    added: c.req.query('added') ?? null,
  })
}

/** POST …/attachments/bytes: takes the file as a bucket does, and like a bucket sends the browser on with its key. */
export const takeEvidence = async (c: Ctx): Promise<Response> => {
  const at = which(c)
  const sent = await form(c)
  const file = c.get('sentFile')
  const folder = sent.get('folder')
  try {
    if (!file) throw new Refusal('attachment.none', {})
    const key = await c.var.house.services.evidence.take(at, call(c), folder, file)
    return see(c, `${paths.evidenceReceived(at.plan, at.period, at.unit)}?key=${encodeURIComponent(key)}`)
  } catch (error) {
    if (error instanceof BrokenForm) throw new Refusal('input.invalid', { problems: ['文件没有传完整'] })
    if (!isRefusal(error, 'attachment.none')) throw error
    return evidencePage(c, at, { task: uploadAt(folder)?.upload.task ?? null, refusal: error })
  }
}

/**
 * GET …/attachments/received?key=…: the second half of an upload, to which the bucket sends the browser by the only means that it has. It changes
 * something although it is a GET: what this very person has just sent is looked at and named. It can do no more than that: the key names the person,
 * the report and the task, nothing lies there that the person did not put there, and asked again it answers the same.
 */
export const receiveEvidence = async (c: Ctx): Promise<Response> => {
  const at = which(c)
  const key = c.req.query('key') ?? ''
  const task = uploadAt(key)?.upload.task ?? null
  try {
    const { id } = await c.var.house.services.evidence.receive(at, call(c), key)
    const on = paths.evidenceFor(at.plan, at.period, at.unit, task)
    return see(c, `${on}${on.includes('?') ? '&' : '?'}added=${id}`)
  } catch (error) {
    if (!isRefusal(error) || error.kind === 'forbidden' || error.kind === 'unauthenticated') throw error
    return evidencePage(c, at, { task, refusal: error })
  }
}

/** GET …/attachments/:id: always as a download, never shown in the browser. */
export const downloadAttachment = async (c: Ctx): Promise<Response> => {
  const at = which(c)
  const id = param(c, 'attachment', AttachmentId)
  const { attachment, link, bytes } = await c.var.house.services.evidence.open(at, call(c), id)
  if (link !== null) return c.redirect(link, 302)
  if (bytes === null) throw new Refusal('attachment.damaged', { name: attachment.name })
  return streamed(c, bytes, {
    name: attachment.name,
    type: EVIDENCE_KINDS[attachment.kind].type,
    fallback: `attachment.${EVIDENCE_KINDS[attachment.kind].endings[0]}`,
    size: attachment.size,
    sha256: attachment.sha256,
  })
}

/** POST …/attachments/:id/remove */
export const removeAttachment = async (c: Ctx): Promise<Response> => {
  const at = which(c)
  await c.var.house.services.evidence.remove(at, call(c), param(c, 'attachment', AttachmentId))
  return see(c, paths.evidence(at.plan, at.period, at.unit))
}
