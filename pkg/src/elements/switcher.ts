import type { HallpassError } from '../errors.ts';
import { LIMITS } from '../generated.ts';
import type { Account, Client } from '../types.ts';
import { COMMON_WORDS } from '../words/shared.ts';
import { SWITCHER_WORDS } from '../words/switcher.ts';
import { ClientElement } from './base.ts';
import { type Drawing, type Drawn, h } from './dom.ts';
import { createDismiss, moveFocus, placePanel } from './menu.ts';
import { button, icon, picture, problem } from './parts.ts';

/**
 * `<hallpass-account-switcher>`: names the account that this tab works in, and switches to another of mine.
 *
 * With the attribute `create` it also opens a new team. Tells `hallpass-switched` with the account, and asks
 * `hallpass-create` first: whoever prevents it shows a form of their own.
 */
export class HallpassAccountSwitcher extends ClientElement {
  static readonly observedAttributes = ['create'];

  #open = false;
  #creating: { readonly busy: boolean; readonly error?: HallpassError } | undefined;
  readonly #dismiss = createDismiss(this, () => this.#toggle(false));

  /** The attribute `create`. */
  get create(): boolean {
    return this.hasAttribute('create');
  }
  set create(create: boolean) {
    this.put('create', create);
  }

  protected override content(client: Client | undefined): readonly Drawn[] {
    const words = { ...SWITCHER_WORDS, ...this.words };
    const { active, accounts = [] } = client?.state ?? {};
    const open = this.#open && client !== undefined;
    const name = active?.name ?? words.chooseAccount;
    return [
      h(
        'button',
        {
          type: 'button',
          class: 'selector',
          part: 'button selector',
          'aria-haspopup': 'menu',
          'aria-expanded': String(open),
          'aria-disabled': accounts.length === 0 ? 'true' : undefined,
          onclick: () => this.#toggle(!this.#open && accounts.length > 0),
          onkeydown: (event) => this.#openByKey(event as KeyboardEvent, accounts.length),
        },
        picture(active?.name ?? ' '),
        h('span', { class: 'unseen' }, words.accountIs(this.isolated(name))),
        h(
          'span',
          { class: 'text' },
          h('span', { class: 'name', part: 'name', 'aria-hidden': 'true' }, name),
          active && h('span', { class: 'about', part: 'about' }, this.#about(active)),
        ),
        icon('chevron'),
      ),
      open && this.#menu(client, accounts, active),
      this.#creating && this.#dialog(client),
    ];
  }

  #menu(client: Client, accounts: readonly Account[], active: Account | undefined): Drawing {
    const words = { ...SWITCHER_WORDS, ...this.words };
    // One's own first, then the teams by name.
    const ordered = [...accounts].sort(
      (a, b) => Number(a.kind === 'team') - Number(b.kind === 'team') || a.name.localeCompare(b.name, this.locale),
    );
    return h(
      'div',
      { class: 'panel', part: 'menu', role: 'menu', 'aria-label': words.accounts, onkeydown: (event) => this.#moved(event as KeyboardEvent) },
      ...ordered.map((account) => this.#item(client, account, account.id === active?.id)),
      this.hasAttribute('create') &&
        h(
          'button',
          { key: 'create', type: 'button', class: 'item apart', part: 'item create', role: 'menuitem', tabindex: -1, onclick: () => this.#create() },
          icon('plus'),
          h('span', { class: 'name' }, words.createTeam),
        ),
    );
  }

  #item(client: Client, account: Account, chosen: boolean): Drawing {
    const switchTo = (): void => {
      this.#toggle(false, true);
      if (client.state.active?.id !== account.id) client.accounts.switchTo(account.id);
      this.tell('hallpass-switched', { account });
    };
    return h(
      'button',
      {
        key: account.id,
        type: 'button',
        class: 'item',
        part: chosen ? 'item item-active' : 'item',
        role: 'menuitemradio',
        'aria-checked': String(chosen),
        tabindex: -1,
        onclick: switchTo,
      },
      picture(account.name),
      h('span', { class: 'text' }, h('span', { class: 'name' }, account.name), h('span', { class: 'about' }, this.#about(account))),
      chosen && icon('check'),
    );
  }

  #about({ kind, memberCount }: Account): string {
    const words = { ...SWITCHER_WORDS, ...this.words };
    return kind === 'personal' ? words.personalAccount : words.teamOf(memberCount);
  }

  #dialog(client: Client | undefined): Drawing {
    const words = { ...COMMON_WORDS, ...SWITCHER_WORDS, ...this.words };
    const { busy = false, error } = this.#creating ?? {};
    const submit = (event: Event): void => {
      event.preventDefault();
      const name = this.root.querySelector('input')?.value.trim();
      if (client && name && !busy) void this.#created(client, name);
    };
    return h(
      'dialog',
      { part: 'dialog', 'aria-labelledby': 'title', onclose: () => this.#closeDialog() },
      h(
        'form',
        { onsubmit: submit },
        h('h2', { id: 'title' }, words.createTeam),
        h('p', { class: 'muted' }, words.createAbout),
        h('label', {}, words.teamName, h('input', { part: 'input', required: true, maxlength: LIMITS.nameCharacters, autocomplete: 'off' })),
        problem(error, this.words),
        h(
          'div',
          { class: 'row' },
          button(words.create, () => {}, { look: 'primary', part: 'submit', busy, more: { type: 'submit', onclick: undefined } }),
          button(words.cancel, () => this.#closeDialog(), { part: 'cancel' }),
        ),
      ),
    );
  }

  #create(): void {
    this.#toggle(false, true);
    if (!this.tell('hallpass-create', {})) return;
    this.#creating = { busy: false };
    this.drawNow();
    this.root.querySelector('dialog')?.showModal();
  }

  async #created(client: Client, name: string): Promise<void> {
    this.#creating = { busy: true };
    this.drawNow();
    try {
      const account = await client.accounts.create({ name });
      client.accounts.switchTo(account.id);
      this.#closeDialog();
      this.tell('hallpass-switched', { account });
    } catch (error) {
      this.#creating = { busy: false, error: error as HallpassError };
      this.drawNow();
    }
  }

  #closeDialog(): void {
    this.#creating = undefined;
    this.drawNow();
    this.root.querySelector('button')?.focus();
  }

  protected override drawNow(): void {
    super.drawNow();
    placePanel(this);
  }

  #toggle(open: boolean, back = false): void {
    this.#open = open;
    this.#dismiss(open);
    this.drawNow();
    if (open) (this.root.querySelector<HTMLElement>('[aria-checked=true]') ?? this.#items()[0])?.focus();
    else if (back) this.root.querySelector('button')?.focus();
  }

  #items(): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>('[role^=menuitem]')];
  }

  #openByKey(event: KeyboardEvent, count: number): void {
    if ((event.key !== 'ArrowDown' && event.key !== 'ArrowUp') || count === 0) return;
    event.preventDefault();
    this.#toggle(true);
  }

  #moved(event: KeyboardEvent): void {
    if (event.key === 'Tab') this.#toggle(false, true);
    else moveFocus(event, this.#items(), this.root.activeElement);
  }
}
