import { REQUIRED } from '../generated.ts';
import type { Client } from '../types.ts';
import { COMMON_WORDS } from '../words/shared.ts';
import { ClientElement } from './client-element.ts';
import { type VirtualNode, h } from './render.ts';
import { LazyPart } from './lazy-part.ts';
import { button } from './parts.ts';
import type { PendingList } from './pending-list.ts';

/**
 * `<hallpass-pending-invites>`: the pending invites of the active account, or of `account`, for users who may invite:
 * copy the link again, create a new link, revoke. Others see the slot `fallback`.
 *
 * Dispatches `hallpass-link` with `{invite, link}` when a link is asked for, and `hallpass-revoked-invite`.
 */
export class HallpassPendingInvites extends ClientElement {
  static readonly observedAttributes = ['account'];

  readonly #list = new LazyPart<PendingList>(() => this.requestRender());

  /** The attribute `account`. */
  get account(): string | null {
    return this.getAttribute('account');
  }
  set account(id: string | null) {
    this.reflect('account', id);
  }

  override attributeChangedCallback(): void {
    // Another account has another list.
    this.#list.stop();
    super.attributeChangedCallback();
  }

  protected override connectClient(client: Client): (() => void)[] {
    return [...super.connectClient(client), () => this.#list.stop()];
  }

  protected override render(client: Client | undefined): readonly VirtualNode[] {
    const account = this.account ?? undefined;
    // The list is read only while the user may read it.
    if (!client?.can(REQUIRED.membersInvite, { account })) {
      this.#list.stop();
      return [h('slot', { name: 'fallback' })];
    }
    const words = { ...COMMON_WORDS, ...this.words };
    const { state } = this.#list;
    const load = (): void => this.#list.start(async () => new (await import('./pending-list.ts')).PendingList(client, this.partContext(), account));
    if (state.status === 'idle') load();
    return this.#list.current?.render() ?? [state.status === 'failed' ? button(words.retry, load, { part: 'retry' }) : h('p', { role: 'status' }, words.loading)];
  }
}
