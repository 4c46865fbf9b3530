import { expect, it, vi } from 'vitest'
import { commands } from 'vitest/browser'
import { inside } from '../../inside.ts'
import type { AnySocket } from '../../observable-web-socket.ts'
import { eventually } from './eventually.ts'
import type { Mounted } from './mounted.ts'
import { phase, type Stage } from './stage.ts'

/** What ends with a component. */
export function unmounting(stage: Stage): void {
  it('hangs up when unmounted', async () => {
    const mounted = stage.show(stage.at('/echo'))
    await phase(mounted, 'open')
    expect(await stage.connections()).toBe(1)
    mounted.unmount()
    await eventually(stage.connections).toBe(0)
  })

  it('gives up a handshake when unmounted while connecting', async () => {
    await commands.fault(stage.server.id, 'freeze', { path: '/echo', seconds: 60 })
    stage.onCleanUp(() => commands.fault(stage.server.id, 'clear'))
    const onError = vi.fn()
    const mounted = stage.show(stage.at('/echo'), { onError })
    await eventually(stage.waiting).toBe(1)
    expect(mounted.bound()).toMatchObject({ readyState: 0, state: { phase: 'connecting' } })
    mounted.unmount()
    await eventually(stage.waiting).toBe(0)
    expect(onError).not.toHaveBeenCalled()
  })

  it.each([
    ['close', (mounted: Mounted) => mounted.bound().close()],
    ['unmounting', (mounted: Mounted) => mounted.unmount()],
  ])('gives back with %s what open() holds', async (_, end) => {
    const mounted = stage.show(stage.at('/echo'))
    await phase(mounted, 'open')
    const socket = mounted.bound().socket as AnySocket
    mounted.bound().open()
    mounted.bound().open()
    end(mounted)
    mounted.unmount()
    await eventually(() => inside(socket).leased).toBe(false)
    await eventually(stage.connections).toBe(0)
  })
}
