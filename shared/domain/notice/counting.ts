import { type Marker, type MarkerForm, rank } from './markers.ts'

/**
 * Follows the numbering from the outside in, so that a number inside running text (`11.121人才`, `1.3倍`, a pasted
 * line full of items) is taken for numbering only where the counting asks for exactly it: the next number of a list
 * that is open, the first of a new one, or the next of a list that runs on through the groups (1–4, 5–10, …).
 */
export class Counting {
  private open: { form: MarkerForm; number: number }[]
  private readonly ever: Map<MarkerForm, number>

  constructor(open: { form: MarkerForm; number: number }[] = [], ever = new Map<MarkerForm, number>()) {
    this.open = open
    this.ever = ever
  }

  copy(): Counting {
    return new Counting([...this.open], new Map(this.ever))
  }

  expects({ form, number }: Marker): boolean {
    const current = this.open.find((level) => level.form === form)
    if (current !== undefined) return number === current.number + 1
    return number === 1 || number === (this.ever.get(form) ?? 0) + 1
  }

  /** Whether exactly this number is next in a list already begun: stronger than `expects`. */
  continues({ form, number }: Marker): boolean {
    const current = this.open.find((level) => level.form === form)
    return number === (current?.number ?? this.ever.get(form) ?? -1) + 1
  }

  /** Whether a list of this form has begun anywhere above. */
  knows(form: MarkerForm): boolean {
    return this.ever.has(form)
  }

  /** Whether the number lies a little further on in a list already begun: an excerpt leaves items out. */
  skipsAhead({ form, number }: Marker): boolean {
    const current = this.open.find((level) => level.form === form)?.number ?? this.ever.get(form)
    return current !== undefined && number > current && number <= current + 20
  }

  take({ form, number }: Marker): void {
    this.open = this.open.filter((level) => rank[level.form] < rank[form])
    this.open.push({ form, number })
    this.ever.set(form, number)
  }
}
