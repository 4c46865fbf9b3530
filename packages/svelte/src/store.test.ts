import { describeBinding } from '../../core/src/testing-tools/binding-contract.ts'
import { mountOf } from './testing-tools/mount.svelte.js'
import Store from './testing-tools/Store.svelte'
import { PROBE_RENDERED } from './testing-tools/server-rendered.ts'

describeBinding('webSocketStore', mountOf(Store), PROBE_RENDERED)
