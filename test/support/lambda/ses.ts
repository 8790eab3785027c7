import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type Eml, readEml } from '../../../shared/adapter/files/eml.ts'

/** A stand-in for Amazon SES (API v2): takes raw mails, or answers as told. */
export type Ses = {
  endpoint: string
  /** What was taken, with the addresses it was to go to. */
  taken: { mail: Eml; from: string; to: string[] }[]
  /** How the next requests are answered; null: as SES does. */
  answers: (answer: ((response: ServerResponse, socket: Socket) => void) | null) => void
  close: () => Promise<void>
}

type Sent = {
  FromEmailAddress: string
  Destination: { ToAddresses: string[] }
  Content: { Raw: { Data: string } }
}

/** An error as SES says it. */
export const sesError =
  (status: number, type: string, message: string) =>
  (response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type })
    response.end(JSON.stringify({ message }))
  }

export const openSes = async (): Promise<Ses> => {
  const taken: Ses['taken'] = []
  let answer: Parameters<Ses['answers']>[0] = null
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      if (incoming.method !== 'POST' || incoming.url !== '/v2/email/outbound-emails')
        return void outgoing.writeHead(404).end()
      if (answer) return answer(outgoing, incoming.socket)
      const sent = JSON.parse(Buffer.concat(chunks).toString()) as Sent
      const mail = readEml(Buffer.from(sent.Content.Raw.Data, 'base64'))
      taken.push({ mail, from: sent.FromEmailAddress, to: sent.Destination.ToAddresses })
      outgoing.writeHead(200, { 'content-type': 'application/json' })
      outgoing.end(JSON.stringify({ MessageId: `0100-${taken.length}` }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    answers: (next) => {
      answer = next
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
