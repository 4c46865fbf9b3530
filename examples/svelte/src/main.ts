import '@everwire/example-server/screen.css'
import { mount } from 'svelte'
import App from './App.svelte'

const target = document.getElementById('app')
if (!target) throw new Error('index.html has no #app to mount into.')
mount(App, { target })
