import type { Client } from '../types.ts';
import type { OwnWords } from '../words.ts';
import { draw, type Drawn, type Memory } from './dom.ts';
import type { Stage } from './later.ts';
import { sheetOf } from './style.ts';

/** The platform's class where there is one: a server may import this module, and makes no element. */
const Platform: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/** The element that gives a client to everything inside. */
export const PROVIDER = 'hallpass-provider';
/** Told at the provider when its client or its words are others than before. */
export const PROVIDED = 'hallpass-provided';

/** What elements read of the provider around them. */
export interface Provides {
  readonly client?: Client | undefined;
  readonly words?: OwnWords | undefined;
}

/**
 * An element that shows what a client knows. It takes the client from its own `client` property, else from the
 * provider around it, whichever of the two is upgraded or given its client first.
 */
export abstract class ClientElement extends Platform {
  #client: Client | undefined;
  #words: OwnWords | undefined;
  #provider: Element | undefined;
  #serving: Client | undefined;
  #unsubscribe: (() => void)[] = [];
  #drawing = false;
  readonly #memory: Memory = new WeakMap();
  /** Shows everything of this element. Absent on a server. */
  protected readonly root: ShadowRoot;

  constructor() {
    super();
    this.root = this.attachShadow({ mode: 'open' });
    this.root.adoptedStyleSheets = [sheetOf(this.ownerDocument)];
  }

  /** The client; the provider's if none is set here. */
  get client(): Client | undefined {
    return this.#client ?? (this.#provider as Provides | undefined)?.client;
  }
  set client(client: Client | undefined) {
    this.#client = client;
    this.#serve();
  }

  /** Other words than the English ones, over those of the provider. */
  get words(): OwnWords {
    return { ...(this.#provider as Provides | undefined)?.words, ...this.#words };
  }
  set words(words: OwnWords | undefined) {
    this.#words = words;
    this.changed();
  }

  connectedCallback(): void {
    const { observedAttributes } = this.constructor as { observedAttributes?: readonly string[] };
    adopt(this, ['client', 'words', ...(observedAttributes ?? []).map(camel)]);
    this.#provider = providerOf(this);
    this.#provider?.addEventListener(PROVIDED, this.#provided);
    this.#serve();
  }

  disconnectedCallback(): void {
    this.#provider?.removeEventListener(PROVIDED, this.#provided);
    this.#provider = undefined;
    this.#serve();
  }

  attributeChangedCallback(): void {
    this.changed();
  }

  /** Writes an attribute that was set as a property: frameworks do, where an element has such a property. */
  protected put(name: string, value: unknown): void {
    if (value === undefined || value === null || value === false) this.removeAttribute(name);
    else this.setAttribute(name, value === true ? '' : String(value));
  }

  /** What is to be seen now. */
  protected abstract content(client: Client | undefined): readonly Drawn[];

  /** Begins to use `client`; gives what ends it. Subscriptions draw again through `changed`. */
  protected serve(client: Client): (() => void)[] {
    return [client.subscribe(() => this.changed())];
  }

  /** Draws again, once for all that changes in this turn. */
  protected changed(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    queueMicrotask(() => {
      this.#drawing = false;
      this.drawNow();
    });
  }

  /** Draws without waiting for the end of this turn. */
  protected drawNow(): void {
    if (this.isConnected) draw(this.root, this.content(this.#serving), this.#memory);
  }

  /** Tells the page. Gives whether nobody objected. */
  protected tell(event: string, detail: object): boolean {
    return this.dispatchEvent(new CustomEvent(event, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  /** The language in which dates and numbers are written. */
  protected get locale(): string | undefined {
    return this.closest('[lang]')?.getAttribute('lang') || undefined;
  }

  /** A name for use inside a sentence that may run the other way. */
  protected isolated(name: string): string {
    return this.closest('[dir]')?.getAttribute('dir') === 'rtl' ? `\u2068${name}\u2069` : name;
  }

  /** What a part that is loaded later needs of this element, and `more`. */
  protected stage<M extends object>(more?: M): Stage & M {
    const words = (): OwnWords => this.words;
    const locale = (): string | undefined => this.locale;
    const stage: Stage = {
      get words() {
        return words();
      },
      get locale() {
        return locale();
      },
      isolated: (name) => this.isolated(name),
      changed: () => this.changed(),
      drawNow: () => this.drawNow(),
      tell: (event, detail) => this.tell(event, detail),
    };
    // Getters as getters.
    return Object.defineProperties(stage as Stage & M, Object.getOwnPropertyDescriptors(more ?? {}));
  }

  readonly #provided = (): void => this.#serve();

  #serve(): void {
    const client = this.isConnected ? this.client : undefined;
    if (client !== this.#serving) {
      for (const stop of this.#unsubscribe) stop();
      this.#serving = client;
      this.#unsubscribe = client ? this.serve(client) : [];
    }
    if (this.isConnected) this.drawNow();
  }
}

/** `when-any` as a property: `whenAny`. */
const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Takes over properties that were set before the element was upgraded. */
export const adopt = (element: object, names: readonly string[]): void => {
  for (const name of names) {
    if (!Object.hasOwn(element, name)) continue;
    const value: unknown = Reflect.get(element, name);
    Reflect.deleteProperty(element, name);
    Reflect.set(element, name, value);
  }
};

/** The nearest provider, upgraded or not, also out of shadow trees. */
const providerOf = (element: Element): Element | undefined => {
  for (let at: Node | null = element; at;) {
    const found: Element | null = at instanceof Element ? at.closest(PROVIDER) : null;
    if (found) return found;
    const top: Node = at.getRootNode();
    at = top instanceof ShadowRoot ? top.host : null;
  }
  return undefined;
};
