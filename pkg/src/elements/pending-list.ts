/** The pending invites of an account and their actions. Loaded for users who may invite. */

import type { HallpassError } from '../errors.ts';
import { listsOf } from '../lists.ts';
import type { ListStore } from '../list-types.ts';
import type { Client, Invite, Policy } from '../types.ts';
import { PENDING_WORDS } from '../words/pending.ts';
import { COMMON_WORDS } from '../words/shared.ts';
import type { PartContext } from './lazy-part.ts';
import { h, type VirtualElement, type VirtualNode } from './render.ts';
import { accessTitle, button, problem } from './parts.ts';

type ActionName = 'copy' | 'resend' | 'revoke';

/** The latest action on an invite. */
interface Action {
  readonly name: ActionName;
  readonly busy?: boolean;
  readonly error?: HallpassError;
  /** The link to copy by hand, where the clipboard cannot be written. */
  readonly link?: string;
}

/** The pending invites of `account`, or of the active one. */
export class PendingList {
  readonly #client: Client;
  readonly #context: PartContext;
  readonly #invites: ListStore<Invite>;
  readonly #actions = new Map<string, Action>();
  #policy: Policy | undefined;
  readonly stop: () => void;

  constructor(client: Client, context: PartContext, account: string | undefined) {
    this.#client = client;
    this.#context = context;
    this.#invites = listsOf(client).invites({ status: 'pending', account });
    this.stop = this.#invites.subscribe(() => context.requestRender());
    const setPolicy = (policy: Policy): void => {
      this.#policy = policy;
      context.requestRender();
    };
    client.policy().then(setPolicy, () => {});
  }

  render(): VirtualNode[] {
    const words = { ...COMMON_WORDS, ...PENDING_WORDS, ...this.#context.words };
    const invites = this.#invites;
    const { status, items, next, error } = invites.state;
    const reading = status === 'loading' || status === 'idle';
    return [
      h(
        'section',
        { class: 'stack', part: 'pending', 'aria-label': words.pending },
        reading && h('p', { role: 'status' }, words.loading),
        problem(error, this.#context.words, () => void invites.reload()),
        status === 'ready' && items.length === 0 && h('p', { class: 'muted', part: 'empty' }, words.nonePending),
        items.length > 0 && h('ul', { class: 'list', part: 'list' }, ...items.map((invite) => this.#item(invite))),
        next !== undefined && button(words.loadMore, () => void invites.loadMore(), { part: 'more', busy: status === 'refreshing' }),
      ),
    ];
  }

  #item(invite: Invite): VirtualElement {
    const words = { ...COMMON_WORDS, ...PENDING_WORDS, ...this.#context.words };
    const action = this.#actions.get(invite.id);
    const list = (domains: readonly string[]): string => new Intl.ListFormat(this.#context.locale, { type: 'disjunction' }).format(domains);
    const recipient = invite.email ?? (invite.domains ? words.anyoneAt(list(invite.domains)) : words.anyone);
    const { maxUses = 1, uses = 0 } = invite;
    const used = maxUses > 1 && words.uses(uses, maxUses);
    const day = (at: string): string => new Intl.DateTimeFormat(this.#context.locale, { dateStyle: 'medium' }).format(Date.parse(at));
    const since = words.since(day(invite.createdAt), this.#context.isolated(invite.inviter.name));
    const expires = invite.expiresAt && words.expires(day(invite.expiresAt));
    const actionButton = (label: string, name: ActionName, variant?: string): VirtualElement =>
      button(label, () => void this.#run(invite, name), {
        variant,
        part: name,
        busy: action?.busy === true && action.name === name,
        unavailable: action?.busy === true && action.name !== name,
        more: { key: name, 'aria-label': `${label}: ${recipient}` },
      });
    return h(
      'li',
      { key: invite.id, part: 'item' },
      h('p', {}, h('strong', { part: 'whom' }, recipient), ` · ${accessTitle(this.#policy, invite.role, words)}`),
      h('p', { class: 'muted' }, [used, since, expires].filter(Boolean).join(' · ')),
      invite.note !== undefined && h('blockquote', { class: 'note', part: 'note' }, invite.note),
      invite.delivery && h('p', { class: 'muted', part: 'delivery' }, words.delivery(invite.delivery)),
      problem(action?.error, this.#context.words),
      action && this.#outcome(action),
      h(
        'div',
        { class: 'row' },
        actionButton(words.copyLink, 'copy'),
        actionButton(words.newLink, 'resend'),
        actionButton(words.revoke, 'revoke', 'danger'),
      ),
    );
  }

  /** What a finished action has done; a revoked invite is no longer there to show it. */
  #outcome({ name, busy, link }: Action): VirtualNode {
    const words = { ...PENDING_WORDS, ...this.#context.words };
    if (busy !== false || name === 'revoke') return undefined;
    return h('p', { role: 'status', part: 'done' }, link ?? (name === 'copy' ? words.copied : words.newLinkMade));
  }

  async #run(invite: Invite, name: ActionName): Promise<void> {
    const show = (action: Action): void => {
      this.#actions.set(invite.id, action);
      this.#context.renderNow();
    };
    show({ name, busy: true });
    try {
      if (name === 'revoke') await this.#revoke(invite);
      else show({ name, busy: false, ...(await this.#copyLink(invite, name)) });
    } catch (error) {
      show({ name, error: error as HallpassError });
    }
  }

  async #revoke(invite: Invite): Promise<void> {
    await this.#client.invites.revoke(invite.id);
    this.#actions.delete(invite.id);
    this.#context.dispatch('hallpass-revoked-invite', { invite });
    await this.#invites.reload();
  }

  /** Copies the link, unless the page handles it; returns it where the clipboard cannot be written. */
  async #copyLink(invite: Invite, name: 'copy' | 'resend'): Promise<{ readonly link?: string }> {
    const { invites } = this.#client;
    const { link } = name === 'copy' ? await invites.link(invite.id) : await invites.resend(invite.id, { rotate: true });
    const copied = this.#context.dispatch('hallpass-link', { invite, link }) && (await copy(link));
    return copied ? {} : { link };
  }
}

const copy = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
};
