declare module 'word-extractor' {
  /**
   * Reads the old binary .doc; `getBody` is the text with one line per paragraph and tabs between table cells. It turns “” and — into
   * ASCII unless `filterUnicode` is false.
   */
  export default class WordExtractor {
    extract(file: string | Buffer): Promise<{ getBody(options: { filterUnicode: boolean }): string }>
  }
}
