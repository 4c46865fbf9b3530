import { describeBinding } from '../../core/src/testing-tools/binding-contract.ts'
import { mountOf } from './testing-tools/mount.svelte.js'
import Reactive from './testing-tools/Reactive.svelte'

describeBinding('ReactiveWebSocket', mountOf(Reactive))
