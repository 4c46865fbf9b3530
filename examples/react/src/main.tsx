import '@everwire/example-server/screen.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

const root = document.getElementById('app')
if (!root) throw new Error('index.html has no #app to render into.')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
