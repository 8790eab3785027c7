/** Sends a file by the form of the page, as a browser without scripts does: to the bucket where the form says so, else to the service. */

/** The page's upload form as a browser reads it. */
export const uploadForm = (html: string): { action: string; fields: [string, string][] } => {
  const form = /<form[^>]*action="([^"]+)"[^>]*enctype="multipart\/form-data"[^>]*>(.*?)<\/form>/s.exec(html)
  const unquote = (text: string): string => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&')
  return {
    action: unquote(form?.[1] ?? ''),
    fields: [...(form?.[2] ?? '').matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, unquote(value)],
    ),
  }
}

type Visitor = {
  get: (address: string) => Promise<Response>
  send: (address: string, init: RequestInit) => Promise<Response>
}

const pathOf = (location: string | null): string => {
  const url = new URL(location ?? '', 'http://yuebao.example')
  return `${url.pathname}${url.search}`
}

/** Opens the page, chooses a file, presses 上传, follows where the browser is sent. @returns the page that it ends on */
export const upload = async (visitor: Visitor, page: string, name: string, bytes: Uint8Array): Promise<Response> => {
  const { action, fields } = uploadForm(await (await visitor.get(page)).text())
  const body = new FormData()
  for (const [field, value] of fields) body.append(field, value)
  body.append('file', new File([new Uint8Array(bytes)], name))
  const sent = action.startsWith('/')
    ? await visitor.send(action, { method: 'POST', body })
    : await fetch(action, { method: 'POST', body, redirect: 'manual' })
  if (sent.status !== 303) return sent
  const received = await visitor.get(pathOf(sent.headers.get('location')))
  return received.status === 303 ? visitor.get(pathOf(received.headers.get('location'))) : received
}
