/** The open invites of an account, with what can be done to them. Loaded for those who may. */

import type { HallpassError } from '../errors.ts';
import { listsOf } from '../lists.ts';
import type { ListStore } from '../list-types.ts';
import type { Client, Invite, Policy } from '../types.ts';
import { PENDING_WORDS } from '../words/pending.ts';
import { COMMON_WORDS } from '../words/shared.ts';
import { type Drawing, type Drawn, h } from './dom.ts';
import type { Stage } from './later.ts';
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

/** The pending invites of `account`, or of the active one. */
export class PendingList {
  readonly #client: Client;
  readonly #stage: Stage;
  readonly #invites: ListStore<Invite>;
  readonly #doing = new Map<string, Doing>();
  #policy: Policy | undefined;
  readonly stop: () => void;

  constructor(client: Client, stage: Stage, account: string | undefined) {
    this.#client = client;
    this.#stage = stage;
    this.#invites = listsOf(client).invites({ status: 'pending', account });
    this.stop = this.#invites.subscribe(() => stage.changed());
    const know = (policy: Policy): void => {
      this.#policy = policy;
      stage.changed();
    };
    client.policy().then(know, () => {});
  }

  content(): Drawn[] {
    const words = { ...COMMON_WORDS, ...PENDING_WORDS, ...this.#stage.words };
    const invites = this.#invites;
    const { status, items, next, error } = invites.state;
    const reading = status === 'loading' || status === 'idle';
    return [
      h(
        'section',
        { class: 'stack', part: 'pending', 'aria-label': words.pending },
        reading && h('p', { role: 'status' }, words.loading),
        problem(error, this.#stage.words, () => void invites.reload()),
        status === 'ready' && items.length === 0 && h('p', { class: 'muted', part: 'empty' }, words.nonePending),
        items.length > 0 && h('ul', { class: 'list', part: 'list' }, ...items.map((invite) => this.#item(invite))),
        next !== undefined && button(words.loadMore, () => void invites.loadMore(), { part: 'more', busy: status === 'refreshing' }),
      ),
    ];
  }

  #item(invite: Invite): Drawing {
    const words = { ...PENDING_WORDS, ...this.#stage.words };
    const doing = this.#doing.get(invite.id);
    const whom = invite.email ?? words.anyone;
    const day = (at: string): string => new Intl.DateTimeFormat(this.#stage.locale, { dateStyle: 'medium' }).format(Date.parse(at));
    const act = (label: string, what: Act, look?: string): Drawing =>
      button(label, () => void this.#act(invite, what), {
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
        [words.since(day(invite.createdAt), this.#stage.isolated(invite.inviter.name)), invite.expiresAt && words.expires(day(invite.expiresAt))]
          .filter(Boolean)
          .join(' '),
      ),
      invite.note !== undefined && h('blockquote', { class: 'note', part: 'note' }, invite.note),
      problem(doing?.error, this.#stage.words),
      doing?.act !== 'revoke' && doing?.busy === false && h('p', { role: 'status', part: 'done' }, doing.link ?? (doing.act === 'copy' ? words.copied : words.newLinkMade)),
      h('div', { class: 'row' }, act(words.copyLink, 'copy'), act(words.newLink, 'resend'), act(words.revoke, 'revoke', 'danger')),
    );
  }

  async #act(invite: Invite, act: Act): Promise<void> {
    const show = (doing: Doing): void => {
      this.#doing.set(invite.id, doing);
      this.#stage.drawNow();
    };
    show({ act, busy: true });
    try {
      if (act === 'revoke') {
        await this.#client.invites.revoke(invite.id);
        this.#doing.delete(invite.id);
        this.#stage.tell('hallpass-revoked-invite', { invite });
        await this.#invites.reload();
        return;
      }
      const { link } = act === 'copy' ? await this.#client.invites.link(invite.id) : await this.#client.invites.resend(invite.id, { rotate: true });
      // Without leave to write there, the link is shown instead.
      const copied = this.#stage.tell('hallpass-link', { invite, link }) && (await copy(link));
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
