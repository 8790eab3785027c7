import { momentInWords } from '../../../shared/domain/time.ts'
import type { ReportView } from '../../../shared/service/report.ts'
import { Notice, Text } from './components.tsx'
import type { Returned } from './reportForm.tsx'

/** Why a report came back, by whom and when; the same above the form, the read page and 本月. */
export const ReturnNotice = ({
  returned,
  title = '退回理由',
}: {
  returned: Pick<Returned, 'by' | 'at' | 'why'>
  title?: string
}) => (
  <div class="gap">
    <Notice tone="back" title={title}>
      <p>
        <Text>{returned.why}</Text>
      </p>
      <p class="note">
        {returned.by}　{returned.at}
      </p>
    </Notice>
  </div>
)

/** The head's reason for not signing, above the draft that it left; nothing where the last act was another. */
export const DeclineNotice = ({ view: { head, act } }: { view: Pick<ReportView, 'head' | 'act'> }) =>
  head.state === 'draft' && act?.act === 'decline' ? (
    <ReturnNotice
      title="负责人不予审签"
      returned={{
        by: [act.by.role, act.by.name].filter((word) => word !== '').join('　'),
        at: momentInWords(act.at),
        why: act.why ?? '',
      }}
    />
  ) : null
