import { describeBinding } from '../../core/src/testing-tools/binding-contract.ts'
import { mount } from './testing-tools/mount.ts'

describeBinding('useWebSocket', mount)
