import type { AcceptState } from '../accept-types.ts';
import type { Client } from '../types.ts';
import { COMMON_WORDS } from '../words/shared.ts';
import type { Screens } from './accept-screen.ts';
import { ClientElement } from './base.ts';
import { type Drawn, h } from './dom.ts';
import { createLater } from './later.ts';
import { button } from './parts.ts';

/**
 * `<hallpass-accept>`: what an invite link leads to. One screen per step of the accept flow; Join and Decline by a
 * press of one's own.
 *
 * Takes the invite out of the address as soon as it is given a client. Tells `hallpass-step` with the flow's state,
 * and `hallpass-open` with the account once the team is the active one: go there. `level` is that of its heading.
 * What is in the slot `sign-in` stands in for the button that asks the host to sign in.
 */
export class HallpassAccept extends ClientElement {
  static readonly observedAttributes = ['level'];

  readonly #screens = createLater<Screens>(() => this.changed());
  #step: AcceptState['step'] | undefined;

  /** The attribute `level`. */
  get level(): number {
    return Math.min(6, Math.max(1, Number(this.getAttribute('level')) || 2));
  }
  set level(level: number) {
    this.put('level', level);
  }

  protected override serve(client: Client): (() => void)[] {
    client.pendingInvite.capture();
    // Another link that is opened in this tab changes nothing but the fragment.
    const another = (): void => {
      client.pendingInvite.capture();
      void this.#screens.now?.flow.retry();
    };
    globalThis.addEventListener('hashchange', another);
    this.#load(client);
    return [() => globalThis.removeEventListener('hashchange', another), () => this.#screens.stop()];
  }

  protected override content(client: Client | undefined): readonly Drawn[] {
    const words = { ...COMMON_WORDS, ...this.words };
    const { now, lost } = this.#screens;
    if (now) return [now.content()];
    if (client && lost) return [button(words.retry, () => this.#load(client), { part: 'retry' })];
    return [h('p', { role: 'status', part: 'waiting' }, words.checkingInvite)];
  }

  #load(client: Client): void {
    this.#screens.start(async () => {
      const { Screens } = await import('./accept-screen.ts');
      const level = (): number => this.level;
      const more = {
        get level() {
          return level();
        },
        moved: (state: AcceptState) => this.#moved(state),
      };
      return new Screens(client, this.stage(more));
    });
  }

  #moved(state: AcceptState): void {
    const held = this.root.activeElement !== null;
    const another = state.step !== this.#step;
    this.#step = state.step;
    this.drawNow();
    if (!another) return;
    // The button that was pressed is gone: whoever works by keyboard goes on at what is new.
    if (held && !this.root.activeElement) this.root.querySelector<HTMLElement>('#title')?.focus();
    this.tell('hallpass-step', { state });
  }
}
