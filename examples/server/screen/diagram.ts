import type { ConnectionState } from '@everwire/core'

type Phase = ConnectionState['phase']

/** A node of the state diagram, with the edges that are drawn from it: the stylesheet knows where each one runs. */
export interface DiagramNode {
  readonly phase: Phase
  readonly edges: readonly string[]
}

/** The states in reading order. */
export const NODES: readonly DiagramNode[] = [
  { phase: 'idle', edges: [] },
  { phase: 'connecting', edges: ['idle>connecting'] },
  { phase: 'open', edges: ['connecting>open'] },
  { phase: 'waiting', edges: ['open>waiting', 'waiting>connecting'] },
  { phase: 'closing', edges: ['open>closing'] },
  { phase: 'closed', edges: ['closing>closed'] },
]

/** The edge along which the connection is moving now, if it is. */
export function movingEdge(phase: Phase): string | undefined {
  if (phase === 'waiting') return 'waiting>connecting'
  return phase === 'connecting' ? 'connecting>open' : undefined
}

/** The ring's `stroke-dasharray` for a fraction of the delay that is left; its `pathLength` is 100. */
export const ringDash = (fraction: number): string => `${(100 * fraction).toFixed(1)} 100`
