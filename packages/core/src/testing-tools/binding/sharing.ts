import { expect, it, vi } from 'vitest'
import { eventually } from './eventually.ts'
import { phase, type Stage } from './stage.ts'

/** Two components, one connection. */
export function sharing(stage: Stage): void {
  it('dials once for two components with one URL, and hangs up after the second', async () => {
    const url = stage.at('/echo')
    const [one, two] = [stage.show(url), stage.show(url)]
    await Promise.all([phase(one, 'open'), phase(two, 'open')])
    expect(one.bound().socket).toBe(two.bound().socket)
    expect(stage.dialled).toHaveLength(1)
    expect(await stage.connections()).toBe(1)
    one.bound().send('for both')
    await eventually(two.text).toBe('open 1 "for both"')
    one.unmount()
    two.bound().send('still here')
    await eventually(two.text).toBe('open 1 "still here"')
    two.unmount()
    await eventually(stage.connections).toBe(0)
  })

  it('dials for each where sharing is off', async () => {
    const url = stage.at('/echo')
    const [one, two] = [stage.show(url, { share: false }), stage.show(url, { share: false })]
    await Promise.all([phase(one, 'open'), phase(two, 'open')])
    expect(one.bound().socket).not.toBe(two.bound().socket)
    expect(await stage.connections()).toBe(2)
  })

  it('closes for all who share, until one opens again', async () => {
    const url = stage.at('/echo')
    const onClose = vi.fn()
    const [one, two] = [stage.show(url), stage.show(url, { onClose })]
    await Promise.all([phase(one, 'open'), phase(two, 'open')])
    one.bound().close(3001, 'enough')
    await eventually(one.text).toBe('closed 3 ')
    await eventually(two.text).toBe('closed 3 ')
    expect(two.bound().state).toMatchObject({ code: 3001, reason: 'enough', wasClean: true })
    expect(two.bound().error).toBe(undefined)
    expect(onClose).toHaveBeenCalledTimes(1)
    expect(onClose).toHaveBeenCalledWith(expect.objectContaining({ code: 3001 }))
    await eventually(stage.connections).toBe(0)

    two.bound().open()
    two.bound().open()
    await Promise.all([phase(one, 'open'), phase(two, 'open')])
    expect(await stage.connections()).toBe(1)
  })
}
