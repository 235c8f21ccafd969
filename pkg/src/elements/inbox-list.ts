/** The pending invites of the user, and how they were answered. Loaded when the inbox is first opened. */

import type { HallpassError } from '../errors.ts';
import { listsOf } from '../lists.ts';
import type { ListStore } from '../list-types.ts';
import type { Account, Client, Invite, Policy } from '../types.ts';
import { INBOX_WORDS } from '../words/inbox.ts';
import { COMMON_WORDS } from '../words/shared.ts';
import type { PartContext } from './lazy-part.ts';
import { h, type VirtualElement, type VirtualNode } from './render.ts';
import { relativeTime } from './relative-time.ts';
import { accessTitle, button, problem } from './parts.ts';

/** How an invite was answered here. */
interface Answer {
  readonly busy?: 'join' | 'decline';
  readonly error?: HallpassError;
  readonly joined?: Account;
  readonly declined?: true;
}

/** The inbox of the client's user. */
export class InboxList {
  readonly #client: Client;
  readonly #context: PartContext;
  readonly #inbox: ListStore<Invite>;
  readonly #answers = new Map<string, { readonly invite: Invite; readonly answer: Answer }>();
  #policy: Policy | undefined;
  readonly stop: () => void;

  constructor(client: Client, context: PartContext) {
    this.#client = client;
    this.#context = context;
    this.#inbox = listsOf(client).inbox();
    this.stop = this.#inbox.subscribe(() => context.requestRender());
    const setPolicy = (policy: Policy): void => {
      this.#policy = policy;
      context.requestRender();
    };
    client.policy().then(setPolicy, () => {});
  }

  render(): VirtualNode[] {
    const client = this.#client;
    const words = { ...COMMON_WORDS, ...INBOX_WORDS, ...this.#context.words };
    const { user } = client.state;
    if (user && !user.emailVerified) {
      return [h('p', {}, words.inboxProof), button(words.verify, () => void client.verifyEmail(), { variant: 'primary', part: 'verify' })];
    }
    const { state } = this.#inbox;
    const unanswered = state.items.filter(({ id }) => !this.#answers.has(id));
    const reading = state.status === 'loading';
    return [
      reading && h('p', { role: 'status' }, words.readingInbox),
      problem(state.error, this.#context.words, () => void this.#inbox.reload()),
      !reading && !state.error && unanswered.length + this.#answers.size === 0 && h('p', { class: 'muted', part: 'empty' }, words.noInvitesAbout),
      h(
        'ul',
        { class: 'list', part: 'list' },
        ...[...this.#answers.values()].map(({ invite, answer }) => this.#item(invite, answer)),
        ...unanswered.map((invite) => this.#item(invite, {})),
      ),
      state.next !== undefined && button(words.loadMore, () => void this.#inbox.loadMore(), { part: 'more', busy: state.status === 'refreshing' }),
    ];
  }

  #item(invite: Invite, answer: Answer): VirtualElement {
    const words = { ...COMMON_WORDS, ...INBOX_WORDS, ...this.#context.words };
    const { busy, error, joined, declined } = answer;
    const team = this.#context.isolated(invite.accountName);
    const inviter = this.#context.isolated(invite.inviter.name);
    const actionButton = (label: string, what: 'join' | 'decline', variant?: string): VirtualElement =>
      button(label, () => void this.#answer(invite, what), {
        variant,
        part: what,
        busy: busy === what,
        unavailable: busy !== undefined && busy !== what,
        more: { key: what, 'aria-label': `${label}: ${team}` },
      });
    const listItem = (...content: VirtualNode[]): VirtualElement => h('li', { key: invite.id, part: 'item' }, ...content);
    if (joined) {
      const switchTo = (): void => {
        this.#client.accounts.switchTo(joined.id);
        this.#context.dispatch('hallpass-open', { account: joined });
      };
      return listItem(h('p', { role: 'status' }, words.youJoined(team)), button(words.switchTo(team), switchTo, { variant: 'primary', part: 'openTeam' }));
    }
    if (declined) {
      return listItem(h('p', { role: 'status' }, words.youDeclined(team)), h('p', { class: 'muted' }, words.declinedAbout(inviter)));
    }
    return listItem(
      h('p', {}, h('strong', {}, words.joinAs(team, accessTitle(this.#policy, invite.role, words)))),
      h('p', { class: 'muted' }, words.invitedBy(inviter, relativeTime(invite.createdAt, this.#context.locale))),
      invite.note !== undefined && h('blockquote', { class: 'note', part: 'note' }, invite.note),
      problem(error, this.#context.words),
      h('div', { class: 'row' }, actionButton(words.join, 'join', 'primary'), actionButton(words.decline, 'decline')),
    );
  }

  async #answer(invite: Invite, what: 'join' | 'decline'): Promise<void> {
    const show = (answer: Answer): void => {
      this.#answers.set(invite.id, { invite, answer });
      this.#context.renderNow();
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
