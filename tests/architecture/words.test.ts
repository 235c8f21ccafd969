// Texts for people: the parts of React and the elements take theirs from the catalogues, and the edge's errors are sentences that a
// screen can show.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { catalogueTexts, fixedTexts, sentences } from './shown-texts.ts';
import { ROOT, sources, type Source } from './sources.ts';

test('the parts of React and the elements show no text that is not in a catalogue', () => {
  const parts = sources('pkg/src/react', 'pkg/src/elements').filter(({ path }) => !path.endsWith('words.ts'));
  assert.ok(parts.length > 60, `${parts.length} files`);
  assert.deepEqual(parts.flatMap(fixedTexts), []);
  const control = fixedTexts({
    path: 'control.tsx',
    text: `const a = <p title="Some title">Some text {open ? 'Open' : t.closed} <b aria-label={\`Close \${name}\`} data-x="fine" /></p>;
      const b = [h('p', { part: 'fine' }, busy && 'Waiting'), button('Go', run, { part: 'go' }), h('p', { 'aria-label': 'Menu' }), fact('Role', role)];`,
  });
  assert.equal(control.length, 8, control.join('\n'));
});

/** Files of the console without its catalogues. */
const screens = (): Source[] => sources('console/src').filter(({ path }) => !path.startsWith('console/src/words/'));
const consoleCatalogues = (language: string): Source[] => sources(`console/src/words/${language}`);

test('the console shows no text that is not in a catalogue', () => {
  const all = screens();
  assert.ok(all.length > 90, `${all.length} files`);
  assert.deepEqual([...new Set(all.flatMap((each) => [...fixedTexts(each), ...sentences(each)]))], []);
  const control = {
    path: 'control.tsx',
    text: `const TITLES = { open: 'Opened', go: () => \`Go to \${name}\` };
      const error = new Error('no provider is configured');
      const a = <Dialog title="Some title" confirmLabel={busy ? 'wait' : t.go} className="dialog dialog-wide" hint={t.hint}>or</Dialog>;
      showToast({ text: 'done', icon: 'check' });`,
  };
  assert.equal(fixedTexts(control).length, 4, fixedTexts(control).join('\n'));
  assert.equal(sentences(control).length, 3, sentences(control).join('\n'));
});

/** The texts of a function of `problem.rs`, by code. */
function textsByCode(name: string): Map<string, string> {
  const source = readFileSync(join(ROOT, 'crates/protocol/src/problem.rs'), 'utf8');
  const body = new RegExp(`pub const fn ${name}\\(code: Code\\)[\\s\\S]*?^\\}`, 'm').exec(source)?.[0] ?? '';
  const arms = [...body.matchAll(/((?:Code::\w+\s*\|?\s*)+)=> (?:\{\s*)?"([^"]+)"/g)];
  return new Map(arms.flatMap(([, codes = '', text = '']) => [...codes.matchAll(/Code::(\w+)/g)].map(([, code = '']) => [code, text] as const)));
}

const STILTED = /\b(e-mails?|somebody|anybody|nobody|at once|meanwhile|you may|cannot|does not|is not|open invite)\b/i;

test('the console’s English is written plainly, and its German formats E‑Mail as one word', () => {
  const english = consoleCatalogues('en').flatMap(catalogueTexts);
  const german = consoleCatalogues('de').flatMap(catalogueTexts);
  assert.ok(english.length > 350 && german.length > 350, `${english.length} and ${german.length} texts`);
  assert.deepEqual(english.filter((text) => STILTED.test(text) || /[‘’]/.test(text)), []);
  assert.deepEqual(german.filter((text) => /E-Mail|\b(Sie können|Ihre[rnms]? )/.test(text)), []);
  const control = catalogueTexts({ path: 'x.tsx', text: "const A = { one: 'Ask somebody', two: (name: string) => <>{name} cannot go.</> };" });
  assert.equal(control.filter((text) => STILTED.test(text)).length, 2, control.join('\n'));
});

test('the errors of the edge are sentences for people, without a developer’s terms', () => {
  const [titles, details] = [textsByCode('title'), textsByCode('detail')];
  assert.ok(titles.size >= 31, `${titles.size} titles`);
  assert.deepEqual([...details.keys()].toSorted(), [...titles.keys()].toSorted());
  const developers = /`|\b(token|header|Bearer|idempotency|key|field|body|retryAfter|PUT|POST|JSON|HTTP)\b/i;
  for (const text of titles.values()) assert.match(text, /^[A-Z][^.]*[^. ]$/);
  for (const text of details.values()) assert.match(text, /^[A-Z].*\.$/);
  const all = [...titles.values(), ...details.values()];
  assert.deepEqual(all.filter((text) => STILTED.test(text) || developers.test(text)), []);
  const control = ['Get a new token.', 'Wait as long as `retryAfter` says.', 'Ask somebody.'];
  assert.equal(control.filter((text) => STILTED.test(text) || developers.test(text)).length, 3, 'control');
});

test('the guide has a row for each code of an error', () => {
  const guide = readFileSync(join(ROOT, 'docs/guide/errors.md'), 'utf8');
  const codes = [...guide.matchAll(/^\| `(\w+)` \| \d{3} \|/gm)].map(([, code = '']) => code);
  const generated = readFileSync(join(ROOT, 'pkg/src/generated.ts'), 'utf8');
  const list = /CODES = \[([\s\S]*?)\]/.exec(generated)?.[1] ?? '';
  assert.deepEqual(codes, [...list.matchAll(/'(\w+)'/g)].map(([, code = '']) => code));
});
