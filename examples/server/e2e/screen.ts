import { expect as baseExpect, type Locator, type Page } from 'playwright/test'

/** Waits for what a page shows, for as long as a slow machine with a busy browser may take. */
export const expect = baseExpect.configure({ timeout: 20_000 })

declare global {
  /** Every sentence the page has said about its connection, in order. */
  var sentences: string[]
  /** The parts of the page that moved although nobody touched it. */
  var moved: string[]
}

interface LayoutShift extends PerformanceEntry {
  readonly hadRecentInput: boolean
  readonly sources: readonly { readonly node: Node | null }[]
}

/** Runs in the page, before its own code: keeps what happens, because it may be over before anybody looks. */
export function takeNotes(): void {
  globalThis.sentences = []
  const note = () => {
    const sentence = document.querySelector('[data-testid=sentence]')?.textContent ?? ''
    if (sentence && sentence !== sentences.at(-1)) sentences.push(sentence)
  }
  new MutationObserver(note).observe(document, { subtree: true, childList: true, characterData: true })

  globalThis.moved = []
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, sources } of list.getEntries() as LayoutShift[]) {
      for (const { node } of hadRecentInput ? [] : sources) {
        if (node instanceof Element && node.matches('main, .panel, .block, .node, .fault, button, .plot')) {
          moved.push(node.className)
        }
      }
    }
  }).observe({ type: 'layout-shift', buffered: true })
}

/** A page as its reader sees it: the parts of the screen by the names all three apps give them. */
export class Screen {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  part(id: string): Locator {
    return this.page.getByTestId(id)
  }

  async click(id: string): Promise<void> {
    await this.part(id).click()
  }

  /** Waits until the connection is in a phase. */
  async reaches(phase: string): Promise<void> {
    await expect(this.part('state')).toHaveAttribute('data-phase', phase)
  }

  /** Waits until the page has said something about its connection, since it was last asked to forget. */
  async hasSaid(words: string | RegExp): Promise<void> {
    const said = () => this.page.evaluate(() => sentences)
    if (typeof words === 'string') await expect.poll(said).toContain(words)
    else await expect.poll(async () => (await said()).some((sentence) => words.test(sentence))).toBe(true)
  }

  /** Forgets what was said so far, and does something. */
  async after(action: () => Promise<void>): Promise<void> {
    await this.page.evaluate(() => {
      sentences.length = 0
    })
    await action()
  }

  /** The messages received so far. */
  async received(): Promise<number> {
    return Number((await this.part('received').textContent())?.replaceAll(',', ''))
  }

  /** Waits until a price changes. */
  async pricesMove(timeout = 20_000): Promise<void> {
    const prices = this.part('prices')
    const before = (await prices.textContent()) ?? ''
    await expect(prices).not.toHaveText(before, { timeout })
  }

  async say(text: string): Promise<void> {
    await this.part('chat-input').fill(text)
    await this.click('chat-send')
  }

  /** The log's line with a text. */
  line(text: string): Locator {
    return this.part('chat-line').filter({ hasText: text })
  }
}
