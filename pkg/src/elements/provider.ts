import type { Client, Events } from '../types.ts';
import type { OwnWords } from '../words.ts';
import { PROVIDER_CHANGED, type ProviderValues, upgradeProperties } from './client-element.ts';
import { applyStyles } from './style.ts';

/** The platform's class. A server may import this module and creates no element, so any class does there. */
const BaseElement: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/** The client's events that are dispatched to the page as `hallpass-` and their name. */
const RELAYED_EVENTS: readonly (keyof Events)[] = [
  'switch', 'project-switch', 'joined', 'revoked', 'role-changed', 'invite-received', 'identity', 'policy', 'error',
];

/**
 * `<hallpass-provider>`: gives its `client`, and `words`, to every Hallpass element inside. It adds no box.
 *
 * It dispatches the client's events as `hallpass-switch`, `hallpass-joined` and so on, with their data in `detail`.
 *
 * ```js
 * document.querySelector('hallpass-provider').client = createClient({ endpoint, getIdentityToken });
 * ```
 */
export class HallpassProvider extends BaseElement implements ProviderValues {
  #client: Client | undefined;
  #words: OwnWords | undefined;
  #unsubscribe: (() => void)[] = [];

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    applyStyles(root, this.ownerDocument);
    root.append(this.ownerDocument.createElement('slot'));
  }

  /** From `createClient`. */
  get client(): Client | undefined {
    return this.#client;
  }
  set client(client: Client | undefined) {
    if (client === this.#client) return;
    this.#client = client;
    this.#relay();
    this.dispatchEvent(new Event(PROVIDER_CHANGED));
  }

  /** Other words than the English ones. */
  get words(): OwnWords | undefined {
    return this.#words;
  }
  set words(words: OwnWords | undefined) {
    this.#words = words;
    this.dispatchEvent(new Event(PROVIDER_CHANGED));
  }

  connectedCallback(): void {
    upgradeProperties(this, ['words', 'client']);
    this.#relay();
    this.dispatchEvent(new Event(PROVIDER_CHANGED));
  }

  disconnectedCallback(): void {
    this.#relay();
  }

  #relay(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    const client = this.isConnected ? this.#client : undefined;
    this.#unsubscribe = client
      ? RELAYED_EVENTS.map((event) =>
          client.on(event, (detail) =>
            this.dispatchEvent(new CustomEvent(`hallpass-${event}`, { detail, bubbles: true, composed: true })),
          ),
        )
      : [];
  }
}
