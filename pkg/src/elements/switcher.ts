import type { HallpassError } from '../errors.ts';
import { LIMITS } from '../generated.ts';
import { openModal } from '../modal.ts';
import type { Account, Client } from '../types.ts';
import { COMMON_WORDS } from '../words/shared.ts';
import { SWITCHER_WORDS } from '../words/switcher.ts';
import { ClientElement } from './client-element.ts';
import { createDismiss, moveFocus, placeOwnPanel } from './menu.ts';
import { button, icon, picture, problem } from './parts.ts';
import { h, type VirtualElement, type VirtualNode } from './render.ts';

/**
 * `<hallpass-account-switcher>`: names the active account, and switches to another one.
 *
 * With the attribute `create` it also opens a new team. It dispatches `hallpass-switched` with the account, and
 * `hallpass-create` before its form opens: call `preventDefault` to show a form of your own.
 */
export class HallpassAccountSwitcher extends ClientElement {
  static readonly observedAttributes = ['create'];

  #open = false;
  #creating: { readonly busy: boolean; readonly error?: HallpassError } | undefined;
  readonly #dismiss = createDismiss(this, () => this.#setOpen(false));

  /** The attribute `create`. */
  get create(): boolean {
    return this.hasAttribute('create');
  }
  set create(create: boolean) {
    this.reflect('create', create);
  }

  protected override render(client: Client | undefined): readonly VirtualNode[] {
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
          onclick: () => this.#setOpen(!this.#open && accounts.length > 0),
          onkeydown: (event) => this.#openByKey(event as KeyboardEvent, accounts.length),
        },
        picture(active?.name ?? ' '),
        h('span', { class: 'unseen' }, words.accountIs(this.isolated(name))),
        h(
          'span',
          { class: 'text' },
          h('span', { class: 'name', part: 'name', 'aria-hidden': 'true' }, name),
          active && h('span', { class: 'about', part: 'about' }, this.#describe(active)),
        ),
        icon('chevron'),
      ),
      open && this.#menu(client, accounts, active),
      this.#creating && this.#dialog(client),
    ];
  }

  #menu(client: Client, accounts: readonly Account[], active: Account | undefined): VirtualElement {
    const words = { ...SWITCHER_WORDS, ...this.words };
    // The personal account first, then the teams by name.
    const ordered = [...accounts].sort(
      (a, b) => Number(a.kind === 'team') - Number(b.kind === 'team') || a.name.localeCompare(b.name, this.locale),
    );
    return h(
      'div',
      { class: 'panel', part: 'menu', role: 'menu', 'aria-label': words.accounts, onkeydown: (event) => this.#onKeyDown(event as KeyboardEvent) },
      ...ordered.map((account) => this.#item(client, account, account.id === active?.id)),
      this.hasAttribute('create') &&
        h(
          'button',
          { key: 'create', type: 'button', class: 'item apart', part: 'item create', role: 'menuitem', tabindex: -1, onclick: () => this.#openDialog() },
          icon('plus'),
          h('span', { class: 'name' }, words.createTeam),
        ),
    );
  }

  #item(client: Client, account: Account, chosen: boolean): VirtualElement {
    const switchTo = (): void => {
      this.#setOpen(false, { focusButton: true });
      if (client.state.active?.id !== account.id) client.accounts.switchTo(account.id);
      this.dispatch('hallpass-switched', { account });
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
      h('span', { class: 'text' }, h('span', { class: 'name' }, account.name), h('span', { class: 'about' }, this.#describe(account))),
      chosen && icon('check'),
    );
  }

  #describe({ kind, memberCount }: Account): string {
    const words = { ...SWITCHER_WORDS, ...this.words };
    return kind === 'personal' ? words.personalAccount : words.teamOf(memberCount);
  }

  #dialog(client: Client | undefined): VirtualElement {
    const words = { ...COMMON_WORDS, ...SWITCHER_WORDS, ...this.words };
    const { busy = false, error } = this.#creating ?? {};
    const submit = (event: Event): void => {
      event.preventDefault();
      const name = this.root.querySelector('input')?.value.trim();
      if (client && name && !busy) void this.#createTeam(client, name);
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
          button(words.create, () => {}, { variant: 'primary', part: 'submit', busy, more: { type: 'submit', onclick: undefined } }),
          button(words.cancel, () => this.#closeDialog(), { part: 'cancel' }),
        ),
      ),
    );
  }

  #openDialog(): void {
    this.#setOpen(false, { focusButton: true });
    if (!this.dispatch('hallpass-create', {})) return;
    this.#creating = { busy: false };
    this.renderNow();
    openModal(this.root.querySelector('dialog'));
  }

  async #createTeam(client: Client, name: string): Promise<void> {
    this.#creating = { busy: true };
    this.renderNow();
    try {
      const account = await client.accounts.create({ name });
      client.accounts.switchTo(account.id);
      this.#closeDialog();
      this.dispatch('hallpass-switched', { account });
    } catch (error) {
      this.#creating = { busy: false, error: error as HallpassError };
      this.renderNow();
    }
  }

  #closeDialog(): void {
    this.#creating = undefined;
    this.renderNow();
    this.root.querySelector('button')?.focus();
  }

  protected override renderNow(): void {
    super.renderNow();
    placeOwnPanel(this);
  }

  #setOpen(open: boolean, { focusButton = false } = {}): void {
    this.#open = open;
    this.#dismiss(open);
    this.renderNow();
    if (open) (this.root.querySelector<HTMLElement>('[aria-checked=true]') ?? this.#items()[0])?.focus();
    else if (focusButton) this.root.querySelector('button')?.focus();
  }

  #items(): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>('[role^=menuitem]')];
  }

  #openByKey(event: KeyboardEvent, count: number): void {
    if ((event.key !== 'ArrowDown' && event.key !== 'ArrowUp') || count === 0) return;
    event.preventDefault();
    this.#setOpen(true);
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Tab') this.#setOpen(false, { focusButton: true });
    else moveFocus(event, this.#items(), this.root.activeElement);
  }
}
