// Texts for people: the parts of React and the elements take theirs from the catalogues, and the edge's errors are sentences that a
// screen can show.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseAst } from 'vite';
import { ROOT, sources, type Source } from './sources.ts';

/** Attributes whose value is read by people. */
const READ_ATTRIBUTES = new Set([
  'aria-label', 'aria-description', 'aria-roledescription', 'aria-placeholder', 'aria-valuetext', 'title', 'placeholder', 'alt', 'label', 'about',
]);
/** Functions of the elements that take children or a label, by the index of the first of them. */
const CHILDREN_FROM: Readonly<Record<string, number>> = { h: 2, fact: 0, button: 0 };
/** Not words of any language. */
const NOT_WORDS = new Set(['example.com']);

const isRead = (text: string): boolean => /\p{L}{2}/u.test(text) && !NOT_WORDS.has(text.trim());

/** A node of the syntax tree (ESTree, with JSX). */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly [property: string]: unknown;
}

const isNode = (value: unknown): value is Node => typeof (value as Node | undefined)?.type === 'string';
const child = (node: Node, name: string): Node => node[name] as Node;
const children = (node: Node, name: string): Node[] => node[name] as Node[];

/** The fixed texts that an expression can have, in the branches of conditions too. */
function textsOf(node: Node): string[] {
  switch (node.type) {
    case 'Literal':
      return typeof node['value'] === 'string' ? [node['value']] : [];
    case 'TemplateLiteral':
      return children(node, 'quasis').map(({ value }) => (value as { cooked: string }).cooked);
    case 'ConditionalExpression':
      return [child(node, 'consequent'), child(node, 'alternate')].flatMap(textsOf);
    case 'LogicalExpression':
      return [child(node, 'left'), child(node, 'right')].flatMap(textsOf);
    case 'BinaryExpression':
      return node['operator'] === '+' ? [child(node, 'left'), child(node, 'right')].flatMap(textsOf) : [];
    case 'ArrayExpression':
      return children(node, 'elements').flatMap(textsOf);
    case 'JSXExpressionContainer':
      return textsOf(child(node, 'expression'));
    default:
      return [];
  }
}

/** What a node shows to people: text between tags, the value of an attribute, or what an element is made of. */
function shownBy(node: Node): string[] {
  switch (node.type) {
    case 'JSXElement':
    case 'JSXFragment':
      return children(node, 'children').flatMap((each) => (each.type === 'JSXText' ? [String(each['value'])] : textsOf(each)));
    case 'JSXAttribute':
      return READ_ATTRIBUTES.has(String(child(node, 'name')['name'])) && isNode(node['value']) ? textsOf(node['value']) : [];
    case 'Property': {
      const { name, value } = child(node, 'key');
      return READ_ATTRIBUTES.has(String(name ?? value)) ? textsOf(child(node, 'value')) : [];
    }
    case 'CallExpression': {
      const name = String(child(node, 'callee')['name']);
      const from = CHILDREN_FROM[name];
      return from === undefined ? [] : children(node, 'arguments').slice(from, name === 'h' ? undefined : from + 1).flatMap(textsOf);
    }
    default:
      return [];
  }
}

/** The fixed texts that a file shows to people, with their lines. */
function fixedTexts({ path, text }: Source): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (!isNode(value)) return;
    const line = text.slice(0, value.start).split('\n').length;
    found.push(...shownBy(value).filter(isRead).map((shown) => `${path}:${line}: ${shown.trim()}`));
    Object.values(value).forEach(visit);
  };
  visit(parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }).body);
  return found;
}

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

/** The texts of a function of `problem.rs`, by code. */
function textsByCode(name: string): Map<string, string> {
  const source = readFileSync(join(ROOT, 'crates/protocol/src/problem.rs'), 'utf8');
  const body = new RegExp(`pub const fn ${name}\\(code: Code\\)[\\s\\S]*?^\\}`, 'm').exec(source)?.[0] ?? '';
  const arms = [...body.matchAll(/((?:Code::\w+\s*\|?\s*)+)=> (?:\{\s*)?"([^"]+)"/g)];
  return new Map(arms.flatMap(([, codes = '', text = '']) => [...codes.matchAll(/Code::(\w+)/g)].map(([, code = '']) => [code, text] as const)));
}

const STILTED = /\b(e-mails?|somebody|anybody|nobody|at once|meanwhile|you may|cannot|does not|is not|open invite)\b/i;

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
