import type { Client, Events } from '../types.ts';
import type { OwnWords } from '../words.ts';
import { adopt, PROVIDED, type Provides } from './base.ts';
import { sheetOf } from './style.ts';

const Platform: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/** The client's events, each told to the page under `hallpass-` and its name. */
const EVENTS: readonly (keyof Events)[] = [
  'switch', 'joined', 'revoked', 'role-changed', 'invite-received', 'identity', 'policy', 'error',
];

/**
 * `<hallpass-provider>`: gives its `client`, and `words`, to every Hallpass element inside. It adds no box.
 *
 * The client's events arrive here as `hallpass-switch`, `hallpass-joined` and so on, with what they tell in `detail`.
 */
export class HallpassProvider extends Platform implements Provides {
  #client: Client | undefined;
  #words: OwnWords | undefined;
  #unsubscribe: (() => void)[] = [];

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheetOf(this.ownerDocument)];
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
    this.dispatchEvent(new Event(PROVIDED));
  }

  /** Other words than the English ones. */
  get words(): OwnWords | undefined {
    return this.#words;
  }
  set words(words: OwnWords | undefined) {
    this.#words = words;
    this.dispatchEvent(new Event(PROVIDED));
  }

  connectedCallback(): void {
    adopt(this, ['words', 'client']);
    this.#relay();
    this.dispatchEvent(new Event(PROVIDED));
  }

  disconnectedCallback(): void {
    this.#relay();
  }

  #relay(): void {
    for (const stop of this.#unsubscribe) stop();
    const client = this.isConnected ? this.#client : undefined;
    this.#unsubscribe = client
      ? EVENTS.map((event) =>
          client.on(event, (detail) =>
            this.dispatchEvent(new CustomEvent(`hallpass-${event}`, { detail, bubbles: true, composed: true })),
          ),
        )
      : [];
  }
}
