/** Why a file is not taken as 佐证材料. The codes are stable: tests and the API lean on them. */
export type UnfitCode =
  | 'empty'
  | 'html'
  | 'svg'
  | 'program'
  | 'archive'
  | 'rtf'
  | 'text'
  | 'image'
  | 'macro'
  | 'doctype'
  | 'inside'
  | 'bomb'
  | 'encrypted'
  | 'damaged'
  | 'unknown'

const SENTENCES: Record<UnfitCode, string> = {
  empty: '文件是空的。',
  html: '这个文件的内容是网页。',
  svg: '这个文件的内容是SVG图片。',
  program: '这个文件的内容是程序。',
  archive: '这是压缩包，请解开以后逐个添加。',
  rtf: '这是RTF文件，可以用Word或WPS另存为.docx。',
  text: '这是纯文本，可以把内容写进月报，或者另存为PDF。',
  image: '这种格式的图片收不了，可以另存为JPG或PNG。',
  macro: '文件里带有宏，可以另存为不带宏的.docx、.xlsx或.pptx。',
  doctype: '文件里有不允许的外部定义，可以用Word或WPS重新另存。',
  inside: '文件里嵌有网页或SVG图片，可以另存为PDF。',
  bomb: '文件展开以后过大，可以另存为PDF。',
  encrypted: '文件设了打开密码，请取消密码。',
  damaged: '文件不完整或已损坏，请重新另存，或者重新扫描。',
  unknown: '认不出这是什么文件。',
}

/** A file that is not taken: `code` is for programs, `message` is the sentence for the person who sent it. */
export class UnfitFile extends Error {
  override readonly name = 'UnfitFile'
  readonly code: UnfitCode

  constructor(code: UnfitCode) {
    super(SENTENCES[code])
    this.code = code
  }
}
