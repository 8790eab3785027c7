import { Notice, Text } from './components.tsx'
import type { Returned } from './reportForm.tsx'

/** Why a report came back, by whom and when; the same above the form, the read page and 本月. */
export const ReturnNotice = ({ returned, title = '退回理由' }: { returned: Returned; title?: string }) => (
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
