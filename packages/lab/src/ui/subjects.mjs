// Who is compared: pages below page/subjects/, and what of theirs is to see every message.

/** What all are measured by. */
export const BASELINE = { id: 'plain', name: 'plain onmessage' }

const ours = (id, name) => ({ id, name, ours: true })

export const subjects = [
  ours('everwire-react', 'Everwire, React'),
  ours('everwire-react-log', 'Everwire, React: log, reducer, event'),
  { id: 'react-use-websocket', name: 'react-use-websocket, lastJsonMessage' },
  { id: 'ahooks', name: 'ahooks, latestMessage' },
  ours('everwire-vue', 'Everwire, Vue'),
  ours('everwire-vue-log', 'Everwire, Vue: log, reducer, event'),
  { id: 'vueuse', name: 'VueUse, data' },
  ours('everwire-svelte-class', 'Everwire, Svelte class'),
  ours('everwire-svelte-class-log', 'Everwire, Svelte class: log, reducer, event'),
  ours('everwire-svelte-store', 'Everwire, Svelte store'),
  { id: 'svelte-store', name: 'a Svelte store of onmessage' },
]

/** What the component shows: nothing but a number, or a list that changes wholly. */
export const contents = [
  { rows: 0, name: 'an empty component', limit: 1.3 },
  { rows: 100, name: 'a list of 100 rows', limit: 1.5 },
]

/** Beside which a transition is measured: a feed of which nothing is painted, and one that we paint. */
export const ALONE = { id: 'transition-alone', name: 'nothing painted' }
export const EVERWIRE = { id: 'transition-everwire', name: 'Everwire, React' }

export const transitions = [
  ALONE,
  EVERWIRE,
  { id: 'transition-external-store', name: 'useSyncExternalStore, told once a frame' },
]
