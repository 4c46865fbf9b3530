import { describeBinding } from '../../core/src/testing-tools/binding-contract.ts'
import { mountOf } from './testing-tools/mount.svelte.js'
import Store from './testing-tools/Store.svelte'

describeBinding('webSocketStore', mountOf(Store))
