/** The invites that wait for me, with their answers. Loaded when the inbox is first opened. */

import type { HallpassError } from '../errors.ts';
import { listsOf } from '../lists.ts';
import type { ListStore } from '../list-types.ts';
import type { Account, Client, Invite, Policy } from '../types.ts';
import { INBOX_WORDS } from '../words/inbox.ts';
import { COMMON_WORDS } from '../words/shared.ts';
import { type Drawing, type Drawn, h } from './dom.ts';
import type { Stage } from './later.ts';
import { ago } from './moment.ts';
import { button, problem, roleTitle } from './parts.ts';

/** How I answer, or have answered, an invite. */
interface Answer {
  readonly busy?: 'join' | 'decline';
  readonly error?: HallpassError;
  readonly joined?: Account;
  readonly declined?: true;
}

/** The inbox of the client's user. */
export class InboxList {
  readonly #client: Client;
  readonly #stage: Stage;
  readonly #inbox: ListStore<Invite>;
  readonly #answers = new Map<string, { readonly invite: Invite; readonly answer: Answer }>();
  #policy: Policy | undefined;
  readonly stop: () => void;

  constructor(client: Client, stage: Stage) {
    this.#client = client;
    this.#stage = stage;
    this.#inbox = listsOf(client).inbox();
    this.stop = this.#inbox.subscribe(() => stage.changed());
    const know = (policy: Policy): void => {
      this.#policy = policy;
      stage.changed();
    };
    client.policy().then(know, () => {});
  }

  content(): Drawn[] {
    const client = this.#client;
    const words = { ...COMMON_WORDS, ...INBOX_WORDS, ...this.#stage.words };
    const { user } = client.state;
    if (user && !user.emailVerified) {
      return [h('p', {}, words.inboxProof), button(words.verify, () => void client.verifyEmail(), { look: 'primary', part: 'verify' })];
    }
    const { state } = this.#inbox;
    const open = state.items.filter(({ id }) => !this.#answers.has(id)) ?? [];
    const reading = state.status === 'loading';
    return [
      reading && h('p', { role: 'status' }, words.readingInbox),
      problem(state.error, this.#stage.words, () => void this.#inbox.reload()),
      !reading && !state.error && open.length + this.#answers.size === 0 && h('p', { class: 'muted', part: 'empty' }, words.noInvitesAbout),
      h(
        'ul',
        { class: 'list', part: 'list' },
        ...[...this.#answers.values()].map(({ invite, answer }) => this.#item(invite, answer)),
        ...open.map((invite) => this.#item(invite, {})),
      ),
      state.next !== undefined && button(words.loadMore, () => void this.#inbox.loadMore(), { part: 'more', busy: state.status === 'refreshing' }),
    ];
  }

  #item(invite: Invite, answer: Answer): Drawing {
    const words = { ...COMMON_WORDS, ...INBOX_WORDS, ...this.#stage.words };
    const { busy, error, joined, declined } = answer;
    const team = this.#stage.isolated(invite.accountName);
    const inviter = this.#stage.isolated(invite.inviter.name);
    const act = (label: string, what: 'join' | 'decline', look?: string): Drawing =>
      button(label, () => void this.#answer(invite, what), {
        look,
        part: what,
        busy: busy === what,
        unavailable: busy !== undefined && busy !== what,
        more: { key: what, 'aria-label': `${label}: ${team}` },
      });
    const item = (...content: Drawn[]): Drawing => h('li', { key: invite.id, part: 'item' }, ...content);
    if (joined) {
      const switchTo = (): void => {
        this.#client.accounts.switchTo(joined.id);
        this.#stage.tell('hallpass-open', { account: joined });
      };
      return item(h('p', { role: 'status' }, words.youJoined(team)), button(words.switchTo(team), switchTo, { look: 'primary', part: 'openTeam' }));
    }
    if (declined) {
      return item(h('p', { role: 'status' }, words.youDeclined(team)), h('p', { class: 'muted' }, words.declinedAbout(inviter)));
    }
    return item(
      h('p', {}, h('strong', {}, words.joinAs(team, roleTitle(this.#policy, invite.role)))),
      h('p', { class: 'muted' }, words.invitedBy(inviter, ago(invite.createdAt, this.#stage.locale))),
      invite.note !== undefined && h('blockquote', { class: 'note', part: 'note' }, invite.note),
      problem(error, this.#stage.words),
      h('div', { class: 'row' }, act(words.join, 'join', 'primary'), act(words.decline, 'decline')),
    );
  }

  async #answer(invite: Invite, what: 'join' | 'decline'): Promise<void> {
    const show = (answer: Answer): void => {
      this.#answers.set(invite.id, { invite, answer });
      this.#stage.drawNow();
    };
    show({ busy: what });
    const choice = { inviteId: invite.id };
    try {
      if (what === 'decline') {
        await this.#client.invites.decline(choice);
        show({ declined: true });
      } else {
        show({ joined: (await this.#client.invites.accept(choice)).account });
      }
    } catch (error) {
      show({ error: error as HallpassError });
    }
  }
}
