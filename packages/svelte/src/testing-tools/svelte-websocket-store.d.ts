// It has no types of its own.
declare module 'svelte-websocket-store' {
  import type { MakeStore } from './transcript.ts'

  export const websocketStore: MakeStore
  // biome-ignore lint/style/noDefaultExport: it is how it is imported
  export default websocketStore
}
