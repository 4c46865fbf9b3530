export {
  accepts,
  answers,
  type Behaviour,
  type Bursts,
  bursts,
  type Closing,
  closesWith,
  cutsAfter,
  type Handshake,
  halfOpen,
  latency,
  refuses,
  silent,
  slowDrain,
} from './behaviour.ts'
export type { Acceptance, FakeConnection, FakeEnding, Refusal } from './fake-connection.ts'
export { type FakeServer, fakeServer } from './fake-server.ts'
export { schedulerClock } from './scheduler-clock.ts'
export { VirtualClock } from './virtual-clock.ts'
