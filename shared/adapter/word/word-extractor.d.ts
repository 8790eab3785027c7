declare module 'word-extractor' {
  /** Reads the old binary .doc; `getBody` is the text with one line per paragraph and tabs between table cells. */
  export default class WordExtractor {
    extract(file: string | Buffer): Promise<{ getBody(): string }>
  }
}
