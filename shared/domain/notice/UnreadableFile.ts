/** Why a file cannot be read as a notice. The codes are stable: pages, API and tests lean on them. */
export type UnreadableCode =
  | 'empty'
  | 'binary'
  | 'html'
  | 'svg'
  | 'pdf'
  | 'encoding'
  | 'too-large'
  | 'bomb'
  | 'macro'
  | 'doctype'
  | 'damaged'
  | 'not-word'
  | 'not-excel'
  | 'encrypted'

const sentences: Record<UnreadableCode, string> = {
  empty: '文件里没有文字，请换一份有正文的文件，或直接粘贴正文。',
  binary: '这不是文字文件，请上传.txt、.docx或.doc，或直接粘贴正文。',
  html: '这是网页文件，请在浏览器里复制正文后粘贴，或另存为.txt再上传。',
  svg: '这是图片文件，请上传.txt、.docx或.doc，或直接粘贴正文。',
  pdf: '这是PDF文件，请复制正文后粘贴，或另存为.docx再上传。',
  encoding: '认不出文件的编码，请另存为UTF-8的.txt，或直接粘贴正文。',
  'too-large': '文件太大，实施方案正文不应超过10MB，请去掉图片后再上传。',
  bomb: '文件解压后过大，没有读取，请用Word或WPS重新另存为.docx再上传。',
  macro: '文件里带有宏，没有读取，请另存为不带宏的.docx再上传。',
  doctype: '文件里有不允许的外部定义，没有读取，请用Word或WPS重新另存为.docx再上传。',
  damaged: '文件已损坏，读不出正文，请重新另存后再上传，或直接粘贴正文。',
  'not-word': '这不是Word文档，请上传.txt、.docx或.doc，或直接粘贴正文。',
  'not-excel': '这不是Excel工作簿，请另存为.xlsx再上传。',
  encrypted: '文件设了打开密码，请取消密码后再上传。',
}

/** A file that cannot be read: `code` is for programs, `message` is the sentence for the person who uploaded it. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile'
  readonly code: UnreadableCode

  constructor(code: UnreadableCode) {
    super(sentences[code])
    this.code = code
  }
}
