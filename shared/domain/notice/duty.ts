import type { PartyRole } from './ParsedNotice.ts'

/** The words of duty behind names: 负责, 牵头, 按职责分工负责, 结合实际落实; and the role that each of them gives. */
export const VERBS =
  /(?:共同|分别|具体|联合|分工|全面|统一|统筹|牵头|负责|主办|承办|主责|组织|配合|协同|协助|协办|参与|参加|支持|支撑|做好|抓好|抓实|推进|推动|落实|实施|完成|抓总|负总责|指导|分级|逐级|分头|执行|跟进|协调|开展|办理|联办|积极|密切|认真|抓|总|各司其职|各负其责|,)+$/
const DUTY_VERB =
  /牵头|负责|主办|承办|主责|配合|协同|协助|协办|参与|参加|支持|落实|实施|完成|抓总|负总责|指导|推进|办理/
const BY_DUTIES =
  /(?:按照?|根据|依据|依|据|结合|在)?(?:其|各自|自身|本)?(?:部门|单位)?(?:职责|职能|职权|权限)(?:和|及)?(?:任务|职能|职责|分工|要求)*(?:范围)?(?:内)?$|(?:按照?|根据)(?:任务)?分工$|按要求$|按规定$|(?:紧密)?(?:结合|立足|根据|按照?)(?:自身|各自|本[地部单系][区门位统]?|工作|职能)?实际(?:情况)?$|按照?(?:属地|属事)(?:管理|负责)?(?:原则|职责)?$/
export const roleOf = (verb: string): PartyRole =>
  /牵头|主办|主责|抓总|负总责/.test(verb)
    ? 'lead'
    : /配合|协同|协助|协办|参与|参加|支持|支撑/.test(verb)
      ? 'support'
      : 'responsible'

/** 市发展改革委按职责分工负责 → 市发展改革委 and 负责. */
export const stripDuty = (words: string): { name: string; verb: string } => {
  let name = words.trimEnd()
  let verb = ''
  for (let i = 0; i < 3; i++) {
    const found = VERBS.exec(name)
    if (found !== null && DUTY_VERB.test(found[0])) {
      // 总 alone would eat 慈善总会's neighbours; it counts only inside a longer verb.
      const cut = found[0].replace(/^(?:总|抓|,)+(?=$)/, '')
      if (cut !== '') {
        verb = found[0] + verb
        name = name.slice(0, found.index).trimEnd()
      }
    }
    const duties = BY_DUTIES.exec(name)
    if (duties === null) break
    name = name
      .slice(0, duties.index)
      .replace(/(?:按照?|根据|依据|依|结合|在)$/, '')
      .trimEnd()
  }
  return { name: name.replace(/[,:\s]+$/, ''), verb }
}
