/**
 * Draws trees of plain values into a shadow root and changes only what is different, so that focus, selection
 * and listeners stay. Text goes in as text: no markup is ever parsed, and no style attribute is written.
 */

/** A listener, or the value of an attribute; `false` and `undefined` leave it out, `true` writes it empty. */
export type PropValue = string | number | boolean | undefined | ((event: Event) => void);

/** What is to be there: an element, or text. */
export type Drawn = Drawing | string | number | undefined | false;

/** An element that is to be there. */
export interface Drawing {
  readonly tag: string;
  /** Attributes, and listeners under `onclick` and the like. `key` tells siblings apart. */
  readonly props: Readonly<Record<string, PropValue>>;
  readonly children: readonly Drawn[];
}

/** An element to be drawn. */
export const h = (tag: string, props: Readonly<Record<string, PropValue>> = {}, ...children: readonly Drawn[]): Drawing => ({
  tag,
  props,
  children,
});

interface Known {
  readonly tag: string;
  readonly key: PropValue;
  props: Readonly<Record<string, PropValue>>;
  readonly listeners: Map<string, (event: Event) => void>;
}

/** What was drawn last, by node. */
export type Memory = WeakMap<Node, Known>;

/** Makes the children of `parent` be what `drawn` says. */
export const draw = (parent: ParentNode & Node, drawn: readonly Drawn[], memory: Memory): void => {
  const left = new Set<ChildNode>(parent.childNodes);
  const nodes = drawn.filter(isThere).map((each) => {
    const node = reuse(each, left, memory) ?? create(each, parent, memory);
    left.delete(node);
    if (typeof each === 'object') update(node as Element, each, memory);
    else if (node.nodeValue !== String(each)) node.nodeValue = String(each);
    return node;
  });
  // What goes goes first: a node that need not be moved keeps its focus.
  for (const node of left) node.remove();
  let place = parent.firstChild;
  for (const node of nodes) {
    if (node === place) place = node.nextSibling;
    else parent.insertBefore(node, place);
  }
};

const isThere = (drawn: Drawn): drawn is Drawing | string | number => drawn !== undefined && drawn !== false && drawn !== '';

const reuse = (drawn: string | number | Drawing, left: ReadonlySet<ChildNode>, memory: Memory): ChildNode | undefined => {
  for (const node of left) {
    const known = memory.get(node);
    if (typeof drawn === 'object' ? known?.tag === drawn.tag && known.key === drawn.props['key'] : !known) return node;
  }
  return undefined;
};

const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = ['svg', 'path'];

const create = (drawn: string | number | Drawing, parent: Node, memory: Memory): ChildNode => {
  const document = parent.ownerDocument as Document;
  if (typeof drawn !== 'object') return document.createTextNode(String(drawn));
  const { tag, props } = drawn;
  const node = SVG_TAGS.includes(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  memory.set(node, { tag, key: props['key'], props: {}, listeners: new Map() });
  return node;
};

const update = (node: Element, { props, children }: Drawing, memory: Memory): void => {
  const known = memory.get(node);
  if (!known) return;
  for (const name of new Set([...Object.keys(known.props), ...Object.keys(props)])) {
    const value = props[name];
    if (name === 'key' || value === known.props[name]) continue;
    if (name.startsWith('on')) listen(node, name.slice(2), value, known);
    else if (value === undefined || value === false) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  known.props = props;
  draw(node, children, memory);
};

const listen = (node: Element, event: string, value: PropValue, { listeners }: Known): void => {
  const before = listeners.get(event);
  if (before) node.removeEventListener(event, before);
  if (typeof value !== 'function') return void listeners.delete(event);
  node.addEventListener(event, value);
  listeners.set(event, value);
};
