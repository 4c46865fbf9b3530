import { expect, it } from 'vitest'
import { eventually } from './eventually.ts'
import { phase, type Stage } from './stage.ts'

/** A page that a server rendered. A mismatch is written to the console, which the stage has quiet. */
export function hydrating(stage: Stage, html: string): void {
  const rendered = () => {
    const element = document.body.appendChild(document.createElement('div'))
    element.innerHTML = html
    return { element, paragraph: element.querySelector('p') }
  }

  it('hydrates what a server rendered, in its place, and connects', async () => {
    const { element, paragraph } = rendered()
    const mounted = stage.show(stage.at('/echo'), {}, element)
    await eventually(mounted.text).toBe('open 1 ')
    mounted.bound().send('hello')
    await eventually(mounted.text).toBe('open 1 "hello"')
    expect(element.querySelector('p')).toBe(paragraph)
    expect(stage.dialled).toHaveLength(1)
  })

  it('hydrates where the connection is open already, and was painted', async () => {
    const url = stage.at('/echo')
    const first = stage.show(url)
    await phase(first, 'open')
    first.bound().send('early')
    await eventually(first.text).toBe('open 1 "early"')

    const { element, paragraph } = rendered()
    const second = stage.show(url, {}, element)
    await eventually(second.text).toBe('open 1 ')
    first.bound().send('late')
    await eventually(second.text).toBe('open 1 "late"')
    expect(element.querySelector('p')).toBe(paragraph)
    expect(stage.dialled).toHaveLength(1)
  })
}
