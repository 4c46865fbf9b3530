// The landing page: the three apps in frames, the theme they share with it, and which one a narrow screen shows.
const themes = ['system', 'light', 'dark']
const key = 'everwire-theme'

const frames = document.querySelector('.frames')
const toggle = document.querySelector('.icon')

const readTheme = () => themes.find((theme) => theme === localStorage.getItem(key)) ?? 'system'

function paintTheme() {
  const theme = readTheme()
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  toggle.dataset.themeChoice = theme
  toggle.title = `Theme: ${theme}`
  toggle.setAttribute('aria-label', `Theme: ${theme}. Change`)
}

toggle.addEventListener('click', () => {
  localStorage.setItem(key, themes[(themes.indexOf(readTheme()) + 1) % themes.length])
  paintTheme()
})
// A frame chose one.
addEventListener('storage', paintTheme)
paintTheme()

// What this page was told of the server holds for the apps too.
for (const frame of document.querySelectorAll('.frame')) {
  const address = `${frame.dataset.app}/${location.search}`
  frame.querySelector('iframe').src = address
  frame.querySelector('a').href = address
}

for (const button of document.querySelectorAll('[data-show]')) {
  button.addEventListener('click', () => {
    frames.dataset.shown = button.dataset.show
    for (const other of document.querySelectorAll('[data-show]')) {
      other.setAttribute('aria-pressed', String(other === button))
    }
  })
}
