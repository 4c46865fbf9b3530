// What axe-core finds, in both themes and in each state; and that nothing is cut off or jumps, however narrow the page.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright'
import { afterAll, beforeAll, test } from 'vitest'
import { expect, Screen } from './screen.ts'
import { APPS, type House, openHouse, Stage } from './stage.ts'

declare const axe: { run(context: object, options: object): Promise<AxeResults> }
const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let house: House
beforeAll(async () => {
  house = await openHouse()
}, 60_000)
afterAll(() => house.close())

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(source)
  const { violations } = await page.evaluate(() => axe.run(document, { iframes: false, resultTypes: ['violations'] }))
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  )
}

const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

for (const colorScheme of ['light', 'dark'] as const) {
  test.concurrent.for(APPS)(`axe finds nothing in %s, ${colorScheme}`, { timeout: 120_000 }, async (app) => {
    await using stage = await Stage.set(house)
    const screen = new Screen(await stage.open(app, { colorScheme }))
    await screen.reaches('open')
    await screen.say('hello')
    await expect(screen.line('hello').getByTestId('receipt')).toHaveText('sent')
    expect(await violations(screen.page)).toEqual([])

    await stage.kill()
    await screen.reaches('waiting')
    await expect(screen.part('prices')).toHaveAttribute('data-stale', 'true')
    await screen.say('and now?')
    await expect(screen.line('and now?').getByTestId('receipt')).toHaveText('queued')
    expect(await violations(screen.page)).toEqual([])

    await screen.click('close')
    await screen.reaches('closed')
    await expect(screen.line('and now?').getByTestId('receipt')).toHaveText('dropped')
    expect(await violations(screen.page)).toEqual([])
    expect(stage.problems).toEqual([])
  })

  test.concurrent(`axe finds nothing in the landing page, ${colorScheme}`, { timeout: 120_000 }, async () => {
    await using stage = await Stage.set(house)
    const page = await stage.open('', { colorScheme })
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    expect(await violations(page)).toEqual([])
    expect(stage.problems).toEqual([])
  })
}

test.concurrent.for(APPS)('nothing is cut off in %s, from 320 pixels up', { timeout: 120_000 }, async (app) => {
  await using stage = await Stage.set(house)
  const screen = new Screen(await stage.open(app))
  const widths = [320, 390, 640, 900, 1280, 1920]
  const everywhere = async () => {
    for (const width of widths) {
      await screen.page.setViewportSize({ width, height: 900 })
      expect(await overflow(screen.page), `at ${width}`).toBeLessThanOrEqual(0)
    }
  }
  await screen.reaches('open')
  await everywhere()
  await stage.kill()
  await screen.reaches('waiting')
  await everywhere()
})
