import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A stand-in for AWS Secrets Manager: one secret, and how often it was read. */
export type Secrets = {
  endpoint: string
  set: (value: unknown) => void
  reads: () => number
  close: () => Promise<void>
}

export const openSecrets = async (value: unknown): Promise<Secrets> => {
  let held = value
  let reads = 0
  const server = createServer((incoming, outgoing) => {
    incoming.resume().on('end', () => {
      if (incoming.headers['x-amz-target'] !== 'secretsmanager.GetSecretValue')
        return void outgoing.writeHead(400).end()
      reads++
      outgoing
        .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
        .end(JSON.stringify({ Name: 'yuebao', SecretString: JSON.stringify(held) }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set: (next) => {
      held = next
    },
    reads: () => reads,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
