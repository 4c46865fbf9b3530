import { describeBinding } from '../../core/src/testing-tools/binding-contract.ts'
import { mountOf } from './testing-tools/mount.svelte.js'
import Reactive from './testing-tools/Reactive.svelte'
import { PROBE_RENDERED } from './testing-tools/server-rendered.ts'

describeBinding('ReactiveWebSocket', mountOf(Reactive), PROBE_RENDERED)
