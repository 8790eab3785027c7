import { paths } from '../../../shared/domain/paths.ts'
import { EVIDENCE_LIMITS } from '../../../shared/domain/report/attachment.ts'
import { fileForm } from '../pages/evidence.tsx'
import { route } from './route.ts'
import { AskUpload, AttachmentView, AttachmentViews, Done, Received, Upload } from './schemas.ts'

const tag = '佐证材料'
const at = '/plans/{plan}/reports/{period}/{unit}/attachments'

/**
 * 佐证材料 in the API: the same way as on the pages. Ask where to send; send one file there as multipart/form-data; say its key. Downloads are the
 * page's own, under `href`.
 */
export const evidenceRoutes = [
  route({
    method: 'get',
    path: at,
    summary: '一份月报的佐证材料',
    tag,
    needs: 'report.read',
    output: AttachmentViews,
    handle: async ({ services, call, params }) => {
      const { attachments } = await services.evidence.list(params, call)
      return attachments.map((one) => ({
        ...one,
        href: paths.attachment(params.plan, params.period, params.unit, one.id),
      }))
    },
  }),
  route({
    method: 'post',
    path: `${at}/uploads`,
    summary: '问文件往哪里传',
    tag,
    needs: 'report.attach',
    input: AskUpload,
    output: Upload,
    handle: async ({ c, params, input: { task } }) => ({
      ...(await fileForm(c, params, task)),
      file: 'file' as const,
      max: EVIDENCE_LIMITS.file,
    }),
  }),
  route({
    method: 'post',
    path: at,
    summary: '收下传好的文件：按内容检查，列进草稿',
    tag,
    needs: 'report.attach',
    input: Received,
    output: AttachmentView,
    status: 201,
    handle: async ({ services, call, params, input: { key } }) => {
      const one = await services.evidence.receive(params, call, key)
      return { ...one, removable: true, href: paths.attachment(params.plan, params.period, params.unit, one.id) }
    },
  }),
  route({
    method: 'delete',
    path: `${at}/{attachment}`,
    summary: '从草稿里移除一个文件',
    tag,
    needs: 'report.attach',
    output: Done,
    handle: async ({ services, call, params }) => {
      await services.evidence.remove(params, call, params.attachment)
      return { done: true as const }
    },
  }),
]
