import { paths } from '../../../shared/domain/paths.ts'
import { type Attachment, EVIDENCE_KINDS, sizeInWords } from '../../../shared/domain/report/attachment.ts'
import { momentInWords } from '../../../shared/domain/time.ts'
import type { Which } from '../../../shared/service/report.ts'

/** 佐证材料 where a report is shown: names that lead to the files. */

/** 任务5, or the report as a whole. */
export const usedFor = ({ task }: Pick<Attachment, 'task'>): string => (task === null ? '整份月报' : `任务${task}`)

export const forTask = (attachments: readonly Attachment[], task: number | null): Attachment[] =>
  attachments.filter((one) => one.task === task)

/** PDF, 0.4MB */
export const kindAndSize = ({ kind, size }: Attachment): string => `${EVIDENCE_KINDS[kind].words}，${sizeInWords(size)}`

export const AttachmentLink = ({ which, one }: { which: Which; one: Attachment }) => (
  <a href={paths.attachment(which.plan, which.period, which.unit, one.id)} download={one.name}>
    {one.name}
  </a>
)

/** Who added it and when, and how it came. */
export const addedBy = (one: Attachment): string =>
  `${one.by.name}，${momentInWords(one.at)}${one.entered ? '，代录时添加' : ''}`

/** The files that back one entry, or the whole report; nothing where there are none. */
export const AttachmentList = ({
  which,
  attachments,
  title,
  added,
}: {
  which: Which
  attachments: readonly Attachment[]
  title?: string
  /** Say who added each and when. */
  added?: boolean
}) =>
  attachments.length === 0 ? null : (
    <div class="attached">
      {title === undefined ? null : <h3>{title}</h3>}
      <ul>
        {attachments.map((one) => (
          <li>
            <AttachmentLink which={which} one={one} />
            <span class="note">
              {added ? `　用于${usedFor(one)}　${kindAndSize(one)}　${addedBy(one)}` : `（${kindAndSize(one)}）`}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
