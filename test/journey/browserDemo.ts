import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { serve } from '@hono/node-server'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { type LocalHouse, openLocal } from '../../functions/local/openLocal.ts'
import { readSettings } from '../../functions/settings.ts'
import { createApp } from '../../functions/web/app.tsx'
import { paths } from '../../shared/domain/paths.ts'
import { openBrowser } from '../support/browser.ts'

/**
 * The demo as `npm start` opens it, on a fresh folder and a free port, with its clock at 25 June 2019, 9:00 in Shanghai; and one Chromium in
 * front of it. Every person sits at a browser context of their own.
 */
export type Demo = {
  browser: Browser
  house: LocalHouse
  /** The plan's id. */
  plan: string
  url: (address: string) => string
  /** A browser that nobody is signed in at. */
  visitor: (options?: BrowserContextOptions) => Promise<Page>
  /** A browser with a session of this person. */
  as: (person: string, options?: BrowserContextOptions) => Promise<Page>
  close: () => Promise<void>
}

/** No page of ours takes longer; a test that waits for what never comes ends soon. */
const PATIENCE = 10_000

const closeContext = (context: BrowserContext): Promise<void> => context.close().catch(() => undefined)

export const openDemo = async (): Promise<Demo> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'yuebao-browser-'))
  let answer: (request: Request, env: object) => Response | Promise<Response> = () => new Response('', { status: 503 })
  const server = serve({ fetch: (request, env) => answer(request, env), hostname: '127.0.0.1', port: 0 })
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const settings = readSettings({ DATA_DIR: folder, PORT: String(port), CLOCK: '2019-06-25T09:00:00+08:00' })
  const house = await openLocal(settings)
  const app = createApp(house)
  answer = (request, env) => app.fetch(request, env)

  const browser = await openBrowser()
  const contexts: BrowserContext[] = []
  const url = (to: string): string => `${settings.publicUrl}${to}`
  const open = async (options: BrowserContextOptions = {}): Promise<BrowserContext> => {
    const context = await browser.newContext({
      baseURL: settings.publicUrl,
      locale: 'zh-CN',
      viewport: { width: 1280, height: 800 },
      ...options,
    })
    context.setDefaultTimeout(PATIENCE)
    contexts.push(context)
    return context
  }
  return {
    browser,
    house,
    plan: (await house.services.load.newest())?.id ?? '',
    url,
    visitor: async (options) => (await open(options)).newPage(),
    as: async (person, options) => {
      const context = await open(options)
      const session = await house.services.access.openAs(person, house.clock.machine())
      await context.addCookies([{ name: 'yuebao-session', value: session, url: url(paths.home) }])
      return context.newPage()
    },
    close: async () => {
      await Promise.all(contexts.map(closeContext))
      await browser.close()
      server.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await house.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
