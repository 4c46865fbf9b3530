import { StrictMode } from 'react'
import { describeBinding } from '../../core/src/testing-tools/binding-contract.ts'
import { mountWith } from './testing-tools/mount.tsx'

describeBinding(
  'useWebSocket',
  mountWith((node) => node),
)
describeBinding(
  'useWebSocket under StrictMode',
  mountWith((node) => <StrictMode>{node}</StrictMode>),
)
