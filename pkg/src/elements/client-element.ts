import type { Client } from '../types.ts';
import type { OwnWords } from '../words.ts';
import type { PartContext } from './lazy-part.ts';
import { renderChildren, type RenderedNodes, type VirtualNode } from './render.ts';
import { applyStyles } from './style.ts';

/** The platform's class. A server may import this module and creates no element, so any class does there. */
const BaseElement: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/** The tag of the element that gives a client to everything inside. */
export const PROVIDER = 'hallpass-provider';
/** The event that a provider dispatches when its client or its words have changed. */
export const PROVIDER_CHANGED = 'hallpass-provided';

/** What elements read of the provider around them. */
export interface ProviderValues {
  readonly client?: Client | undefined;
  readonly words?: OwnWords | undefined;
}

/**
 * An element that shows what a client knows. Its client is that of its `client` property, else that of the provider
 * around it, no matter which of the two elements is upgraded or gets its client first.
 */
export abstract class ClientElement extends BaseElement {
  #client: Client | undefined;
  #words: OwnWords | undefined;
  #provider: Element | undefined;
  /** The client that the element is connected to. */
  #connectedClient: Client | undefined;
  #disconnect: (() => void)[] = [];
  #renderRequested = false;
  readonly #rendered: RenderedNodes = new WeakMap();
  /** Shows everything of this element. Absent on a server. */
  protected readonly root: ShadowRoot;

  constructor() {
    super();
    this.root = this.attachShadow({ mode: 'open' });
    applyStyles(this.root, this.ownerDocument);
  }

  /** The client; the provider's if none is set here. */
  get client(): Client | undefined {
    return this.#client ?? (this.#provider as ProviderValues | undefined)?.client;
  }
  set client(client: Client | undefined) {
    this.#client = client;
    this.#connect();
  }

  /** Other words than the English ones, over those of the provider. */
  get words(): OwnWords {
    return { ...(this.#provider as ProviderValues | undefined)?.words, ...this.#words };
  }
  set words(words: OwnWords | undefined) {
    this.#words = words;
    this.requestRender();
  }

  connectedCallback(): void {
    const { observedAttributes } = this.constructor as { observedAttributes?: readonly string[] };
    upgradeProperties(this, ['client', 'words', ...(observedAttributes ?? []).map(camelCase)]);
    this.#provider = providerOf(this);
    this.#provider?.addEventListener(PROVIDER_CHANGED, this.#onProviderChanged);
    this.#connect();
  }

  disconnectedCallback(): void {
    this.#provider?.removeEventListener(PROVIDER_CHANGED, this.#onProviderChanged);
    this.#provider = undefined;
    this.#connect();
  }

  attributeChangedCallback(): void {
    this.requestRender();
  }

  /** Writes an attribute that was set as a property, as frameworks do where an element has such a property. */
  protected reflect(name: string, value: unknown): void {
    if (value === undefined || value === null || value === false) this.removeAttribute(name);
    else this.setAttribute(name, value === true ? '' : String(value));
  }

  /** What is to be shown now. */
  protected abstract render(client: Client | undefined): readonly VirtualNode[];

  /** Begins to use `client`; returns what ends it. */
  protected connectClient(client: Client): (() => void)[] {
    return [client.subscribe(() => this.requestRender())];
  }

  /** Renders again, once for everything that changes in this task. */
  protected requestRender(): void {
    if (this.#renderRequested) return;
    this.#renderRequested = true;
    queueMicrotask(() => {
      this.#renderRequested = false;
      this.renderNow();
    });
  }

  /** Renders without waiting for the end of this task. */
  protected renderNow(): void {
    if (this.isConnected) renderChildren(this.root, this.render(this.#connectedClient), this.#rendered);
  }

  /** Dispatches an event to the page. Returns false if a listener has called `preventDefault`. */
  protected dispatch(event: string, detail: object): boolean {
    return this.dispatchEvent(new CustomEvent(event, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  /** The language in which dates and numbers are written. */
  protected get locale(): string | undefined {
    return this.closest('[lang]')?.getAttribute('lang') || undefined;
  }

  /** A name for use inside a sentence that may run in the other direction. */
  protected isolated(name: string): string {
    return this.closest('[dir]')?.getAttribute('dir') === 'rtl' ? `\u2068${name}\u2069` : name;
  }

  /** What a part that is loaded later uses of this element. */
  protected partContext(): PartContext {
    const words = (): OwnWords => this.words;
    const locale = (): string | undefined => this.locale;
    return {
      get words() {
        return words();
      },
      get locale() {
        return locale();
      },
      isolated: (name) => this.isolated(name),
      requestRender: () => this.requestRender(),
      renderNow: () => this.renderNow(),
      dispatch: (event, detail) => this.dispatch(event, detail),
    };
  }

  readonly #onProviderChanged = (): void => this.#connect();

  #connect(): void {
    const client = this.isConnected ? this.client : undefined;
    if (client !== this.#connectedClient) {
      for (const disconnect of this.#disconnect) disconnect();
      this.#connectedClient = client;
      this.#disconnect = client ? this.connectClient(client) : [];
    }
    if (this.isConnected) this.renderNow();
  }
}

/** `when-any` as a property: `whenAny`. */
const camelCase = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Applies properties that were set before the element was upgraded. */
export const upgradeProperties = (element: object, names: readonly string[]): void => {
  for (const name of names) {
    if (!Object.hasOwn(element, name)) continue;
    const value: unknown = Reflect.get(element, name);
    Reflect.deleteProperty(element, name);
    Reflect.set(element, name, value);
  }
};

/** The nearest provider, upgraded or not, also outside of the shadow trees that the element is in. */
const providerOf = (element: Element): Element | undefined => {
  for (let node: Node | null = element; node;) {
    const found: Element | null = node instanceof Element ? node.closest(PROVIDER) : null;
    if (found) return found;
    const root: Node = node.getRootNode();
    node = root instanceof ShadowRoot ? root.host : null;
  }
  return undefined;
};
