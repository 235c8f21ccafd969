import type { AcceptFlow, AcceptState } from '../accept-types.ts';
import type { Client, Policy } from '../types.ts';
import { COMMON_WORDS, type OwnWords } from '../words.ts';
import type { Screens, Stage } from './accept-screen.ts';
import { ClientElement } from './base.ts';
import { type Drawn, h } from './dom.ts';
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

  #screens: Screens | undefined;
  #lost = false;
  #policy: Policy | undefined;
  #step: AcceptState['step'] | undefined;
  #end: (() => void) | undefined;

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
      void this.#screens?.flow.retry();
    };
    globalThis.addEventListener('hashchange', another);
    // Without a policy roles show by their names.
    client.policy().then((policy) => this.#know(policy), () => {});
    void this.#load(client);
    const stops = [client.on('policy', ({ policy }) => this.#know(policy)), () => globalThis.removeEventListener('hashchange', another)];
    return [...stops, () => this.#leave()];
  }

  protected override content(client: Client | undefined): readonly Drawn[] {
    const words = { ...COMMON_WORDS, ...this.words };
    if (client && this.#screens) return [this.#screens.content()];
    if (client && this.#lost) return [button(words.retry, () => void this.#load(client), { part: 'retry' })];
    return [h('p', { role: 'status', part: 'waiting' }, words.checkingInvite)];
  }

  async #load(client: Client): Promise<void> {
    this.#lost = false;
    const loaded = await import('./accept-screen.ts').catch(() => undefined);
    // Meanwhile somebody may have taken the element away, or given it another client.
    if (!this.isConnected || client !== this.client || this.#screens) return;
    if (loaded) {
      this.#screens = new loaded.Screens(client, this.#stage());
      const { flow } = this.#screens;
      this.#end = flow.subscribe(() => this.#moved(flow));
      this.#step = flow.state.step;
    } else this.#lost = true;
    this.changed();
  }

  /** What the screens read of this element each time they draw. */
  #stage(): Stage {
    const words = (): OwnWords => this.words;
    const level = (): number => this.level;
    const policy = (): Policy | undefined => this.#policy;
    return {
      get words() {
        return words();
      },
      get level() {
        return level();
      },
      get policy() {
        return policy();
      },
      isolated: (name) => this.isolated(name),
      opened: (account) => void this.tell('hallpass-open', { account }),
    };
  }

  #know(policy: Policy): void {
    this.#policy = policy;
    this.changed();
  }

  #leave(): void {
    this.#end?.();
    this.#end = this.#screens = undefined;
  }

  #moved(flow: AcceptFlow): void {
    const { state } = flow;
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
