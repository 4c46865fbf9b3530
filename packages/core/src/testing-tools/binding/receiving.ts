import { firstValueFrom, take, toArray } from 'rxjs'
import { expect, it, vi } from 'vitest'
import type { AnySocket } from '../../observable-web-socket.ts'
import { flushPaint } from '../../paint.ts'
import { eventually } from './eventually.ts'
import { phase, type Stage } from './stage.ts'

const thousand = Array.from({ length: 1000 }, (_, index) => index + 1)
const seqOf = (message: unknown) => (message as { seq: number }).seq

/** Open and burst: what reaches handlers, and what is painted. */
export function receiving(stage: Stage): void {
  it('connects, sends, and shows what comes', async () => {
    const onOpen = vi.fn()
    const mounted = stage.show(stage.at('/echo'), { onOpen })
    expect(mounted.bound()).toMatchObject({ data: undefined, readyState: 0, error: undefined })
    await eventually(mounted.text).toBe('open 1 ')
    expect(onOpen).toHaveBeenCalledTimes(1)
    const receipt = mounted.bound().send({ hello: 'world' })
    await eventually(mounted.text).toBe('open 1 {"hello":"world"}')
    expect(mounted.bound().data).toEqual({ hello: 'world' })
    expect(receipt.status).toBe('sent')
    expect(await stage.connections()).toBe(1)
  })

  it('hands 1,000 messages of one burst to onMessage and data$ in order, and renders far less often', async () => {
    const seen: number[] = []
    const mounted = stage.show(stage.at('/feed?rate=0'), { onMessage: (message) => seen.push(seqOf(message)) })
    await phase(mounted, 'open')
    const before = mounted.renders()
    const stream = firstValueFrom((mounted.bound().socket as AnySocket).data$.pipe(take(1000), toArray()))
    mounted.bound().send({ burst: 1000 })
    expect((await stream).map(seqOf)).toEqual(thousand)
    expect(seen).toEqual(thousand)
    await eventually(mounted.text).toMatch(/^open 1 {"seq":1000,/)
    expect(mounted.renders() - before).toBeLessThan(250)
  })

  it("has an effect for each of 1,000 messages where delivery is 'every'", async () => {
    const mounted = stage.show(stage.at('/feed?rate=0'), { delivery: 'every' })
    await phase(mounted, 'open')
    mounted.bound().send({ burst: 1000 })
    await eventually(() => mounted.effects.length).toBe(1000)
    expect(mounted.effects.map(seqOf)).toEqual(thousand)
  })

  it('paints in so many milliseconds where delivery is a number, and at once when told to', async () => {
    const onMessage = vi.fn()
    const mounted = stage.show(stage.at('/echo'), { delivery: 3_600_000, onMessage })
    mounted.bound().send('early')
    await eventually(() => onMessage.mock.lastCall).toEqual(['early'])
    expect(mounted.bound().data).toBe(undefined)
    flushPaint()
    await eventually(mounted.text).toBe('open 1 "early"')
  })
}
