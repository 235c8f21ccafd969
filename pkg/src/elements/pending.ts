import { REQUIRED } from '../generated.ts';
import type { Client } from '../types.ts';
import { COMMON_WORDS } from '../words/shared.ts';
import { ClientElement } from './base.ts';
import { type Drawn, h } from './dom.ts';
import { createLater } from './later.ts';
import { button } from './parts.ts';
import type { PendingList } from './pending-list.ts';

/**
 * `<hallpass-pending-invites>`: the open invites of the active account, or of `account`, for those who may invite:
 * copy the link again, make a new link, revoke. Others see the slot `fallback`.
 *
 * Tells `hallpass-link` with `{invite, link}` when a link is asked for, and `hallpass-revoked-invite`.
 */
export class HallpassPendingInvites extends ClientElement {
  static readonly observedAttributes = ['account'];

  readonly #list = createLater<PendingList>(() => this.changed());

  /** The attribute `account`. */
  get account(): string | null {
    return this.getAttribute('account');
  }
  set account(id: string | null) {
    this.put('account', id);
  }

  override attributeChangedCallback(): void {
    // Another account: another list.
    this.#list.stop();
    super.attributeChangedCallback();
  }

  protected override serve(client: Client): (() => void)[] {
    return [...super.serve(client), () => this.#list.stop()];
  }

  protected override content(client: Client | undefined): readonly Drawn[] {
    const account = this.account ?? undefined;
    // The list is read only while it may be read.
    if (!client?.can(REQUIRED.membersInvite, { account })) {
      this.#list.stop();
      return [h('slot', { name: 'fallback' })];
    }
    const words = { ...COMMON_WORDS, ...this.words };
    const { now, lost, idle } = this.#list;
    const load = (): void => this.#list.start(async () => new (await import('./pending-list.ts')).PendingList(client, this.stage(), account));
    if (idle) load();
    return now?.content() ?? [lost ? button(words.retry, load, { part: 'retry' }) : h('p', { role: 'status' }, words.loading)];
  }
}
