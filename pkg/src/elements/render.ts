/**
 * Renders trees of plain values into a shadow root and changes only what is different, so that focus, selection and
 * listeners stay. Text is set as text: no markup is parsed, and no style attribute is written.
 */

/** A listener, or the value of an attribute; `false` and `undefined` leave it out, `true` writes it empty. */
export type PropValue = string | number | boolean | undefined | ((event: Event) => void);

/** An element, text, or nothing. */
export type VirtualNode = VirtualElement | string | number | undefined | false;

/** An element to be rendered. */
export interface VirtualElement {
  readonly tag: string;
  /** Attributes, and listeners under `onclick` and the like. `key` tells siblings apart. */
  readonly props: Readonly<Record<string, PropValue>>;
  readonly children: readonly VirtualNode[];
}

/** Describes an element. */
export const h = (tag: string, props: Readonly<Record<string, PropValue>> = {}, ...children: readonly VirtualNode[]): VirtualElement => ({
  tag,
  props,
  children,
});

interface RenderedElement {
  readonly tag: string;
  readonly key: PropValue;
  props: Readonly<Record<string, PropValue>>;
  readonly listeners: Map<string, (event: Event) => void>;
}

/** What each element was rendered from. */
export type RenderedNodes = WeakMap<Node, RenderedElement>;

/** Makes the children of `parent` what `children` describes. */
export const renderChildren = (parent: ParentNode & Node, children: readonly VirtualNode[], rendered: RenderedNodes): void => {
  const unused = new Set<ChildNode>(parent.childNodes);
  const nodes = children.filter(isShown).map((child) => {
    const node = findReusable(child, unused, rendered) ?? createNode(child, parent, rendered);
    unused.delete(node);
    if (typeof child === 'object') updateElement(node as Element, child, rendered);
    else if (node.nodeValue !== String(child)) node.nodeValue = String(child);
    return node;
  });
  // Removed before the others are moved: a node that need not be moved keeps its focus.
  for (const node of unused) node.remove();
  let place = parent.firstChild;
  for (const node of nodes) {
    if (node === place) place = node.nextSibling;
    else parent.insertBefore(node, place);
  }
};

const isShown = (node: VirtualNode): node is VirtualElement | string | number => node !== undefined && node !== false && node !== '';

const findReusable = (child: string | number | VirtualElement, unused: ReadonlySet<ChildNode>, rendered: RenderedNodes): ChildNode | undefined => {
  for (const node of unused) {
    const known = rendered.get(node);
    if (typeof child === 'object' ? known?.tag === child.tag && known.key === child.props['key'] : !known) return node;
  }
  return undefined;
};

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';
const SVG_TAGS = ['svg', 'path'];

const createNode = (child: string | number | VirtualElement, parent: Node, rendered: RenderedNodes): ChildNode => {
  const document = parent.ownerDocument as Document;
  if (typeof child !== 'object') return document.createTextNode(String(child));
  const { tag, props } = child;
  const node = SVG_TAGS.includes(tag) ? document.createElementNS(SVG_NAMESPACE, tag) : document.createElement(tag);
  rendered.set(node, { tag, key: props['key'], props: {}, listeners: new Map() });
  return node;
};

const updateElement = (node: Element, { props, children }: VirtualElement, rendered: RenderedNodes): void => {
  const known = rendered.get(node);
  if (!known) return;
  for (const name of new Set([...Object.keys(known.props), ...Object.keys(props)])) {
    const value = props[name];
    if (name === 'key' || value === known.props[name]) continue;
    if (name.startsWith('on')) setListener(node, name.slice(2), value, known);
    else if (value === undefined || value === false) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  known.props = props;
  renderChildren(node, children, rendered);
};

const setListener = (node: Element, event: string, value: PropValue, { listeners }: RenderedElement): void => {
  const before = listeners.get(event);
  if (before) node.removeEventListener(event, before);
  if (typeof value !== 'function') return void listeners.delete(event);
  node.addEventListener(event, value);
  listeners.set(event, value);
};
