import { expect, it } from 'vitest'
import { EverwireError } from '../../errors.ts'
import { eventually } from './eventually.ts'
import type { Stage } from './stage.ts'

/** A URL that changes, or is not there. */
export function urls(stage: Stage): void {
  it('switches to a changed URL, and shows nothing of the old one', async () => {
    const seen: unknown[] = []
    const mounted = stage.show(stage.at('/echo'), { onMessage: (message) => seen.push(message) })
    mounted.bound().send('old')
    await eventually(mounted.text).toBe('open 1 "old"')
    // What this holds ends with the URL it was asked for.
    mounted.bound().open()
    const url = stage.at('/feed?rate=0')
    mounted.setUrl(url)
    await eventually(() => mounted.bound().socket?.url).toBe(url)
    await eventually(mounted.text).toBe('open 1 ')
    await eventually(stage.connections).toBe(1)
    mounted.bound().send({ burst: 1 })
    await eventually(mounted.text).toMatch(/^open 1 {"seq":1,/)
    expect(seen).toEqual(['old', expect.objectContaining({ seq: 1 })])
  })

  it('is off without a URL, and says so to who sends', async () => {
    const mounted = stage.show(null)
    await eventually(mounted.text).toBe('idle -1 ')
    const { socket, send, open, close, reconnect } = mounted.bound()
    expect(socket).toBe(null)
    for (const command of [open, close, reconnect]) expect(() => command()).not.toThrow()
    expect(() => send('nobody')).toThrow(EverwireError)
    expect(() => send('nobody')).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringMatching('no URL') }),
    )

    mounted.setUrl(stage.at('/echo'))
    await eventually(() => mounted.bound().socket).not.toBe(null)
    mounted.bound().send('somebody')
    await eventually(mounted.text).toBe('open 1 "somebody"')
    mounted.setUrl(undefined)
    await eventually(mounted.text).toBe('idle -1 ')
    await eventually(stage.connections).toBe(0)
  })
}
