import type { AcceptState } from '../accept-types.ts';
import type { Client } from '../types.ts';
import { COMMON_WORDS } from '../words/shared.ts';
import type { AcceptScreens } from './accept-screen.ts';
import { ClientElement } from './client-element.ts';
import { h, type VirtualNode } from './render.ts';
import { LazyPart } from './lazy-part.ts';
import { button } from './parts.ts';

/**
 * `<hallpass-accept>`: the page that an invite link leads to, with one screen per step of the accept flow.
 *
 * It moves the invite out of the address as soon as it has a client. It dispatches `hallpass-step` with the flow's state,
 * and `hallpass-open` with the account once the team is the active one: navigate there. `level` is that of its heading.
 * The slot `sign-in` replaces the button that asks the app to sign in.
 */
export class HallpassAccept extends ClientElement {
  static readonly observedAttributes = ['level'];

  readonly #screens = new LazyPart<AcceptScreens>(() => this.requestRender());
  #step: AcceptState['step'] | undefined;

  /** The attribute `level`. */
  get level(): number {
    return Math.min(6, Math.max(1, Number(this.getAttribute('level')) || 2));
  }
  set level(level: number) {
    this.reflect('level', level);
  }

  protected override connectClient(client: Client): (() => void)[] {
    client.pendingInvite.capture();
    // Another link that is opened in this tab changes the fragment only.
    const onLink = (): void => {
      client.pendingInvite.capture();
      void this.#screens.current?.flow.retry();
    };
    globalThis.addEventListener('hashchange', onLink);
    this.#load(client);
    return [() => globalThis.removeEventListener('hashchange', onLink), () => this.#screens.stop()];
  }

  protected override render(client: Client | undefined): readonly VirtualNode[] {
    const words = { ...COMMON_WORDS, ...this.words };
    const { state } = this.#screens;
    if (state.status === 'ready') return [state.part.render()];
    if (client && state.status === 'failed') return [button(words.retry, () => this.#load(client), { part: 'retry' })];
    return [h('p', { role: 'status', part: 'waiting' }, words.checkingInvite)];
  }

  #load(client: Client): void {
    this.#screens.start(async () => {
      const { AcceptScreens } = await import('./accept-screen.ts');
      return new AcceptScreens(client, this.partContext(), { headingLevel: () => this.level, onChange: (state) => this.#onChange(state) });
    });
  }

  #onChange(state: AcceptState): void {
    const hadFocus = this.root.activeElement !== null;
    const isOtherStep = state.step !== this.#step;
    this.#step = state.step;
    this.renderNow();
    if (!isOtherStep) return;
    // The button that was pressed is gone: the keyboard goes on at the new heading.
    if (hadFocus && !this.root.activeElement) this.root.querySelector<HTMLElement>('#title')?.focus();
    this.dispatch('hallpass-step', { state });
  }
}
