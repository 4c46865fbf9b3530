// The three apps at one server: what one says the others hear, and the page that shows them side by side.
import { afterAll, beforeAll, test } from 'vitest'
import { expect, Screen } from './screen.ts'
import { APPS, type House, openHouse, Stage } from './stage.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
}, 60_000)
afterAll(() => house.close())

test('a line sent in one app appears in the other two', { timeout: 120_000 }, async () => {
  await using stage = await Stage.set(house)
  const screens = await Promise.all(APPS.map(async (app) => new Screen(await stage.open(app))))
  for (const screen of screens) await screen.reaches('open')
  for (const screen of screens) await expect(screen.part('chat-input')).toBeVisible()
  for (const [index, app] of APPS.entries()) {
    const author = screens[index]
    await author?.say(`from ${app}`)
    await expect(author!.line(`from ${app}`).getByTestId('receipt')).toHaveText('sent')
    for (const screen of screens) await expect(screen.line(`from ${app}`)).toHaveCount(1)
  }
  const names = ['Mira', 'Jonas', 'Ada']
  for (const [index, screen] of screens.entries()) {
    const others = names.filter((_, other) => other !== index)
    for (const name of others) await expect(screen.part('chat-log')).toContainText(name)
    await expect(screen.part('chat-log')).not.toContainText(names[index] as string)
  }
  expect(stage.problems).toEqual([])
})

test('a private room is joined when it is entered, and its lines stay there', { timeout: 120_000 }, async () => {
  await using stage = await Stage.set(house)
  const screens = await Promise.all(APPS.map(async (app) => new Screen(await stage.open(app))))
  for (const screen of screens) {
    await screen.reaches('open')
    await screen.click('room-private')
    await expect(screen.part('room-private')).toHaveAttribute('aria-pressed', 'true')
    await expect(screen.part('chat-note')).toHaveText(/^Connected/)
  }
  for (const [index, author] of screens.entries()) {
    await author.say(`psst ${index}`)
    for (const screen of screens) await expect(screen.line(`psst ${index}`)).toHaveCount(1)
  }
  for (const screen of screens) {
    await screen.click('room-lobby')
    await expect(screen.part('chat-line')).toHaveCount(0)
    await screen.click('room-private')
    await expect(screen.part('chat-line')).toHaveCount(3)
  }
  expect(stage.problems).toEqual([])
})

test('the landing page shows all three side by side, in one theme', { timeout: 120_000 }, async () => {
  await using stage = await Stage.set(house)
  const page = await stage.open('')
  const frames = APPS.map((app) => page.frameLocator(`[data-app=${app}] iframe`))
  for (const frame of frames) {
    await expect(frame.getByTestId('state')).toHaveAttribute('data-phase', 'open')
    await expect(frame.getByTestId('price-ACME')).toHaveText(/^\d+\.\d\d$/)
  }
  for (const theme of ['light', 'dark']) {
    await page.getByTestId('theme').first().click()
    for (const place of [page, ...frames]) await expect(place.locator('html')).toHaveAttribute('data-theme', theme)
  }
  await frames[0]?.getByTestId('fault-drop').click()
  for (const frame of frames) await expect(frame.getByTestId('reconnections')).toHaveText('1')
  for (const app of APPS) {
    const link = page.locator(`[data-app=${app}] a`)
    await expect(link).toHaveAttribute('href', new RegExp(`^${app}/\\?server=`))
  }
  expect(stage.problems).toEqual([])
})

test('a narrow landing page shows one at a time', { timeout: 120_000 }, async () => {
  await using stage = await Stage.set(house)
  const page = await stage.open('', { viewport: { width: 390, height: 844 } })
  for (const name of ['Vue', 'Svelte', 'React']) {
    const button = page.getByRole('button', { name })
    await button.click()
    await expect(button).toHaveAttribute('aria-pressed', 'true')
    for (const app of APPS) {
      await expect(page.locator(`[data-app=${app}]`)).toBeVisible({ visible: app === name.toLowerCase() })
    }
  }
  expect(stage.problems).toEqual([])
})
