import { hanNumber } from './numerals.ts'
import type { Piece } from './pieces.ts'
import { compact, fold, type Source } from './source.ts'
import { isUnitLike } from './unitNames.ts'

/**
 * The formal parts around the body, as GB/T 9704 names them: title, document number, addressees, signature and date,
 * publicity note, annexes; and what web pages and print put between: page numbers, index tables, carbon copies.
 */
export type FormalKind =
  | 'title'
  | 'documentNumber'
  | 'addressees'
  | 'signature'
  | 'date'
  | 'publicity'
  | 'page'
  | 'meta'
  | 'annex'
  | 'file'

export interface Header {
  title: string | null
  documentNumber: string | null
  issuer: string | null
  issuedOn: string | null
  year: number | null
}

const TITLE_END =
  /(?:方案|计划|要点|意见|通知|措施|办法|细则|规定|清单|分工|安排|决定|规划|任务|通报|纲要|条例|制度|任务书|责任书|任务分解|责任分解|分解表|分工表|任务表|任务台账|责任清单)(?:\([^()]{1,20}\)\s*)*$/
const DOC_NUMBER = /[\u4e00-\u9fff]{2,14}\s*\(\s*((?:19|20)\d{2})\s*\)\s*第?\s*\d{1,4}\s*号/
const DATE_ONLY =
  /^\(?\s*(?:(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日|([二一][〇零O0一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日|(\d{4})[-./](\d{1,2})[-./](\d{1,2}))\s*\)?$/
const META =
  /^(?:索引号|索取号|发布机构|发布单位|发文机关|发文单位|发文日期|成文日期|发布日期|发布时间|生成日期|文号|发文字号|文件编号|主题分类|信息分类|信息来源|来源|作者|浏览次数|阅读次数|字号|字体|打印|有效性|公开方式|公开类别|抄送|抄报|主送|主题词|联系人|联系电话|责任编辑|当前位置|扫一扫|分享到)\s*[:|]/

const iso = (year: number, month: number, day: number): string | null => {
  const at = new Date(Date.UTC(year, month - 1, day))
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day && year > 1900 ? at.toISOString().slice(0, 10) : null
}

const dateOf = (folded: string): string | null => {
  const found = DATE_ONLY.exec(folded.trim())
  if (found === null) return null
  const [, y, m, d, hy, hm, hd, ny, nm, nd] = found
  if (hy !== undefined)
    return iso(hanNumber(hy.replace(/[O0]/g, '〇')) ?? 0, hanNumber(hm ?? '') ?? 0, hanNumber(hd ?? '') ?? 0)
  return iso(Number(y ?? ny), Number(m ?? nm), Number(d ?? nd))
}

const fixedKind = (folded: string): FormalKind | null => {
  // 2019116: a date that lost its 年 and 月 on the way from a web page.
  if (
    /^(?:(?:19|20)\d{4,6}|-?\s*\d{1,3}\s*-?|-\s*\d{1,3}|第\s*\d{1,3}\s*页.{0,12}|\d{1,3}\s*\/\s*\d{1,3})$/.test(folded)
  )
    return 'page'
  if (/^\(\s*此[件文][^()]{2,20}\)$|^此件.{2,8}$/.test(folded)) return 'publicity'
  if (/^(?:文号:?)?\s*[\u4e00-\u9fff]{2,14}\s*\(\s*(?:19|20)\d{2}\s*\)\s*第?\s*\d{1,4}\s*号$/.test(folded))
    return 'documentNumber'
  if (dateOf(folded) !== null) return 'date'
  if (/\.(?:docx?|xlsx?|pdf|wps|et|zip|rar)$/i.test(folded) && folded.length < 80 && !/。/.test(folded)) return 'file'
  if (/^附\s*[件表录]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})?\s*(?:[:、.].*|$|-\d.*)/.test(folded)) return 'annex'
  if (
    /^附\s*[件表录]\s*(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s+\S|\d{1,2}[\u4e00-\u9fff]).{0,60}$/.test(folded) &&
    !/[。;]/.test(folded)
  )
    return 'annex'
  if (META.test(folded) || /^\S{2,30}\s+\d{4}年\d{1,2}月\d{1,2}日印发$/.test(folded) || /https?:\/\//.test(folded))
    return 'meta'
  if (/^\(?\s*(?:注|备注|说明)\s*[:：].*\)$/.test(folded)) return 'meta'
  return null
}

const isTitleEnd = (folded: string): boolean =>
  folded.length <= 90 &&
  !/[。;!?]/.test(folded) &&
  TITLE_END.test(folded.replace(/\s*\(\s*\d{4}[-./年][\d\-./年月日\s]{3,12}\)\s*$/, '').trim())

/** Marks the formal pieces. Numbered pieces are never formal, save where an annex or a page number says so. */
export const formalKinds = (source: Source, pieces: Piece[]): (FormalKind | null)[] => {
  const folded = pieces.map(({ from, to }) => source.folded.slice(from, to))
  const kinds = pieces.map((piece, i) => (piece.marker === null ? fixedKind(folded[i] ?? '') : null))
  const at = (i: number): string => folded[i] ?? ''

  // A signature is what stands between the end of a sentence and the date: one to four short lines of unit names.
  pieces.forEach((_, i) => {
    if (kinds[i] !== 'date') return
    for (let k = i - 1; k >= Math.max(0, i - 4); k--) {
      if (pieces[k]?.marker !== null || kinds[k] !== null) break
      if (
        at(k).length > 60 ||
        /[。,;:!?]/.test(at(k)) ||
        !at(k)
          .split(/\s+/)
          .every((name) => isUnitLike(name))
      )
        break
      kinds[k] = 'signature'
    }
  })
  pieces.forEach((piece, i) => {
    if (piece.marker !== null || kinds[i] !== null || at(i).length > 70) return
    if (
      /^[\u4e00-\u9fff\s]{3,50}\s*\d{4}年\d{1,2}月\d{1,2}日$/.test(at(i)) &&
      isUnitLike(at(i).replace(/\s*\d{4}年.*$/, ''))
    )
      kinds[i] = 'signature'
  })

  // Titles stand where a document begins: at the start, and after a covering note's signature or an annex mark.
  let mayTitle = true
  let since = 0
  for (let i = 0; i < pieces.length; i++) {
    const kind = kinds[i]
    if (pieces[i]?.marker !== null) {
      mayTitle = false
      continue
    }
    if (kind === 'signature' || kind === 'date' || kind === 'publicity' || kind === 'annex') {
      mayTitle = true
      since = 0
      continue
    }
    if (kind !== null) continue
    if (!mayTitle || since > 12) continue
    since++
    // A signature whose date is missing or mangled opens no title; 某市人民政府办公室↵关于… does.
    if (isUnitLike(at(i)) && !at(i).includes('关于') && !/^(?:关于|印发|转发)/.test(at(i + 1))) continue
    if (isTitleEnd(at(i))) kinds[i] = 'title'
    else {
      // A title broken over several lines: 国务院办公厅关于…地方 / 进一步…的通知.
      const rest: number[] = [i]
      for (let k = i + 1; k < i + 4 && k < pieces.length; k++) {
        if (pieces[k]?.marker !== null || kinds[k] !== null || /[。;:!?]/.test(at(k))) break
        rest.push(k)
        if (!isTitleEnd(at(k))) continue
        const whole = rest.map(at).join('')
        if (whole.length <= 110 && !/[。;:!?]/.test(whole)) for (const n of rest) kinds[n] = 'title'
        break
      }
    }
    if (
      kinds[i] === null &&
      /:$/.test(at(i)) &&
      /^[各厅局省市县区机直属有本国中\u4e00-\u9fff]/.test(at(i)) &&
      at(i).length < 400 &&
      !/。/.test(at(i)) &&
      /[局厅部院委会办处政府公司单位企业学校]/.test(at(i))
    )
      kinds[i] = 'addressees'
  }
  return kinds
}

const cleanTitle = (text: string): string =>
  compact(text)
    .replace(/[（(]\d{4}[-./年][\d\-./年月日]{3,9}[)）]$/, '')
    .replace(/^[*#]+|[*#]+$/g, '')

const COVER = /关于(?:印发|转发|下发|公布)/

/** Titles in order, lines of a broken one joined; `at` is the index of the piece where each begins. */
const joinTitles = (source: Source, pieces: Piece[], at: number[]): { title: string; at: number }[] => {
  const titles: { title: string; at: number }[] = []
  let previous = -2
  for (const i of at) {
    const last = titles.at(-1)
    const complete = isTitleEnd(source.folded.slice(pieces[previous]?.from, pieces[previous]?.to))
    const words = cleanTitle(source.text.slice(pieces[i]?.from, pieces[i]?.to))
    if (i === previous + 1 && last !== undefined && !complete) last.title += words
    else titles.push({ title: words, at: i })
    previous = i
  }
  return titles
}

/**
 * The header once it is known where the tasks are: of the titles in that section the last one above the first task is the
 * plan's own (a covering note with numbers of its own, a plan that comes as an annex).
 */
export const withPlanTitle = (
  header: Header,
  source: Source,
  pieces: Piece[],
  titles: number[],
  firstTask: number | null,
): Header => {
  if (firstTask === null) return header
  const above = joinTitles(
    source,
    pieces,
    titles.filter((i) => (pieces[i]?.from ?? 0) < firstTask),
  )
  const plan = above.reverse().find(({ title }) => !COVER.test(title))?.title
  if (plan === undefined || plan === header.title) return header
  return { ...header, title: plan, year: yearIn(plan) ?? header.year }
}

const yearIn = (value: string | null | undefined): number | null => {
  const hit = /(?<!\d)((?:19|20)\d{2})(?:\s*[-至]\s*(?:20)?\d{2,4})?\s*年/.exec(fold(value ?? ''))
  if (hit !== null) return Number(hit[1])
  const han = /([二][〇零○][一二三四五六七八九〇零]{2})年/.exec(value ?? '')
  return han === null ? null : hanNumber((han[1] ?? '').replace(/○/g, '〇'))
}

/** Reads the header from the formal pieces and, where a signature is missing, from the title. */
export const readHeader = (source: Source, pieces: Piece[], kinds: (FormalKind | null)[]): Header => {
  const text = (i: number): string => source.text.slice(pieces[i]?.from, pieces[i]?.to)
  const indices = (kind: FormalKind): number[] => kinds.flatMap((k, i) => (k === kind ? [i] : []))

  const titles = joinTitles(source, pieces, indices('title')).map(({ title }) => title)
  // The plan's own title stands under the covering note that issues it; annex titles come after the first numbers.
  const firstMark = pieces.findIndex(({ marker }) => marker !== null)
  const firstTitles = titles.slice(
    0,
    Math.max(1, indices('title').filter((i) => firstMark < 0 || i < firstMark).length),
  )
  const own = [...firstTitles].reverse().find((title) => !COVER.test(title))
  const quoted = /《(.{4,80}(?:方案|计划|要点|意见|措施|办法|分工|清单|规划).{0,12})》/.exec(titles[0] ?? '')?.[1]
  const title = own ?? quoted ?? titles[0] ?? null

  const numbered = indices('documentNumber').map(text)
  const inMeta = indices('meta').map(text).concat(indices('title').map(text))
  const found = [...numbered, ...inMeta.filter((line) => !/[《（(]关于/.test(line))]
    .map((line) => ({
      line,
      hit: DOC_NUMBER.exec(source.folded.slice(source.text.indexOf(line), source.text.indexOf(line) + line.length)),
    }))
    .find(({ hit }) => hit !== null)
  const documentNumber = found?.hit
    ? compact(found.line.slice(found.hit.index, found.hit.index + found.hit[0].length))
    : null

  const signatures = indices('signature')
  const dated = indices('date')
  // Of several dates the one under a signature counts; a web page's own date stands above the text.
  const signedDate = dated.find((i) => kinds[i - 1] === 'signature') ?? dated.at(-1)
  const inline = signatures.find((i) => /\d{4}年/.test(source.folded.slice(pieces[i]?.from, pieces[i]?.to)))
  const inlineFolded = inline === undefined ? '' : source.folded.slice(pieces[inline]?.from, pieces[inline]?.to)
  const issuedOn =
    signedDate !== undefined && (kinds[signedDate - 1] === 'signature' || inline === undefined)
      ? dateOf(source.folded.slice(pieces[signedDate]?.from, pieces[signedDate]?.to))
      : inline === undefined
        ? metaDate(inMeta)
        : dateOf(/\d{4}年.*$/.exec(inlineFolded)?.[0] ?? '')
  const signed = signatures
    .filter(
      (i) =>
        signedDate === undefined || kinds[signedDate - 1] !== 'signature' || (i < signedDate && i >= signedDate - 4),
    )
    .flatMap((i) =>
      source.text
        .slice(pieces[i]?.from, pieces[i]?.to)
        .replace(/\s*\d{4}年.*$/, '')
        .trim()
        .split(/\s{1,}/),
    )
  const fromTitle = /^(.{3,40}?)关于/.exec(titles[0] ?? '')?.[1]
  const fromMeta = inMeta
    .map((line) => /(?:发布机构|发布单位|发文机关|发文单位)[:：]\s*[|｜]?\s*([\u4e00-\u9fff、]+)/.exec(line)?.[1])
    .find(Boolean)
  const issuer =
    signed.length > 0
      ? signed.filter(Boolean).join('、')
      : fromTitle !== undefined && isUnitLike(fromTitle)
        ? fromTitle
        : (fromMeta ?? null)

  const numberYear = DOC_NUMBER.exec(documentNumber === null ? '' : fold(documentNumber))?.[1]
  const year =
    yearIn(title) ??
    titles.map(yearIn).find((y) => y !== null) ??
    (issuedOn === null ? null : Number(issuedOn.slice(0, 4))) ??
    (numberYear === undefined ? null : Number(numberYear))
  return { title, documentNumber, issuer, issuedOn, year }
}

const metaDate = (lines: string[]): string | null => {
  for (const line of lines) {
    const hit =
      /(?:发文日期|成文日期|发布日期|发布时间|印发)[:：\s]*\|?\s*(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})/.exec(line)
    if (hit !== null) return iso(Number(hit[1]), Number(hit[2]), Number(hit[3]))
  }
  return null
}
