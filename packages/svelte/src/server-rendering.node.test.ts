import { render } from 'svelte/server'
import { describeServerRendering } from '../../core/src/testing-tools/binding/server-rendering.ts'
import Reactive from './testing-tools/Reactive.svelte'
import Store from './testing-tools/Store.svelte'
import { PROBE_RENDERED } from './testing-tools/server-rendered.ts'

for (const [name, component] of Object.entries({ ReactiveWebSocket: Reactive, webSocketStore: Store })) {
  describeServerRendering(
    name,
    (url, options) => {
      const log = { renders: 0, effects: [] }
      return render(component, { props: { source: { url }, options, log } }).body
    },
    PROBE_RENDERED,
  )
}
