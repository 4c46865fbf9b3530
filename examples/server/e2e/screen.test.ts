// One screen, three apps, one specification: what each of them must do when its connection is broken.
import { afterAll, beforeAll, describe, test } from 'vitest'
import { WebSocket } from 'ws'
import { expect, Screen } from './screen.ts'
import { APPS, type App, type House, openHouse, Stage } from './stage.ts'

const TYPED = ['first', 'second', 'third']

/** Every control of an open screen, in the order of the Tab key. */
const CONTROLS = [
  ...['Skip to the connection', 'Everwire', 'React', 'Vue', 'Svelte', 'Side by side', 'theme', 'close'],
  ...['fault-drop', 'fault-freeze', 'fault-refuse', 'fault-close', 'fault-final', 'fault-clear', 'rate'],
  ...['room-lobby', 'room-private', 'log', 'chat-input', 'chat-send'],
]

let house: House
beforeAll(async () => {
  house = await openHouse()
}, 60_000)
afterAll(() => house.close())

/** Everything said in a room, as somebody hears it who uses another implementation. */
async function listenIn(port: number): Promise<{ heard: string[]; leave(): void }> {
  const heard: string[] = []
  const socket = new WebSocket(`ws://127.0.0.1:${port}/chat?room=lobby`)
  socket.on('message', (data) => heard.push(JSON.parse(String(data)).text))
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return { heard, leave: () => socket.terminate() }
}

const story = (name: string, play: (screen: Screen, stage: Stage, app: App) => Promise<void>) =>
  test.concurrent.for(APPS)(`${name}, in %s`, { timeout: 120_000 }, async (app) => {
    await using stage = await Stage.set(house)
    const screen = new Screen(await stage.open(app, { chance: 0.9 }))
    await play(screen, stage, app)
    expect(stage.problems).toEqual([])
  })

