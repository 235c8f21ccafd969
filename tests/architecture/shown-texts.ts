// What a file's code shows to people: texts between tags, in attributes and in arguments, found in its syntax tree.
import { parseAst } from 'vite';
import type { Source } from './sources.ts';

/** Attributes whose value is read by people. */
const READ_ATTRIBUTES = new Set([
  ...['aria-label', 'aria-description', 'aria-roledescription', 'aria-placeholder', 'aria-valuetext', 'title', 'placeholder', 'alt'],
  ...['label', 'about', 'caption', 'confirmLabel', 'detail', 'hint', 'text'],
]);
/** Elements whose text is the same in every language. */
const QUOTED = new Set(['code', 'kbd']);
/** Functions of the elements that take children or a label, by the index of the first of them. */
const CHILDREN_FROM: Readonly<Record<string, number>> = { h: 2, fact: 0, button: 0 };
/** Not words of any language. */
const NOT_WORDS = new Set(['example.com', 'Hallpass']);

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
      if (QUOTED.has(String(child(child(node, 'openingElement'), 'name')['name']))) return [];
    // falls through
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
export function fixedTexts({ path, text }: Source): string[] {
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

/** Attributes whose value is read by machines, and may look like words. */
const MACHINE_ATTRIBUTES = new Set(['className', 'rel']);
/** A word with a capital letter, or words in a row. */
const SENTENCE = /^\p{Lu}\p{Ll}+[.!?:]?$|\p{L}{2,}[,;]? \p{L}{2,}/u;

/**
 * Texts anywhere in a file's code that look like a language's: a constant that is shown later is found here. Errors for developers
 * are left out.
 */
export function sentences({ path, text }: Source): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (!isNode(value) || isForMachines(value)) return;
    const line = text.slice(0, value.start).split('\n').length;
    if (value.type === 'Literal' || value.type === 'TemplateLiteral') {
      // A part of a name is beside its other part: `${field}Count`.
      const isText = (each: string): boolean => SENTENCE.test(each.trim()) && (value.type === 'Literal' || /\s/.test(each)) && !NOT_WORDS.has(each.trim());
      found.push(...textsOf(value).filter(isText).map((each) => `${path}:${line}: ${each.trim()}`));
    }
    Object.values(value).forEach(visit);
  };
  visit(parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }).body);
  return found;
}

/** Types, modules, style classes and errors for developers. */
function isForMachines(node: Node): boolean {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'TSLiteralType':
      return true;
    case 'JSXAttribute':
      return MACHINE_ATTRIBUTES.has(String(child(node, 'name')['name']));
    case 'NewExpression':
      return child(node, 'callee')['name'] === 'Error';
    default:
      return false;
  }
}

/** The texts of a catalogue, with their lines. */
export function catalogueTexts({ path, text }: Source): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (!isNode(value) || value.type === 'ImportDeclaration' || value.type === 'TSLiteralType') return;
    const line = text.slice(0, value.start).split('\n').length;
    const texts = value.type === 'JSXText' ? [String(value['value'])] : value.type === 'Literal' || value.type === 'TemplateLiteral' ? textsOf(value) : [];
    found.push(...texts.filter((each) => /\p{L}/u.test(each)).map((each) => `${path}:${line}: ${each.trim()}`));
    Object.values(value).forEach(visit);
  };
  visit(parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }).body);
  return found;
}
