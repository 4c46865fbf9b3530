import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { findBrowser, launchOptions } from '@everwire/config/browser.mjs'
import { startExampleServer } from '@everwire/config/example-server.mjs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright'
import { servePages } from '../demo/pages.mjs'
import { openGate } from './gate.ts'
import { takeNotes } from './screen.ts'

/** The three apps of the one screen. */
export const APPS = ['react', 'vue', 'svelte'] as const
export type App = (typeof APPS)[number]

/** A browser and the built pages, shared by the tests of a file. */
export interface House {
  readonly address: string
  readonly browser: Browser
  close(): Promise<void>
}

export async function openHouse(): Promise<House> {
  for (const app of APPS) {
    const built = fileURLToPath(new URL(`../../${app}/dist/index.html`, import.meta.url))
    if (!existsSync(built)) throw new Error(`The app in ${app} is not built: run \`npm run build\` first.`)
  }
  const browser = await chromium.launch(launchOptions(await findBrowser()))
  const pages = await servePages(0)
  if (!pages.listening) await once(pages, 'listening')
  const { port } = pages.address() as AddressInfo
  return {
    address: `http://127.0.0.1:${port}`,
    browser,
    async close() {
      await browser.close()
      pages.close()
      pages.closeAllConnections()
    },
  }
}

/** An example server of a test's own, behind a gate, and pages that talk to it. */
export class Stage {
  readonly #house: House
  readonly #gate: Awaited<ReturnType<typeof openGate>>
  #server: Awaited<ReturnType<typeof startExampleServer>>
  readonly #pages: Page[] = []
  /** What no page may do: throw, or complain on its console. */
  readonly problems: string[] = []

  static async set(house: House): Promise<Stage> {
    const server = await startExampleServer()
    return new Stage(house, server, await openGate(server.port))
  }

  private constructor(house: House, server: Stage['server'], gate: Stage['gate']) {
    this.#house = house
    this.#server = server
    this.#gate = gate
  }

  get server() {
    return this.#server
  }

  get gate() {
    return this.#gate
  }

  /**
   * Opens an app, or the landing page, in a fresh browser context. `chance` is what the page's `Math.random` answers,
   * where a test must know that a wait is long.
   */
  async open(app: App | '', { chance, ...options }: BrowserContextOptions & { chance?: number } = {}): Promise<Page> {
    const context = await this.#house.browser.newContext({
      viewport: { width: 1440, height: 1000 },
      // Two cores paint several pages at once.
      reducedMotion: 'reduce',
      ...options,
    })
    await context.addInitScript(takeNotes)
    if (chance !== undefined) await context.addInitScript(`Math.random = () => ${chance}`)
    const page = await context.newPage()
    this.#pages.push(page)
    page.on('pageerror', (error) => this.problems.push(`${app}: ${error.message}`))
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return
      // Chromium's own reports that the network failed, which is what these tests are about.
      if (/^(WebSocket connection to|Failed to load resource)/.test(message.text())) return
      this.problems.push(`${app}: ${message.text()}`)
    })
    await page.goto(`${this.#house.address}/${app ? `${app}/` : ''}?server=ws://127.0.0.1:${this.#gate.port}`)
    return page
  }

  /** Kills the server's process. */
  async kill(): Promise<void> {
    await this.#server.kill()
  }

  /** Starts it again on the port it had. */
  async restart(): Promise<void> {
    this.#server = await startExampleServer({ port: this.#server.port })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const page of this.#pages) await page.context().close()
    this.#gate.close()
    await this.#server.kill()
  }
}