describe('the screen', () => {
  story('prices move within 5 s, and as fast as the slider says', async (screen) => {
    await screen.pricesMove(5000)
    await expect(screen.part('price-ACME')).toHaveText(/^\d+\.\d\d$/)
    await expect(screen.part('prices').getByRole('row')).toHaveCount(21)
    await expect(screen.part('reconnections')).toHaveText('0')

    await screen.part('rate').fill('300')
    await expect(screen.part('rate')).toHaveAttribute('aria-valuetext', '1,000 messages a second')
    await expect.poll(() => screen.received()).toBeGreaterThan(2000)
    await expect(screen.part('missed')).toHaveText('0')

    // The next connection asks for it from its first message on.
    const dialled = screen.page.waitForEvent('websocket', (socket) => socket.url().includes('/feed'))
    await screen.click('fault-drop')
    expect(new URL((await dialled).url()).search).toBe('?rate=1000')
    await screen.reaches('open')
    await screen.pricesMove()
  })

  story(
    'a server that is killed and comes back is waited for, and nothing typed meanwhile is lost',
    async (screen, stage) => {
      await screen.reaches('open')
      await screen.say('before')
      await expect(screen.line('before').getByTestId('receipt')).toHaveText('sent')
      await screen.page.evaluate(() => document.body.setAttribute('data-visit', 'the same'))

      await stage.kill()
      await screen.hasSaid(/^Attempt 1 follows\. Cause: the connection was cut \(1006\)\.$/)
      await expect(screen.part('countdown')).toHaveText(/^\d+\.\d s$/)
      await expect(screen.part('state')).toHaveText(/^Waiting, \d+\.\d s$/)
      await expect(screen.part('prices')).toHaveAttribute('data-stale', 'true')
      await expect(screen.part('prices-age')).toHaveText(/^last known, \d+ s old$/)
      for (const text of TYPED) await screen.say(text)
      for (const text of TYPED) await expect(screen.line(text).getByTestId('receipt')).toHaveText('queued')
      await expect(screen.part('queued')).toHaveText('3')
      // It keeps trying, and says which attempt comes next.
      await screen.hasSaid('Attempt 2 follows. Cause: the server refused it or cannot be reached.')

      // The room is listened to before the page can get there.
      stage.gate.shut()
      await stage.restart()
      const room = await listenIn(stage.server.port)
      stage.gate.open()
      await screen.reaches('open')

      for (const text of TYPED) await expect(screen.line(text).getByTestId('receipt')).toHaveText('sent')
      await screen.say('after')
      await expect.poll(() => room.heard).toEqual([...TYPED, 'after'])
      room.leave()
      await screen.pricesMove()
      await expect(screen.part('queued')).toHaveText('0')
      await expect(screen.part('reconnections')).toHaveText('1')
      await expect(screen.part('missed-away')).toHaveText('unknown')
      await expect(screen.part('chat-log')).toContainText(/away for \d/)
      await expect(screen.page.locator('body')).toHaveAttribute('data-visit', 'the same')
    },
  )

  story('each fault does what it says, and the page recovers', async (screen) => {
    await screen.reaches('open')
    await screen.after(() => screen.click('fault-drop'))
    await screen.hasSaid('Attempt 1 follows. Cause: the connection was cut (1006).')
    await screen.reaches('open')
    await expect(screen.part('reconnections')).toHaveText('1')

    expect(await screen.page.evaluate(() => moved)).toEqual([])

    await screen.after(() => screen.click('fault-refuse'))
    await screen.hasSaid(/^Attempt \d follows\. Cause: the server refused it or cannot be reached\.$/)
    await screen.reaches('open')
    await expect(screen.part('reconnections')).toHaveText('2')

    await screen.after(() => screen.click('fault-close'))
    await screen.hasSaid(/^Attempt \d follows\. Cause: the server is restarting \(1012\)\.$/)
    // Everybody was sent away at once, so that wait is 27 s here; the reader need not wait.
    await screen.click('retry')
    await screen.reaches('open')
    await screen.pricesMove()

    await screen.click('fault-final')
    await screen.reaches('closed')
    await expect(screen.part('sentence')).toHaveText(
      'Closed for good: the server forbids it (4403). It stays closed until you open it.',
    )
    await expect(screen.part('retry')).toBeHidden()
    await screen.click('open')
    await screen.reaches('open')
    await screen.pricesMove()
    await screen.say('and the chat too')
    await expect(screen.line('and the chat too').getByTestId('receipt')).toHaveText('sent')

    await screen.click('close')
    await screen.reaches('closed')
    await expect(screen.part('sentence')).toHaveText('Closed by you. It stays closed until you open it.')
    await screen.click('open')
    await screen.reaches('open')
    await screen.pricesMove()
    expect(await screen.page.evaluate(() => moved)).toEqual([])
  })

  story('a server that freezes is seen to be silent, and goes on', async (screen, stage) => {
    await screen.pricesMove()
    await screen.click('fault-freeze')
    await expect(screen.part('prices-age')).toHaveText(/^last known, \d+ s old$/)
    await expect(screen.part('prices')).toHaveAttribute('data-stale', 'true')
    await screen.reaches('open')
    const received = await screen.received()
    await expect(screen.part('prices-age')).toHaveText('20 symbols, every message counted')
    await expect.poll(() => screen.received()).toBeGreaterThan(received)
    await expect(screen.part('reconnections')).toHaveText('0')

    await screen.click('fault-freeze')
    await expect(screen.part('prices')).toHaveAttribute('data-stale', 'true')
    await screen.click('fault-clear')
    await expect(screen.part('prices')).toHaveAttribute('data-stale', 'false')
    const health = await fetch(`${stage.server.url}/healthz`)
    expect(await health.json()).not.toHaveProperty('faults')
  })

  story('who has only a keyboard reaches every control, and works it', async (screen) => {
    await screen.reaches('open')
    const { keyboard } = screen.page
    const focused = () =>
      screen.page.evaluate(() => {
        const { activeElement: here } = document
        return here?.getAttribute('data-testid') ?? here?.getAttribute('role') ?? here?.textContent?.trim() ?? ''
      })
    const stops: string[] = []
    for (const _ of CONTROLS) {
      await keyboard.press('Tab')
      stops.push(await focused())
    }
    expect(stops).toEqual(CONTROLS)

    const tabTo = async (id: string, key = 'Tab') => {
      for (let presses = 0; presses < 40 && (await focused()) !== id; presses++) await keyboard.press(key)
      expect(await focused()).toBe(id)
    }
    await tabTo('theme', 'Shift+Tab')
    await keyboard.press('Enter')
    await expect(screen.page.locator('html')).toHaveAttribute('data-theme', 'light')
    await keyboard.press('Space')
    await expect(screen.page.locator('html')).toHaveAttribute('data-theme', 'dark')

    await tabTo('close')
    await keyboard.press('Enter')
    await screen.reaches('closed')
    // The button that opens has the place, and the focus, of the one that closed.
    expect(await focused()).toBe('open')
    await keyboard.press('Space')
    await screen.reaches('open')

    await tabTo('fault-close')
    await keyboard.press('Space')
    await screen.reaches('waiting')
    await tabTo('retry', 'Shift+Tab')
    await keyboard.press('Enter')
    await screen.reaches('open')

    await tabTo('rate')
    await keyboard.press('Home')
    await expect(screen.part('rate')).toHaveAttribute('aria-valuetext', '1 message a second')
    await keyboard.press('ArrowRight')
    await expect(screen.part('rate')).not.toHaveAttribute('aria-valuetext', '10 messages a second')

    await tabTo('room-private')
    await keyboard.press('Enter')
    await tabTo('chat-input')
    await keyboard.type('no mouse')
    await keyboard.press('Enter')
    await expect(screen.line('no mouse').getByTestId('receipt')).toHaveText('sent')
  })
})
