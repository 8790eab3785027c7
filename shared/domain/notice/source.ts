/**
 * The notice as the parser sees it: the text, a folded twin of equal length, and its lines.
 * Patterns run on the twin, names and texts are cut from the original at the same offsets.
 */
export interface Line {
  /** Counted from 1, blank lines included. */
  number: number
  /** [from, to) of the line without the blanks around it; equal on a blank line. */
  from: number
  to: number
}

export interface Source {
  text: string
  folded: string
  lines: Line[]
}

/** Traditional forms of the characters that carry meaning for the parser: labels, verbs, numerals, unit endings. */
const TRADITIONAL =
  '責责負负單单牽牵頭头門门處处關关務务區区縣县會会辦办廳厅領领導导與与協协組组織织參参實实執执機机構构級级總总團团體体員员黨党鄉乡鎮镇業业劃划點点見见項项階阶個个們们萬万億亿兩两時时間间進进監监檢检銀银國国計计' +
  '規规則则標标準准動动勞劳財财農农經经濟济發发術术學学醫医衛卫場场隊队環环義义後后設设資资訊讯電电報报號号據据聯联屬属應应對对無无為为從从開开達达條条類类種种張张畝亩戶户歲岁僅仅並并範范圍围證证書书審审評评議议' +
  '護护長长馬马職职權权產产營营運运質质於于佈布驟骤結结際际啟启啓启備备製制擬拟優优獎奖勵励嚴严肅肃紀纪隱隐決决約约專专雙双線线網网絡络數数話话腦脑貫贯徹彻確确創创親亲眾众舉举講讲習习訂订稱称選选來来樣样層层築筑' +
  '礎础強强勢势調调輔辅壓压減减積积極极轉转變变維维補补貼贴險险療疗藥药飲饮稅税鐵铁郵邮遊游傳传訓训園园廠厂鋪铺養养殘残婦妇災灾廣广視视檔档館馆圖图當当請请驗验穩稳鞏巩漁渔糧粮樓楼橋桥鋼钢礦矿氣气燈灯爭争認认識识' +
  '試试續续繼继終终給给統统緊紧納纳純纯細细紹绍編编緩缓縮缩濱滨灣湾島岛劑剂劇剧勸劝嗎吗喪丧塊块壇坛夠够夢梦奪夺孫孙寫写寬宽屆届峽峡帶带幫帮幹干庫库廢废彙汇徵征復复戰战擇择擊击擴扩敗败東东榮荣歷历歸归殺杀毀毁漢汉' +
  '滅灭濕湿煙烟爾尔牆墙獨独獲获現现畢毕盡尽盤盘禮礼穀谷節节籌筹績绩緒绪聖圣聲声臨临興兴艱艰藝艺裝装裡里覽览觀观記记許许詢询該该詳详說说諮咨讀读豐丰貨货費费賽赛贊赞趕赶車车軍军軟软載载辭辞連连週周遠远適适遷迁還还' +
  '邊边鄰邻釋释針针閱阅陣阵陸陆陽阳隨随難难雲云靈灵靜静響响頁页順顺預预題题願愿顧顾風风飛飞驅驱鬥斗麗丽麥麦黃黄齊齐齡龄'

const map = new Map<string, string>()
for (let i = 0; i + 1 < TRADITIONAL.length; i += 2) {
  const from = TRADITIONAL.charAt(i)
  const to = TRADITIONAL.charAt(i + 1)
  if (from !== to) map.set(from, to)
}
for (const c of '〔【［﹝〖｛{[﹙') map.set(c, '(')
for (const c of '〕】］﹞〗｝}]﹚') map.set(c, ')')
for (const c of '\u3000\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u202f\u205f\u2060\ufeff')
  map.set(c, ' ')
// Marks of emphasis from Markdown stand between a label and its colon.
map.set('*', ' ')
for (const c of '‐‑‒–—―−﹣～〜─~') map.set(c, '-')
for (const [from, to] of ['｡。', '､、', '﹑、', '﹐,', '﹔;', '﹕:', '﹒.', '﹪%', '∶:', '○〇', '丶、']) {
  if (from !== undefined && to !== undefined) map.set(from, to)
}
for (let code = 0xff01; code <= 0xff5e; code++) {
  const c = String.fromCharCode(code)
  if (!map.has(c)) map.set(c, code === 0xff5e ? '-' : String.fromCharCode(code - 0xfee0))
}
// Text copied out of a PDF often holds Kangxi radicals in place of the characters they look like (⼯ for 工).
for (let code = 0x2f00; code <= 0x2fd5; code++) {
  const c = String.fromCharCode(code)
  map.set(c, c.normalize('NFKC'))
}

const FOLDABLE = new RegExp(`[${[...map.keys()].map((c) => (/[\]\\^[{}~*-]/.test(c) ? `\\${c}` : c)).join('')}]`, 'g')

/** The same text with equal length: half-width marks, one kind of bracket, simplified characters, plain blanks. */
export const fold = (text: string): string => text.replace(FOLDABLE, (c) => map.get(c) ?? c)

/** Splits at \n, \r\n and \r, as editors count lines; offsets stay those of the text. */
export const readSource = (text: string): Source => {
  const folded = fold(text)
  const lines: Line[] = []
  const ends = /\r\n|\n|\r/g
  let start = 0
  for (let number = 1; ; number++) {
    const end = ends.exec(text)
    let from = start
    let to = end === null ? text.length : end.index
    while (from < to && /\s/.test(text.charAt(from))) from++
    while (to > from && /\s/.test(text.charAt(to - 1))) to--
    lines.push({ number, from, to })
    if (end === null) return { text, folded, lines }
    start = end.index + end[0].length
  }
}

/** Copies text from the source without the blanks and line breaks that paste and layout put inside it. */
export const compact = (text: string): string => text.replace(/[\s\u200b-\u200d\u2060]+/g, '')
