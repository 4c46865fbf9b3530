export { flushPaint } from '../paint.ts'
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
  instantDrain,
  latency,
  refuses,
  silent,
  slowDrain,
} from './behaviour.ts'
export type { Acceptance, FakeConnection, FakeEnding, Refusal } from './fake-connection.ts'
export { type FakeServer, fakeServer } from './fake-server.ts'
export { replays } from './replay.ts'
export { schedulerClock } from './scheduler-clock.ts'
export type { Act, Step } from './step.ts'
export { VirtualClock } from './virtual-clock.ts'
