/** Suggestions for words that were mistyped. */

const MAX_EDITS = 2;

/** The nearest of `words`, if one is near. */
export const nearestWord = (word: string, words: readonly string[]): string | undefined =>
  words
    .map((each) => ({ each, edits: each.startsWith(word) ? 0 : editsBetween(word, each) }))
    .filter(({ each, edits }) => edits <= MAX_EDITS && edits < each.length)
    .sort((one, two) => one.edits - two.edits)[0]?.each;

/** `; did you mean `…`?` for the nearest of `words`, or nothing if none is near. */
export const suggestion = (word: string, words: readonly string[]): string => {
  const nearest = nearestWord(word, words);
  return nearest === undefined ? '' : `; did you mean \`${nearest}\`?`;
};

/** The Levenshtein distance: how many characters must be inserted, removed or replaced. */
const editsBetween = (one: string, two: string): number => {
  let row = Array.from({ length: two.length + 1 }, (_, index) => index);
  for (const [index, char] of [...one].entries()) {
    const next = [index + 1];
    for (let at = 1; at <= two.length; at++) {
      next.push(Math.min((row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1, (row[at - 1] ?? 0) + (two[at - 1] === char ? 0 : 1)));
    }
    row = next;
  }
  return row[two.length] ?? 0;
};
