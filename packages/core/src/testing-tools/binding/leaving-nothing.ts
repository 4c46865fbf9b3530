import { expect, it, vi } from 'vitest'
import { commands } from 'vitest/browser'
import type { Clock } from '../../clock.ts'
import { eventually } from './eventually.ts'
import type { Mounted } from './mounted.ts'
import { phase, type Stage } from './stage.ts'

const ROUND = 50

/** The page's clock, which knows how many timers are set. */
function countingClock(): Clock & { readonly pending: () => number } {
  const timers = new Set<unknown>()
  return {
    now: () => Date.now(),
    setTimeout(handler, delay) {
      const timer = setTimeout(() => {
        timers.delete(timer)
        handler()
      }, delay)
      timers.add(timer)
      return timer
    },
    clearTimeout(timer) {
      timers.delete(timer)
      clearTimeout(timer)
    },
    pending: () => timers.size,
  }
}

/** Holds weakly what it was shown, and counts what is still there. */
class Remembered {
  readonly #references: WeakRef<object>[] = []

  add<T extends object>(object: T): T {
    this.#references.push(new WeakRef(object))
    return object
  }

  get count(): number {
    return this.#references.length
  }

  get alive(): number {
    return this.#references.filter((reference) => reference.deref()).length
  }
}

/** Unlike `expect.poll` it keeps nothing of what it looked at. */
const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 10_000, interval: 5 })

/** Mounts a round of components, most of them at one URL. A function of its own: React remembers who called it. */
function visitors(stage: Stage, shared: string, clock: Clock, remembered: Remembered): Mounted[] {
  class Watched extends WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args)
      remembered.add(this)
    }
  }
  const visitor = (index: number) =>
    stage.mount(index % 10 > 0 ? shared : stage.at('/echo'), {
      onMessage: remembered.add(() => {}),
      onClose: remembered.add(() => {}),
      clock,
      WebSocketCtor: Watched,
    })
  return Array.from({ length: ROUND }, (_, index) => visitor(index))
}

/** Has a round open, send and show, and unmounts it. */
async function visit(round: Mounted[], keeper: Mounted, remembered: Remembered): Promise<void> {
  await until(() => round.every((visitor) => visitor.bound().state.phase === 'open'))
  const talking = round.slice(0, 2)
  for (const visitor of talking) visitor.bound().send('hello')
  await until(() => talking.every((visitor) => visitor.text() === 'open 1 "hello"'))
  for (const visitor of round) {
    const { socket } = visitor.bound()
    if (socket && socket !== keeper.bound().socket) remembered.add(socket)
    visitor.unmount()
  }
}

/** Memory: what a component made goes with it, whether its connection stays or not. */
export function leavingNothing(stage: Stage): void {
  it('leaves nothing of 1,000 components that came and went', { timeout: 120_000 }, async () => {
    const clock = countingClock()
    // Most of the components share this one's connection, which outlives them.
    const shared = stage.at('/echo')
    const keeper = stage.show(shared, { clock })
    await phase(keeper, 'open')
    const round = async (remembered: Remembered) => {
      await visit(visitors(stage, shared, clock, remembered), keeper, remembered)
      await eventually(stage.connections).toBe(1)
    }
    const visits = async (rounds: number) => {
      const remembered = new Remembered()
      for (let index = 0; index < rounds; index++) await round(remembered)
      expect(remembered.count).toBeGreaterThan(2 * ROUND * rounds)
      // React holds on to the component that it rendered last, whatever that was.
      await round(new Remembered())
      let held = await commands.collectGarbage()
      await eventually(async () => {
        held = await commands.collectGarbage()
        return remembered.alive
      }).toBe(0)
      return { ...held, timers: clock.pending() }
    }

    // What is compiled and cached at the first use is no leak.
    const before = await visits(4)
    const after = await visits(1000 / ROUND)
    expect(after.timers).toBe(before.timers)
    expect(after.nodes).toBeLessThanOrEqual(before.nodes)
    expect(after.listeners).toBeLessThanOrEqual(before.listeners)
    // Coarse, for what no reference above knows of: the test runner remembers something of each poll as well.
    expect(after.bytes - before.bytes).toBeLessThan(1_000_000)
  })
}
