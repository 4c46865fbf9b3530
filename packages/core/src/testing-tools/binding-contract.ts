import { describe } from 'vitest'
import { dropping } from './binding/dropping.ts'
import { hydrating } from './binding/hydrating.ts'
import { leavingNothing } from './binding/leaving-nothing.ts'
import type { Mount } from './binding/mounted.ts'
import { receiving } from './binding/receiving.ts'
import { SERVER_RENDERED } from './binding/server-rendering.ts'
import { sharing } from './binding/sharing.ts'
import { setStage } from './binding/stage.ts'
import { unmounting } from './binding/unmounting.ts'
import { urls } from './binding/urls.ts'

export { eventually } from './binding/eventually.ts'
export type { Bound, Mount, Options } from './binding/mounted.ts'

/**
 * What every binding does, in the words of no framework, in a real page against servers in processes of their own.
 *
 * @param html What a server renders of the component, as `describeServerRendering` has it.
 */
export function describeBinding(name: string, mount: Mount, html: string = SERVER_RENDERED): void {
  describe(name, () => {
    const stage = setStage(mount)
    for (const scenarios of [receiving, urls, sharing, unmounting, dropping, leavingNothing]) scenarios(stage)
    hydrating(stage, html)
  })
}
