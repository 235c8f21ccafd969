import type { Client } from '../types.ts';
import { INBOX_WORDS } from '../words/inbox.ts';
import { COMMON_WORDS } from '../words/shared.ts';
import { ClientElement } from './base.ts';
import { type Drawing, type Drawn, h } from './dom.ts';
import type { InboxList } from './inbox-list.ts';
import { createLater } from './later.ts';
import { createDismiss, placePanel } from './menu.ts';
import { button, icon } from './parts.ts';

/**
 * `<hallpass-inbox-bell>`: how many invites wait for me, and a panel to answer them. It opens by itself when one
 * arrives, unless it is `quiet`.
 *
 * Tells `hallpass-open` with the account after a switch to a team that was just joined.
 */
export class HallpassInboxBell extends ClientElement {
  static readonly observedAttributes = ['quiet'];

  readonly #list = createLater<InboxList>(() => this.changed());
  #open = false;
  #seen = 0;
  readonly #dismiss = createDismiss(this, () => this.#toggle(false));

  constructor() {
    super();
    // Whoever goes to the team has done with the inbox.
    this.addEventListener('hallpass-open', () => this.#toggle(false));
  }

  /** The attribute `quiet`. */
  get quiet(): boolean {
    return this.hasAttribute('quiet');
  }
  set quiet(quiet: boolean) {
    this.put('quiet', quiet);
  }

  protected override serve(client: Client): (() => void)[] {
    this.#seen = 0;
    this.#open = false;
    const looked = (): void => {
      const { inboxCount } = client.state;
      if (inboxCount > this.#seen && !this.quiet) this.#open = true;
      this.#seen = inboxCount;
      this.changed();
    };
    queueMicrotask(looked);
    return [client.subscribe(looked), () => this.#list.stop()];
  }

  protected override content(client: Client | undefined): readonly Drawn[] {
    const words = { ...INBOX_WORDS, ...this.words };
    const count = client?.state.inboxCount ?? 0;
    const label = count > 0 ? words.inboxWith(count) : words.inbox;
    return [
      h(
        'button',
        {
          type: 'button',
          class: 'bell',
          part: 'button bell',
          'aria-label': label,
          title: label,
          'aria-haspopup': 'dialog',
          'aria-expanded': String(this.#open),
          onclick: () => this.#toggle(!this.#open),
        },
        icon('bell'),
        count > 0 && h('span', { class: 'count', part: 'count', 'aria-hidden': 'true' }, count > 99 ? '99+' : count),
      ),
      this.#open && client && this.#panel(client, count),
    ];
  }

  protected override drawNow(): void {
    super.drawNow();
    placePanel(this);
  }

  #toggle(open: boolean): void {
    this.#open = open;
    this.#dismiss(open);
    this.drawNow();
  }

  #panel(client: Client, count: number): Drawing {
    const words = { ...COMMON_WORDS, ...INBOX_WORDS, ...this.words };
    const { now, lost, idle } = this.#list;
    const load = (): void => this.#list.start(async () => new (await import('./inbox-list.ts')).InboxList(client, this.stage()));
    if (idle) load();
    const close = (): void => {
      this.#toggle(false);
      this.root.querySelector('button')?.focus();
    };
    return h(
      'div',
      { class: 'panel stack', part: 'panel', role: 'dialog', 'aria-label': words.inbox },
      h(
        'div',
        { class: 'head' },
        h('h2', { part: 'title' }, count > 0 ? words.youAreInvited : words.inbox),
        button(icon('close'), close, { look: 'quiet', part: 'close', more: { 'aria-label': words.closeInbox } }),
      ),
      ...(now?.content() ?? [lost ? button(words.retry, load, { part: 'retry' }) : h('p', { role: 'status' }, words.readingInbox)]),
    );
  }
}
