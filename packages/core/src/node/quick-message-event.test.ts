import { format, inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { MessageEvent } from './events.ts'
import { QuickMessageEvent } from './quick-message-event.ts'

const target = new EventTarget()
const quick = (data: unknown): MessageEvent => new QuickMessageEvent(data, 'ws://a', target) as never

/** All that can be asked of a message's event. */
function members(): string[] {
  const names = new Set<string>()
  for (let one = MessageEvent.prototype; one !== Object.prototype; one = Object.getPrototypeOf(one)) {
    for (const name of Object.getOwnPropertyNames(one)) names.add(name)
  }
  return [...names]
}

/** What it is to set a member, in strict mode: nothing, or the error's name. */
function setting(event: object, name: string): string {
  try {
    Object.assign(event, { [name]: false })
    return 'nothing'
  } catch (error) {
    return (error as Error).name
  }
}

describe('the event of a single handler', () => {
  it.each(members())('answers %s as any other event does', (name) => {
    const real = new MessageEvent('message', { data: 'x', origin: 'ws://a' })
    expect(typeof Reflect.get(quick('x'), name)).toBe(name === 'target' ? 'object' : typeof Reflect.get(real, name))
  })

  it.each(['cancelBubble', 'returnValue', 'data', 'type', 'timeStamp'])(
    'lets %s be set, or not, as any other does',
    (name) => {
      const real = new MessageEvent('message', { data: 'x' })
      expect(setting(quick('x'), name)).toBe(setting(real, name))
    },
  )

  it('can be printed, also inside of other objects and when it is over', () => {
    const event = new QuickMessageEvent({ deep: { deeper: {} } }, 'ws://a', target)
    event.done()
    expect(format(event)).toMatch(/^MessageEvent \{\s+type: 'message',\s+data: \{ deep: /)
    expect(inspect({ event }, { depth: 0 })).toBe('{ event: [MessageEvent] }')
    expect(inspect(event, { depth: null })).toContain('deeper: {}')
  })
})
