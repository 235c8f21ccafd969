import type { HallpassError } from '../errors.ts';
import { listsOf } from '../lists.ts';
import type { ListStore } from '../list-types.ts';
import type { Account, Client, Invite, Policy } from '../types.ts';
import { COMMON_WORDS, INBOX_WORDS } from '../words.ts';
import { ClientElement } from './base.ts';
import { type Drawing, type Drawn, h } from './dom.ts';
import { createDismiss, placePanel } from './menu.ts';
import { button, icon, problem, roleTitle } from './parts.ts';
import { ago } from './moment.ts';

/** How I answer, or have answered, an invite. */
interface Answer {
  readonly busy?: 'join' | 'decline';
  readonly error?: HallpassError;
  readonly joined?: Account;
  readonly declined?: true;
}

/**
 * `<hallpass-inbox-bell>`: how many invites wait for me, and a panel to answer them. It opens by itself when one
 * arrives, unless it is `quiet`.
 *
 * Tells `hallpass-open` with the account after a switch to a team that was just joined.
 */
export class HallpassInboxBell extends ClientElement {
  static readonly observedAttributes = ['quiet'];

  #inbox: ListStore<Invite> | undefined;
  #policy: Policy | undefined;
  #open = false;
  #seen = 0;
  #answers = new Map<string, { readonly invite: Invite; readonly answer: Answer }>();
  readonly #dismiss = createDismiss(this, () => this.#toggle(false));

  /** The attribute `quiet`. */
  get quiet(): boolean {
    return this.hasAttribute('quiet');
  }
  set quiet(quiet: boolean) {
    this.put('quiet', quiet);
  }

  protected override serve(client: Client): (() => void)[] {
    this.#inbox = listsOf(client).inbox();
    this.#answers.clear();
    this.#seen = 0;
    this.#open = false;
    const looked = (): void => {
      const { inboxCount } = client.state;
      if (inboxCount > this.#seen && !this.hasAttribute('quiet')) this.#open = true;
      this.#seen = inboxCount;
      this.changed();
    };
    queueMicrotask(looked);
    client.policy().then((policy) => (this.#policy = policy), () => {});
    return [client.subscribe(looked), this.#inbox.subscribe(() => this.changed())];
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
    const words = { ...INBOX_WORDS, ...this.words };
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
      ...this.#list(client),
    );
  }

  #list(client: Client): Drawn[] {
    const words = { ...COMMON_WORDS, ...INBOX_WORDS, ...this.words };
    const { user } = client.state;
    if (user && !user.emailVerified) {
      return [h('p', {}, words.inboxProof), button(words.verify, () => void client.verifyEmail(), { look: 'primary', part: 'verify' })];
    }
    const state = this.#inbox?.state;
    const open = state?.items.filter(({ id }) => !this.#answers.has(id)) ?? [];
    const reading = state?.status === 'loading';
    return [
      reading && h('p', { role: 'status' }, words.readingInbox),
      problem(state?.error, this.words, () => void this.#inbox?.reload()),
      !reading && !state?.error && open.length + this.#answers.size === 0 && h('p', { class: 'muted', part: 'empty' }, words.noInvitesAbout),
      h(
        'ul',
        { class: 'list', part: 'list' },
        ...[...this.#answers.values()].map(({ invite, answer }) => this.#item(client, invite, answer)),
        ...open.map((invite) => this.#item(client, invite, {})),
      ),
      state?.next !== undefined && button(words.loadMore, () => void this.#inbox?.loadMore(), { part: 'more', busy: state.status === 'refreshing' }),
    ];
  }

  #item(client: Client, invite: Invite, answer: Answer): Drawing {
    const words = { ...COMMON_WORDS, ...INBOX_WORDS, ...this.words };
    const { busy, error, joined, declined } = answer;
    const team = this.isolated(invite.accountName);
    const inviter = this.isolated(invite.inviter.name);
    const act = (label: string, what: 'join' | 'decline', look?: string): Drawing =>
      button(label, () => void this.#answer(client, invite, what), {
        look,
        part: what,
        busy: busy === what,
        unavailable: busy !== undefined && busy !== what,
        more: { key: what, 'aria-label': `${label}: ${team}` },
      });
    const item = (...content: Drawn[]): Drawing => h('li', { key: invite.id, part: 'item' }, ...content);
    if (joined) {
      const switchTo = (): void => {
        client.accounts.switchTo(joined.id);
        this.#toggle(false);
        this.tell('hallpass-open', { account: joined });
      };
      return item(h('p', { role: 'status' }, words.youJoined(team)), button(words.switchTo(team), switchTo, { look: 'primary', part: 'openTeam' }));
    }
    if (declined) {
      return item(h('p', { role: 'status' }, words.youDeclined(team)), h('p', { class: 'muted' }, words.declinedAbout(inviter)));
    }
    return item(
      h('p', {}, h('strong', {}, words.joinAs(team, roleTitle(this.#policy, invite.role)))),
      h('p', { class: 'muted' }, words.invitedBy(inviter, ago(invite.createdAt, this.locale))),
      invite.note !== undefined && h('blockquote', { class: 'note', part: 'note' }, invite.note),
      problem(error, this.words),
      h('div', { class: 'row' }, act(words.join, 'join', 'primary'), act(words.decline, 'decline')),
    );
  }

  async #answer(client: Client, invite: Invite, what: 'join' | 'decline'): Promise<void> {
    const show = (answer: Answer): void => {
      this.#answers.set(invite.id, { invite, answer });
      this.drawNow();
    };
    show({ busy: what });
    const choice = { inviteId: invite.id };
    try {
      if (what === 'decline') {
        await client.invites.decline(choice);
        show({ declined: true });
      } else {
        show({ joined: (await client.invites.accept(choice)).account });
      }
    } catch (error) {
      show({ error: error as HallpassError });
    }
  }
}
