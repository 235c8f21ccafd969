import type { Client } from '../types.ts';
import { INBOX_WORDS } from '../words/inbox.ts';
import { COMMON_WORDS } from '../words/shared.ts';
import { ClientElement } from './client-element.ts';
import type { InboxList } from './inbox-list.ts';
import { LazyPart } from './lazy-part.ts';
import { createDismiss, placeOwnPanel } from './menu.ts';
import { button, icon } from './parts.ts';
import { h, type VirtualElement, type VirtualNode } from './render.ts';

/**
 * `<hallpass-inbox-bell>`: how many invites are pending for the user, and a panel to answer them. It opens by itself when
 * one arrives, unless it is `quiet`.
 *
 * Dispatches `hallpass-open` with the account after a switch to a team that was just joined.
 */
export class HallpassInboxBell extends ClientElement {
  static readonly observedAttributes = ['quiet'];

  readonly #list = new LazyPart<InboxList>(() => this.requestRender());
  #open = false;
  #seenCount = 0;
  readonly #dismiss = createDismiss(this, () => this.#setOpen(false));

  constructor() {
    super();
    // The user has gone to the team.
    this.addEventListener('hallpass-open', () => this.#setOpen(false));
  }

  /** The attribute `quiet`. */
  get quiet(): boolean {
    return this.hasAttribute('quiet');
  }
  set quiet(quiet: boolean) {
    this.reflect('quiet', quiet);
  }

  protected override connectClient(client: Client): (() => void)[] {
    this.#seenCount = 0;
    this.#open = false;
    const onChange = (): void => {
      const { inboxCount } = client.state;
      if (inboxCount > this.#seenCount && !this.quiet) this.#open = true;
      this.#seenCount = inboxCount;
      this.requestRender();
    };
    queueMicrotask(onChange);
    return [client.subscribe(onChange), () => this.#list.stop()];
  }

  protected override render(client: Client | undefined): readonly VirtualNode[] {
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
          onclick: () => this.#setOpen(!this.#open),
        },
        icon('bell'),
        count > 0 && h('span', { class: 'count', part: 'count', 'aria-hidden': 'true' }, count > 99 ? '99+' : count),
      ),
      this.#open && client && this.#panel(client, count),
    ];
  }

  protected override renderNow(): void {
    super.renderNow();
    placeOwnPanel(this);
  }

  #setOpen(open: boolean): void {
    this.#open = open;
    this.#dismiss(open);
    this.renderNow();
  }

  #panel(client: Client, count: number): VirtualElement {
    const words = { ...COMMON_WORDS, ...INBOX_WORDS, ...this.words };
    const { state } = this.#list;
    const load = (): void => this.#list.start(async () => new (await import('./inbox-list.ts')).InboxList(client, this.partContext()));
    if (state.status === 'idle') load();
    const close = (): void => {
      this.#setOpen(false);
      this.root.querySelector('button')?.focus();
    };
    return h(
      'div',
      { class: 'panel stack', part: 'panel', role: 'dialog', 'aria-label': words.inbox },
      h(
        'div',
        { class: 'head' },
        h('h2', { part: 'title' }, count > 0 ? words.youAreInvited : words.inbox),
        button(icon('close'), close, { variant: 'quiet', part: 'close', more: { 'aria-label': words.closeInbox } }),
      ),
      ...(this.#list.current?.render() ?? [state.status === 'failed' ? button(words.retry, load, { part: 'retry' }) : h('p', { role: 'status' }, words.readingInbox)]),
    );
  }
}
