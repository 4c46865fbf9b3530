// A browser, the pages in it, and the process that sends.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { findBrowser, launchOptions } from '@everwire/config/browser.mjs'
import { chromium } from 'playwright'
import { servePages } from './pages.mjs'

const peerFile = fileURLToPath(new URL('peer.mjs', import.meta.url))

/** Sets the stage, has it used, and takes it down whatever happened. */
export async function onStage(use) {
  const takenDown = []
  try {
    const pages = await servePages()
    takenDown.push(pages.stop)
    const peer = fork(peerFile)
    takenDown.push(() => peer.disconnect())
    const [{ port }] = await once(peer, 'message')
    const browser = await chromium.launch(launchOptions(await findBrowser()))
    takenDown.push(() => browser.close())
    return await use(sampling(browser, pages.url, peer, port), browser.version())
  } finally {
    for (const takeDown of takenDown.reverse()) await takeDown()
  }
}

/** Opens a subject's page, has it measured, and closes it. */
function sampling(browser, pagesUrl, peer, port) {
  let samples = 0
  return async (subject, rows, measure) => {
    const name = String(++samples)
    const page = await browser.newPage()
    const failed = new Promise((_, reject) => page.once('pageerror', reject))
    // It may fail before it is measured, and is raced then.
    failed.catch(() => {})
    try {
      const query = new URLSearchParams({ subject, rows, url: `ws://127.0.0.1:${port}/?sample=${name}` })
      await page.goto(`${pagesUrl}?${query}`)
      const order = (order, amount) => peer.send({ order, sample: name, amount })
      return await Promise.race([measure(page, order), failed])
    } finally {
      await page.close()
    }
  }
}
