import type { OutputRecord } from '../../../shared/domain/output/record.ts'
import { revisionInWords } from '../../../shared/domain/output/revision.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { stampInWords } from '../../../shared/domain/time.ts'
import { Details, Scroll } from './components.tsx'

/** 2.4 MB, 130 KB */
const sizeInWords = (bytes: number): string =>
  bytes >= 1_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} KB`

/** The first characters of a SHA-256, the whole of it on request. */
export const Sha256 = ({ value }: { value: string }) => (
  <Details summary={<span class="hash">{value.slice(0, 12)}…</span>}>
    <span class="hash">{value}</span>
  </Details>
)

/** What went out, the newest first. */
export const RecordTable = ({ plan, records }: { plan: string | null; records: readonly OutputRecord[] }) => (
  <Scroll label="下载登记，可左右滚动">
    <table class="history">
      <thead>
        <tr>
          <th scope="col">时间</th>
          <th scope="col">文件</th>
          <th scope="col">谁</th>
          <th scope="col">数据截至</th>
          <th scope="col">版次</th>
          <th scope="col">SHA-256</th>
        </tr>
      </thead>
      <tbody>
        {records.map((record) => (
          <tr>
            <td class="nb">{stampInWords(record.at)}</td>
            <th scope="row">
              {plan === null ? record.fileName : <a href={paths.outputAgain(plan, record.id)}>{record.fileName}</a>}
              <span class="note">　{sizeInWords(record.size)}</span>
              {record.why === null ? null : <p class="note">{record.why}</p>}
            </th>
            <td>{[record.by.role, record.by.name].filter((word) => word !== '').join('　')}</td>
            <td class="nb">{stampInWords(record.cutOff)}</td>
            <td class="nb">{revisionInWords({ number: record.revision })}</td>
            <td>
              <Sha256 value={record.sha256} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scroll>
)
