import { type Figures, OUTAGES, type Verdict } from './goals.ts'

/** A policy's name and its figures, one for each outage. */
export interface Row {
  readonly name: string
  readonly figures: readonly Figures[]
}

const HEAD = ['1 s after drop', '1 s after return', 'all back after', 'attempts, mean', 'most', 'gave up']

/** A table for each outage. */
export function tables(rows: readonly Row[], clients: number): string {
  const width = Math.max(...rows.map(({ name }) => name.length))
  const line = (name: string, cells: readonly string[]) =>
    `  ${name.padEnd(width)}${cells.map((cell, column) => cell.padStart(HEAD[column]!.length + 3)).join('')}`
  return OUTAGES.map((away, index) => {
    const title = `${clients.toLocaleString('en')} clients, the server away for ${away} s`
    const lines = rows.map(({ name, figures }) => line(name, cells(figures[index]!)))
    return [title, line('', HEAD), ...lines].join('\n')
  }).join('\n\n')
}

function cells({ afterDrop, afterReturn, back, mean, most, gaveUp }: Figures): string[] {
  return [
    percent(afterDrop),
    percent(afterReturn),
    back === null ? 'never' : `${back.toFixed(1)} s`,
    mean.toFixed(1),
    String(most),
    gaveUp === 0 ? '-' : percent(gaveUp),
  ]
}

/** The verdict in words: each goal with what was reached. */
export function verdictText(verdicts: readonly Verdict[]): string {
  const lines = verdicts.map(({ goal, limit, reached, met }) => {
    return `${met ? '✓' : '✗ MISSED'} ${goal}: ${Number(reached.toFixed(3))}, at most ${limit}`
  })
  const missed = verdicts.filter(({ met }) => !met).length
  return [...lines, missed > 0 ? `${missed} of ${verdicts.length} goals missed.` : 'All goals reached.'].join('\n')
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`
}
