import type { OutputRecord } from '../../../shared/domain/output/record.ts'
import { revisionInWords } from '../../../shared/domain/output/revision.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { isRefusal } from '../../../shared/domain/refusal.ts'
import { stampInWords } from '../../../shared/domain/time.ts'
import { KINDS } from '../../../shared/service/output/kinds.ts'
import type { Ctx } from '../context.ts'
import { call, form, page } from '../request.ts'
import { Actions, Button, ErrorSummary, Facts, Field, Form, Lead, Notice, Phrase, TextField } from './components.tsx'
import { Frame } from './frame.tsx'

/** Is a file in hand one that went out (W4)? Whoever is signed in and has the file may ask; nothing of it is kept. */

type Asked = { sha256: string; records: readonly OutputRecord[] }

/** GET /verify */
export const showVerifyFile = (c: Ctx): Promise<Response> => page(c, <VerifyPage c={c} />)

/** POST /verify */
export const verifyFile = async (c: Ctx): Promise<Response> => {
  const sent = await form(c)
  const file = sent.file('file')
  const text = sent.get('sha256').trim()
  const { outputs } = c.var.house.services
  if (file === null && text === '') return page(c, <VerifyPage c={c} problem="请选一个文件，或者粘贴SHA-256" />, 422)
  try {
    const asked = file ? { bytes: new Uint8Array(await file.arrayBuffer()) } : { text }
    return page(c, <VerifyPage c={c} asked={await outputs.recorded(asked, call(c))} name={file?.name ?? null} />)
  } catch (error) {
    if (!isRefusal(error, 'input.invalid')) throw error
    return page(c, <VerifyPage c={c} problem="SHA-256是64位十六进制数字，请核对后再粘贴" text={text} />, 422)
  }
}

const VerifyPage = ({
  c,
  asked,
  name,
  problem,
  text,
}: {
  c: Ctx
  asked?: Asked
  name?: string | null
  problem?: string
  text?: string
}) => (
  <Frame c={c} title={problem ? `缺1处：核对文件` : '核对文件'} current="downloads">
    {problem ? <ErrorSummary title="没有核对" problems={[{ href: '#sha256', text: problem }]} /> : null}
    <h1>核对文件</h1>
    <Lead>
      <Phrase>看手上的文件是不是从这里下载的那一份，</Phrase>
      <Phrase>改动过一个字也不算。</Phrase>
    </Lead>
    {asked ? <Answer asked={asked} name={name ?? null} /> : null}
    <Form c={c} action={paths.verifyFile} files kind="gap">
      <Field id="file" label="文件" hint="10MB以内。只算出它的SHA-256，不保存文件。" optional="有SHA-256可不选">
        <input id="file" name="file" type="file" aria-describedby="file-hint" />
      </Field>
      <TextField
        id="sha256"
        name="sha256"
        label="SHA-256"
        hint="大文件先在电脑上算出来，再粘贴到这里：certutil -hashfile 文件 SHA256"
        optional="选了文件可不填"
        value={text ?? ''}
        error={problem}
      />
      <Actions>
        <Button primary>核对</Button>
      </Actions>
    </Form>
  </Frame>
)

const Answer = ({ asked, name }: { asked: Asked; name: string | null }) => {
  const [record] = asked.records
  return record ? (
    <Notice tone="done" title={`是登记的那一份：${record.fileName}`}>
      <Facts
        items={[
          ['种类', KINDS.find((kind) => kind.id === record.kind)?.words ?? record.kind],
          ['数据截至', stampInWords(record.cutOff)],
          ['版次', revisionInWords({ number: record.revision })],
          ['下载', `${record.by.name}，${stampInWords(record.at)}`],
          ...(asked.records.length > 1 ? ([['下载次数', `${asked.records.length}次，内容都相同`]] as const) : []),
          ['SHA-256', <span class="hash">{asked.sha256}</span>],
        ]}
      />
    </Notice>
  ) : (
    <Notice tone="warn" title={`没有这份文件的记录${name ? `：${name}` : ''}`}>
      <p>它不是从这里下载的，或者下载后改动过（打开后另存也算）。</p>
      <Facts items={[['SHA-256', <span class="hash">{asked.sha256}</span>]]} />
    </Notice>
  )
}
