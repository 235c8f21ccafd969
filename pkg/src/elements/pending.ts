import type { HallpassError } from '../errors.ts';
import { REQUIRED } from '../generated.ts';
import { listsOf } from '../lists.ts';
import type { ListStore } from '../list-types.ts';
import type { Client, Invite, Policy } from '../types.ts';
import { COMMON_WORDS, PENDING_WORDS } from '../words.ts';
import { ClientElement } from './base.ts';
import { type Drawing, type Drawn, h } from './dom.ts';
import { button, problem, roleTitle } from './parts.ts';

type Act = 'copy' | 'resend' | 'revoke';

/** What is being done to an invite, or was. */
interface Doing {
  readonly act: Act;
  readonly busy?: boolean;
  readonly error?: HallpassError;
  /** The link, where the clipboard is not to be had: it can be copied by hand. */
  readonly link?: string;
}

/**
 * `<hallpass-pending-invites>`: the open invites of the active account, or of `account`, for those who may invite:
 * copy the link again, make a new link, revoke. Others see the slot `fallback`.
 *
 * Tells `hallpass-link` with `{invite, link}` when a link is asked for, and `hallpass-revoked-invite`.
 */
export class HallpassPendingInvites extends ClientElement {
  static readonly observedAttributes = ['account'];

  #invites: ListStore<Invite> | undefined;
  #policy: Policy | undefined;
  #doing = new Map<string, Doing>();
  #stop: (() => void) | undefined;

  /** The attribute `account`. */
  get account(): string | null {
    return this.getAttribute('account');
  }
  set account(id: string | null) {
    this.put('account', id);
  }

  override attributeChangedCallback(): void {
    if (this.client && this.isConnected) this.#follow(this.client);
    super.attributeChangedCallback();
  }

  protected override serve(client: Client): (() => void)[] {
    this.#doing.clear();
    client.policy().then((policy) => (this.#policy = policy), () => {});
    this.#follow(client);
    return [client.subscribe(() => this.#follow(client)), () => this.#leave()];
  }

  /** Reads the list only while it may be read. */
  #follow(client: Client): void {
    const account = this.getAttribute('account') ?? undefined;
    if (!client.can(REQUIRED.membersInvite, { account })) this.#leave();
    else {
      const invites = listsOf(client).invites({ status: 'pending', account });
      if (invites !== this.#invites) {
        this.#leave();
        this.#invites = invites;
        this.#stop = invites.subscribe(() => this.changed());
      }
    }
    this.changed();
  }

  #leave(): void {
    this.#stop?.();
    this.#stop = this.#invites = undefined;
  }

  protected override content(client: Client | undefined): readonly Drawn[] {
    const words = { ...COMMON_WORDS, ...PENDING_WORDS, ...this.words };
    const invites = this.#invites;
    if (!client || !invites) return [h('slot', { name: 'fallback' })];
    const { status, items, next, error } = invites.state;
    const reading = status === 'loading' || status === 'idle';
    return [
      h(
        'section',
        { class: 'stack', part: 'pending', 'aria-label': words.pending },
        reading && h('p', { role: 'status' }, words.loading),
        problem(error, this.words, () => void invites.reload()),
        status === 'ready' && items.length === 0 && h('p', { class: 'muted', part: 'empty' }, words.nonePending),
        items.length > 0 && h('ul', { class: 'list', part: 'list' }, ...items.map((invite) => this.#item(client, invite))),
        next !== undefined && button(words.loadMore, () => void invites.loadMore(), { part: 'more', busy: status === 'refreshing' }),
      ),
    ];
  }

  #item(client: Client, invite: Invite): Drawing {
    const words = { ...PENDING_WORDS, ...this.words };
    const doing = this.#doing.get(invite.id);
    const whom = invite.email ?? words.anyone;
    const day = (at: string): string => new Intl.DateTimeFormat(this.locale, { dateStyle: 'medium' }).format(Date.parse(at));
    const act = (label: string, what: Act, look?: string): Drawing =>
      button(label, () => void this.#act(client, invite, what), {
        look,
        part: what,
        busy: doing?.busy === true && doing.act === what,
        unavailable: doing?.busy === true && doing.act !== what,
        more: { key: what, 'aria-label': `${label}: ${whom}` },
      });
    return h(
      'li',
      { key: invite.id, part: 'item' },
      h('p', {}, h('strong', { part: 'whom' }, whom), ` · ${roleTitle(this.#policy, invite.role)}`),
      h(
        'p',
        { class: 'muted' },
        [words.since(day(invite.createdAt), this.isolated(invite.inviter.name)), invite.expiresAt && words.expires(day(invite.expiresAt))]
          .filter(Boolean)
          .join(' '),
      ),
      invite.note !== undefined && h('blockquote', { class: 'note', part: 'note' }, invite.note),
      problem(doing?.error, this.words),
      doing?.act !== 'revoke' && doing?.busy === false && h('p', { role: 'status', part: 'done' }, doing.link ?? (doing.act === 'copy' ? words.copied : words.newLinkMade)),
      h('div', { class: 'row' }, act(words.copyLink, 'copy'), act(words.newLink, 'resend'), act(words.revoke, 'revoke', 'danger')),
    );
  }

  async #act(client: Client, invite: Invite, act: Act): Promise<void> {
    const show = (doing: Doing): void => {
      this.#doing.set(invite.id, doing);
      this.drawNow();
    };
    show({ act, busy: true });
    try {
      if (act === 'revoke') {
        await client.invites.revoke(invite.id);
        this.#doing.delete(invite.id);
        this.tell('hallpass-revoked-invite', { invite });
        await this.#invites?.reload();
        return;
      }
      const { link } = act === 'copy' ? await client.invites.link(invite.id) : await client.invites.resend(invite.id, { rotate: true });
      // Without leave to write there, the link is shown instead.
      const copied = this.tell('hallpass-link', { invite, link }) && (await copy(link));
      show({ act, busy: false, ...(copied ? {} : { link }) });
    } catch (error) {
      show({ act, error: error as HallpassError });
    }
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
