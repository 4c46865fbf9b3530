import { expect, it, vi } from 'vitest'
import { commands } from 'vitest/browser'
import { ClosedError } from '../../errors.ts'
import { eventually } from './eventually.ts'
import { phase, type Stage } from './stage.ts'

/** Drop and reconnect, and the failure that is the last one. */
export function dropping(stage: Stage): void {
  it('tells of the wait while the server is gone, then sends what was said meanwhile, once and in order', async () => {
    const mortal = await commands.startServer()
    stage.onCleanUp(() => commands.killServer(mortal.id))
    const seen: unknown[] = []
    const [onClose, onError] = [vi.fn(), vi.fn()]
    const handlers = { onMessage: (message: unknown) => seen.push(message), onClose, onError }
    const mounted = stage.show(stage.at('/echo', mortal.url), handlers)
    await phase(mounted, 'open')

    await commands.killServer(mortal.id)
    await eventually(() => mounted.bound().state).toMatchObject({ phase: 'waiting', delay: 500 })
    expect(mounted.bound().state).toMatchObject({ attempt: expect.any(Number), retryAt: expect.any(Number) })
    expect(onClose).toHaveBeenCalledWith(expect.objectContaining({ code: 1006 }))
    const replaced = mounted.bound().send('never', { replaceKey: 'zero' })
    mounted.bound().send('zero', { replaceKey: 'zero' })
    expect(replaced.status).toBe('dropped')
    for (const line of ['one', 'two', 'three']) expect(mounted.bound().send(line).status).toBe('queued')
    // The second attempt finds nobody, which is an error to be shown.
    await eventually(() => mounted.bound().error?.code).toBe('refused')
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ code: 'refused' }))

    const again = await commands.startServer({ port: mortal.port })
    stage.onCleanUp(() => commands.killServer(again.id))
    await eventually(mounted.text).toBe('open 1 "three"')
    mounted.bound().send('end')
    await eventually(mounted.text).toBe('open 1 "end"')
    expect(seen).toEqual(['zero', 'one', 'two', 'three', 'end'])
    expect(mounted.bound().error).toBe(undefined)
  })

  it('ends with an error at a final close code, and starts anew when told to', async () => {
    const onError = vi.fn()
    const mounted = stage.show(stage.at('/echo'), { onError })
    await phase(mounted, 'open')
    await commands.fault(stage.server.id, 'close', { code: 4403, reason: 'forbidden' })
    await eventually(mounted.text).toBe('closed 3 ')
    expect(mounted.bound()).toMatchObject({
      state: { phase: 'closed', code: 4403, reason: 'forbidden' },
      error: { code: 'closed', closeCode: 4403 },
    })
    expect(onError.mock.lastCall?.[0]).toBeInstanceOf(ClosedError)
    expect(stage.dialled).toHaveLength(1)

    mounted.bound().reconnect()
    await eventually(mounted.text).toBe('open 1 ')
    expect(mounted.bound().error).toBe(undefined)
  })
}
