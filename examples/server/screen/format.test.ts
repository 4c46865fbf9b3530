import { expect, test } from 'vitest'
import {
  formatAge,
  formatChange,
  formatCount,
  formatPrice,
  formatSpell,
  formatTenths,
  formatTime,
  plural,
} from './format.ts'

test('counts are grouped by thousands', () => {
  expect(formatCount(0)).toBe('0')
  expect(formatCount(1_284_031)).toBe('1,284,031')
})

test('prices and changes have two digits, and a fall has a true minus', () => {
  expect(formatPrice(132.4)).toBe('132.40')
  expect(formatChange(3.478)).toBe('+3.48%')
  expect(formatChange(-0.5)).toBe('−0.50%')
  expect(formatChange(0)).toBe('+0.00%')
})

test('the time left is in tenths and never below zero', () => {
  expect(formatTenths(2440)).toBe('2.4 s')
  expect(formatTenths(-3)).toBe('0.0 s')
})

test('an age is in whole units', () => {
  expect(formatAge(999)).toBe('0 s')
  expect(formatAge(59_999)).toBe('59 s')
  expect(formatAge(75_400)).toBe('1 min 15 s')
  expect(formatAge(3_661_000)).toBe('1 h 1 min')
  expect(formatAge(-5)).toBe('0 s')
})

test('a short absence is in tenths, a long one in whole units', () => {
  expect(formatSpell(7_240)).toBe('7.2 s')
  expect(formatSpell(12_900)).toBe('12 s')
})

test('the time of day is local and padded', () => {
  expect(formatTime(new Date(2026, 0, 2, 3, 4, 5).getTime())).toBe('03:04:05')
})

test('one is singular', () => {
  expect(plural(1, 'line')).toBe('1 line')
  expect(plural(0, 'line')).toBe('0 lines')
  expect(plural(1200, 'line')).toBe('1,200 lines')
})
