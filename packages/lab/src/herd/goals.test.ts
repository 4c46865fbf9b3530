import { describe, expect, it } from 'vitest'
import { simulate } from './crowd.ts'
import { figuresOf, judge, OUTAGES } from './goals.ts'
import { policies, SPREAD } from './policies.ts'

const figures = (name: string, seed = 1) => {
  const policy = policies.find((it) => it.name.startsWith(name))!
  return OUTAGES.map((away) => figuresOf(simulate(policy, { clients: 1000, away: away * 1000, seed }), 1000, away))
}

describe('the figures', () => {
  it('show a crowd without jitter coming all at once', () => {
    expect(figures('VueUse').map(({ afterReturn }) => afterReturn)).toEqual([1, 1, 1, 1])
    expect(figures('Phoenix')[0]?.afterDrop).toBe(6)
  })

  it('show who gave up', () => {
    const [, , afterHalfAMinute, afterFiveMinutes] = figures('SignalR')
    expect(afterHalfAMinute).toMatchObject({ gaveUp: 0, most: 4 })
    expect(afterFiveMinutes).toMatchObject({ gaveUp: 1, back: null })
  })
})

describe('the verdict', () => {
  it('says which goals are missed, and by how much', () => {
    const missed = judge(figures('VueUse')).filter(({ met }) => !met)
    expect(missed).toContainEqual({
      goal: '30 s away: share in any second after the return',
      limit: 0.15,
      reached: 1,
      met: false,
    })
    expect(missed.map(({ goal }) => goal)).toContain('300 s away: attempts of a client in 300 s')
    expect(judge(figures('SignalR')).filter(({ met }) => !met)).toContainEqual({
      goal: '300 s away: seconds until everyone is back',
      limit: 30,
      reached: Number.POSITIVE_INFINITY,
      met: false,
    })
  })

  it('passes the default policy, whatever the chance', () => {
    for (const seed of [1, 2, 3]) {
      const crowd = OUTAGES.map((away) =>
        figuresOf(
          simulate(policies.find(({ name }) => name === SPREAD)!, { clients: 10_000, away: away * 1000, seed }),
          10_000,
          away,
        ),
      )
      expect(judge(crowd).filter(({ met }) => !met)).toEqual([])
    }
  })
})
