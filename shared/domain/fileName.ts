/** A file's name in a header (RFC 8187, `filename*`): percent-encoded UTF-8, with the signs that encodeURIComponent leaves. */
export const headerName = (name: string): string =>
  `UTF-8''${encodeURIComponent(name).replace(/['()*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`
