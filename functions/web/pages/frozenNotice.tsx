import { paths } from '../../../shared/domain/paths.ts'
import { Notice } from './components.tsx'

/** The published evaluation covers this month: what the office may not do to its report any more, and what to do. */
export const FrozenNotice = ({ plan }: { plan: string }) => (
  <div class="gap">
    <Notice tone="warn" title="评价已发布">
      <p>
        这个月已计入发布的评价，月报不再审核、退回、重新打开、代录和延期。要改动，先
        <a href={paths.evaluationPublish(plan)}>更正评价</a>。
      </p>
    </Notice>
  </div>
)
