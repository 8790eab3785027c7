/**
 * The marks of the state vocabulary: shape, letter and colour together, the word beside it or read out. Told apart in grey and without colour.
 * The letter names the shape, so that a page, the legend and a test say the same thing.
 */
const SHAPES: Record<string, string> = {
  按: 'ontime',
  迟: 'late',
  零: 'zero',
  审: 'review',
  退: 'back',
  逾: 'overdue',
  漏: 'madeup',
  未: 'missing',
  '·': 'notdue',
  '—': 'none',
  填: 'filled',
  空: 'empty',
  稿: 'draft',
  签: 'draft',
  绿: 'green',
  黄: 'yellow',
  红: 'red',
  灰: 'grey',
  销: 'verified',
}

/** One mark. Alone (`alone`) its word is read out and shown on hovering; otherwise the word must stand in text beside it. */
export const Glyph = ({ letter, word, alone }: { letter: string; word: string; alone?: boolean }) => (
  <>
    <span class={`mark mark-${SHAPES[letter] ?? 'none'}`} aria-hidden="true" title={alone ? word : undefined}>
      {letter}
    </span>
    {alone ? <span class="vh">{word}</span> : null}
  </>
)

/** A mark with its word. */
export const State = ({ letter, word }: { letter: string; word: string }) => (
  <span class="state">
    <Glyph letter={letter} word={word} />
    <span>{word}</span>
  </span>
)

/** What the marks of a table mean, right above it. */
export const Legend = ({ items }: { items: readonly { letter: string; word: string; meaning: string }[] }) => (
  <ul class="legend" aria-label="图例">
    {items.map((item) => (
      <li>
        <Glyph letter={item.letter} word={item.word} />
        <span>
          <strong>{item.word}</strong>　{item.meaning}
        </span>
      </li>
    ))}
  </ul>
)
