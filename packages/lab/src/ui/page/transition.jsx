import { startTransition, useLayoutEffect, useState } from 'react'

/** How long the transition's render takes, in parts of 1 ms that React may pause between. */
const PARTS = 300
const KEYS = Array.from({ length: PARTS }, (_, index) => index)

let begin
let finished

/** Starts the transition and resolves, in milliseconds, when it is on the page. */
globalThis.transition = () => {
  const start = performance.now()
  return new Promise((resolve) => {
    finished = () => resolve(performance.now() - start)
    begin()
  })
}

function Part({ value }) {
  const end = performance.now() + 1
  while (performance.now() < end);
  return value
}

/** Something slow beside the feed, rendered anew as a transition. */
export function Slow() {
  const [value, show] = useState(0)
  begin = () => startTransition(() => show((value) => value + 1))
  useLayoutEffect(() => {
    if (value > 0) finished()
  }, [value])
  return <p>{value > 0 && KEYS.map((key) => <Part key={key} value={value} />)}</p>
}
