import { MARKS } from '../../../shared/domain/counting/standing.ts'
import { may } from '../../../shared/domain/permission.ts'
import { EVIDENCE_HINT } from '../../../shared/domain/report/attachment.ts'
import { FIELD_LIMIT, NEEDS_PROBLEM, REPORT_LIMIT } from '../../../shared/domain/report/entry.ts'
import type { Ctx } from '../context.ts'
import { page } from '../request.ts'
import { Lead, Legend, Phrase, Section } from './components.tsx'
import { Frame } from './frame.tsx'

/** 使用说明: short, for those who fill and those who review. Open to everybody. */
export const showHelp = (c: Ctx): Promise<Response> => page(c, <HelpPage c={c} />)

const HelpPage = ({ c }: { c: Ctx }) => {
  const { actor } = c.var
  const office = actor !== null && may(actor, 'overview.read')
  return (
    <Frame c={c} title="使用说明" current="help">
      <h1>使用说明</h1>
      <Lead>
        <Phrase>每月底前，各责任单位报本月进展，</Phrase>
        <Phrase>法规处审核、汇总。</Phrase>
      </Lead>
      <Section id="fill" title="填报">
        <div class="prose">
          <ol class="nums">
            <li>打开“本月”，看应报哪些任务、几时截止、还差几项。</li>
            <li>
              逐项写本月工作进展情况、累计完成进度、进展状态、下一步工作措施；状态是{NEEDS_PROBLEM.join('、')}
              的，要写存在问题。上月填的在旁边。
            </li>
            <li>一项任务没有新进展，勾“本月无新进展（零报告）”，写一条理由。全部没有，报整单位零报告。</li>
            <li>填写时自动保存草稿；也可以随时点“保存草稿”，换一台电脑接着填。</li>
            <li>方案调整以后，新加的任务标“本月新增”；已移出的不用填，填过的内容收在最后。</li>
            <li>有佐证材料，点“添加佐证材料”：{EVIDENCE_HINT}</li>
            <li>填全后提交，打开回执，可以打印、签字、盖章。法规处审核前、锁定前可以撤回修改。</li>
          </ol>
          <p>
            每个格子最多{FIELD_LIMIT}字，一份月报最多{REPORT_LIMIT / 10_000}
            万字。两个人同时填同一份，后保存的人会看到两份内容，自己选定。
          </p>
        </div>
      </Section>
      <Section id="returned" title="退回以后">
        <p class="prose">
          月报退回时，工作协调员会收到邮件。打开月报，理由和对每项任务的意见都在上面。改好后在期限内重新提交，仍按首次提交时间计算。
        </p>
      </Section>
      <Section id="marks" title="时限和标记">
        <div class="prose">
          <p>
            截止时间前提交是按时；截止后、锁定前提交是迟报；锁定后不能再报，除非法规处开延期补报，这样补的记作漏报；一直没有报的是未报。
          </p>
        </div>
        <div class="gap-small">
          <Legend items={Object.values(MARKS).filter((mark) => mark.letter !== '')} />
        </div>
      </Section>
      {office ? (
        <Section id="office" title="法规处">
          <div class="prose">
            <ol class="nums">
              <li>“实施方案”：粘贴或上传通知，核对识别结果，给没有点名的任务定责任单位，然后发布。</li>
              <li>“总览”：看谁还没报、谁迟报；点开一格看那份月报，可以代录、延期补报。</li>
              <li>“审核”：通过，或者退回并写明理由。自己填报、代录过的，请别人审核。</li>
              <li>
                “催报”：系统按时发信，只发给还没办的单位；这里看发了什么、下一次发什么、哪些单位收不到，也可以催办一个单位或全部，改提前几天、发给谁。
              </li>
              <li>
                “评价”：每一分都能点到依据；规则在页面上改，差错、表扬、综合评价逐笔记录；发布以后原样保存，要改先更正。
              </li>
              <li>
                “下载”：每月汇总表、年终评价表和各种数据表，写明数据截至和版次；下载都有登记，手上的文件可以核对是不是原件。
              </li>
            </ol>
          </div>
        </Section>
      ) : null}
    </Frame>
  )
}
