import type { ConnectionState } from '@everwire/core'
import { applyTheme, BRAND, nextTheme, pillText, readTheme, watchTheme } from '@everwire/example-server/screen'
import { useEffect, useState } from 'react'
import { page } from './feed.ts'
import { useNow } from './use-sampled.ts'

const FRAMEWORKS = ['React', 'Vue', 'Svelte']
const here = location.search

export function Header({ state }: { state: ConnectionState }) {
  return (
    <header className="top">
      <a className="brand" href={`../${here}`} target="_top" aria-label="Everwire, home">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d={BRAND.out} />
          <path d={BRAND.back} />
        </svg>
        Everwire
      </a>
      <div className="nav">
        <nav className="tabs" aria-label="Framework">
          {FRAMEWORKS.map((name) => (
            <a
              key={name}
              href={`../${name.toLowerCase()}/${here}`}
              target="_top"
              aria-current={name === 'React' ? 'page' : undefined}
            >
              {name}
            </a>
          ))}
        </nav>
        <a className="link" href={`../${here}`} target="_top">
          Side by side
          <svg viewBox="0 0 14 12" aria-hidden="true">
            <rect x="0.5" y="0.5" width="13" height="11" rx="2" />
            <path d="M5 0.5v11M9 0.5v11" />
          </svg>
        </a>
      </div>
      <code className="server">{page.server}</code>
      <span className="grow" />
      <Pill state={state} />
      <ThemeToggle />
    </header>
  )
}

function Pill({ state }: { state: ConnectionState }) {
  const now = useNow(100)
  return (
    <span className="pill" data-testid="state" data-phase={state.phase}>
      <i />
      {pillText(state, now)}
    </span>
  )
}

function ThemeToggle() {
  const [theme, setTheme] = useState(readTheme)
  useEffect(() => applyTheme(theme), [theme])
  useEffect(() => watchTheme(setTheme), [])
  return (
    <button
      type="button"
      className="icon"
      data-testid="theme"
      data-theme-choice={theme}
      aria-label={`Theme: ${theme}. Change`}
      title={`Theme: ${theme}`}
      onClick={() => setTheme(nextTheme(theme))}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.2" />
        <path className="half" d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" />
      </svg>
    </button>
  )
}
