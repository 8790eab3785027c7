import { expect } from 'vitest'
import type { TestHouse } from './app.ts'
import { everything } from './everything.ts'

/** What every refusal owes the person: the right status, one clear Chinese sentence, nothing of our insides, and nothing changed. */

/** Sessions, codes and how often codes were asked for come and go with visits; everything else is somebody's work. */
const PASSING = /^\{"PK":"C#(sessions|codes|code-limits)"/

/** Everything in the store that is somebody's work, as it lies there. */
export const kept = async (house: TestHouse): Promise<string[]> => {
  await house.services.settled()
  await house.services.access.idle()
  return (await everything(house.store.items)).filter((line) => !PASSING.test(line))
}

/** The sentence in which a page says what was not done: the heading of its error summary, or of the page that tells of a refusal. */
const sentencesOf = (html: string): string[] => {
  const found = html.includes('role="alert"')
    ? [...html.matchAll(/<h2 id="errors-h">(.*?)<\/h2>/gs)]
    : [...html.matchAll(/<h1[^>]*>(.*?)<\/h1>/gs)]
  return found.map(([, inside = '']) => inside.replaceAll(/<[^>]*>/g, '').trim())
}

const INSIDES = /node_modules|\.tsx?\b|at \w+ \(|\/work\/|\/tmp\/|Error:|ZodError|TypeError|undefined|\[object|NaN/

export type Said = { status: number; sentence: string; text: string; code: string }

/** Reads an answer as a person would, page or problem document, and holds it against what every refusal owes. */
export const said = async (answer: Response, about = ''): Promise<Said> => {
  const text = await answer.text()
  const at = [about, answer.status, text.slice(0, 300)]
  expect([about, INSIDES.exec(text)?.[0]]).toEqual([about, undefined])
  if (answer.headers.get('content-type')?.startsWith('application/problem+json')) {
    const problem = JSON.parse(text) as { status: number; title: string; detail: string; code: string }
    expect([about, problem.status]).toEqual([about, answer.status])
    expect(problem.title, String(at)).toMatch(/[一-鿿]/)
    return { status: answer.status, sentence: problem.title, text, code: problem.code }
  }
  const sentences = sentencesOf(text)
  expect([...at, sentences.length]).toEqual([...at, 1])
  const [sentence = ''] = sentences
  expect(sentence, String(at)).toMatch(/^[^。！!]*[一-鿿][^。！!]*$/)
  // The window's title tells of it too: it is the first thing heard.
  expect(/<title>(.*?)<\/title>/s.exec(text)?.[1] ?? '', String(at)).toMatch(/没有|不能|缺|不合要求|请/)
  return { status: answer.status, sentence, text, code: /<dd>([a-z-]+(?:\.[a-z-]+)+)<\/dd>/.exec(text)?.[1] ?? '' }
}

/**
 * Refused, and nothing changed.
 * @param send what is tried; its answer
 */
export const refused = async (
  house: TestHouse,
  send: () => Promise<Response>,
  status: number | number[],
  about = '',
): Promise<Said> => {
  const before = await kept(house)
  const answer = await send()
  const told = await said(answer, about)
  const right = [status].flat().includes(told.status)
  expect([about, told.status, told.sentence, right]).toEqual([about, told.status, told.sentence, true])
  expect(await kept(house), about).toEqual(before)
  return told
}
