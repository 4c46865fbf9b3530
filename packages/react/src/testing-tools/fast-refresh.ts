// Fast refresh as bundlers do it, over React's own hooks for it: https://github.com/facebook/react/issues/16604. Imported
// before react-dom, which looks for them once.
import type { ComponentType } from 'react'

interface Family {
  current: ComponentType
}

interface Renderer {
  setRefreshHandler(handler: (type: ComponentType) => Family | undefined): void
  scheduleRefresh(root: unknown, update: { staleFamilies: Set<Family>; updatedFamilies: Set<Family> }): void
}

const roots = new Set<unknown>()
let renderer: Renderer | undefined

Object.assign(globalThis, {
  __REACT_DEVTOOLS_GLOBAL_HOOK__: {
    supportsFiber: true,
    renderers: new Map(),
    checkDCE() {},
    inject(injected: Renderer) {
      renderer = injected
      return 1
    },
    onScheduleFiberRoot() {},
    onCommitFiberRoot: (_: number, root: unknown) => roots.add(root),
    onCommitFiberUnmount() {},
    onPostCommitFiberRoot() {},
    setStrictMode() {},
  },
})

/** A developer saved the file of a component; its hooks are the same in the same order, so its state is kept. */
export function refresh(before: ComponentType, after: ComponentType): void {
  if (!renderer) throw new Error('React did not find the hooks: import this file before react-dom.')
  const family = { current: after }
  renderer.setRefreshHandler((type) => (type === before || type === after ? family : undefined))
  for (const root of roots) {
    renderer.scheduleRefresh(root, { staleFamilies: new Set(), updatedFamilies: new Set([family]) })
  }
}
