import { mount } from 'svelte'
import Feed from './EverwireClass.svelte'

export const start = ({ target, ...props }) => void mount(Feed, { target, props })
