import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { describeServerRendering } from '../../core/src/testing-tools/binding/server-rendering.ts'
import { Probe } from './testing-tools/Probe.tsx'

describeServerRendering('useWebSocket', (url, options) =>
  renderToString(
    <StrictMode>
      <Probe url={url} options={options} log={{ bound: undefined, renders: 0, effects: [] }} />
    </StrictMode>,
  ),
)
