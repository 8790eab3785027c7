import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { openEngine } from '../engine/engine.ts'

/** What everything is measured against: bare hono and the embedded engine, one GetItem a page, one PutItem a post, nothing checked. */
const engine = await openEngine({ folder: process.env['DATA_DIR'] ?? '.data' })
const app = new Hono()
app.get('/healthz', (c) => c.text('ok'))
app.get('/', async (c) => {
  const { Item } = await engine.call('GetItem', {
    TableName: engine.table,
    Key: { PK: { S: 'bare' }, SK: { S: '0' } },
    ConsistentRead: true,
  })
  return c.html(`<!doctype html><title>bare</title><p>${Item?.['j']?.S ?? ''}</p>`)
})
let count = 0
app.post('/', async (c) => {
  const text = await c.req.text()
  await engine.call('PutItem', {
    TableName: engine.table,
    Item: { PK: { S: 'bare' }, SK: { S: String(count++) }, j: { S: text } },
  })
  return c.redirect('/', 303)
})
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env['PORT']) })
process.on('SIGTERM', () => {
  server.close()
  void engine.close().then(() => process.exit(0))
})
