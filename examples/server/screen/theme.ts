/** The three themes, in the order in which the toggle goes through them. */
export const THEMES = ['system', 'light', 'dark'] as const

/** One of {@link THEMES}. */
export type Theme = (typeof THEMES)[number]

// index.html reads the same key before the first paint, so that no page flashes in the wrong theme.
const KEY = 'everwire-theme'

/** The theme that the toggle changes to. */
export const nextTheme = (theme: Theme): Theme => THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system'

/** The theme chosen before, by this page or by another one beside it. */
export function readTheme(storage: Pick<Storage, 'getItem'> = localStorage): Theme {
  const stored = storage.getItem(KEY)
  return THEMES.find((theme) => theme === stored) ?? 'system'
}

/** Paints a theme and keeps it for the next visit. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  localStorage.setItem(KEY, theme)
}

/** Tells when another page, such as the one in the next frame, chose a theme. Answers how to stop. */
export function watchTheme(onTheme: (theme: Theme) => void): () => void {
  const changed = (event: StorageEvent): void => {
    if (event.key === KEY) onTheme(readTheme())
  }
  addEventListener('storage', changed)
  return () => removeEventListener('storage', changed)
}
