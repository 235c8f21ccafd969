import type { HallpassError } from '../errors.ts';
import { LIMITS } from '../generated.ts';
import { opensMenu } from '../menu-focus.ts';
import { openModal } from '../modal.ts';
import type { Client } from '../types.ts';
import { COMMON_WORDS } from '../words/shared.ts';
import { ClientElement } from './client-element.ts';
import { createDismiss, moveFocus, placeOwnPanel } from './menu.ts';
import { button, icon, picture, problem } from './parts.ts';
import { h, type VirtualElement, type VirtualNode } from './render.ts';

/** What a switcher shows. */
export interface SwitcherView {
  /** What is active, as the button shows it. */
  readonly name: string;
  /** The same for screen readers. */
  readonly spokenName: string;
  readonly about?: string | undefined;
  /** The name of the menu. */
  readonly menu: string;
  readonly options: readonly SwitcherOption[];
  /** Absent where nothing can be created. */
  readonly form?: CreateForm | undefined;
}

/** One that can be switched to. */
export interface SwitcherOption {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  readonly isActive: boolean;
  choose(): void;
}

/** The form in which another one is created. */
export interface CreateForm {
  readonly title: string;
  readonly about: string;
  readonly field: string;
  readonly submit: string;
  create(name: string): Promise<void>;
}

/** A button that names what is active, a menu to choose another one, and a form to create one. */
export abstract class SwitcherElement extends ClientElement {
  static readonly observedAttributes: readonly string[] = ['create'];

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

  /** What is to be shown now. */
  protected abstract view(client: Client | undefined): SwitcherView;

  protected override render(client: Client | undefined): readonly VirtualNode[] {
    const view = this.view(client);
    const count = this.#count(view);
    const open = this.#open && client !== undefined;
    return [
      h(
        'button',
        {
          type: 'button',
          class: 'selector',
          part: 'button selector',
          'aria-haspopup': 'menu',
          'aria-expanded': String(open),
          'aria-disabled': count === 0 ? 'true' : undefined,
          onclick: () => this.#setOpen(!this.#open && count > 0),
          onkeydown: (event) => this.#openByKey(event as KeyboardEvent, count),
        },
        view.about !== undefined && picture(view.name),
        h('span', { class: 'unseen' }, view.spokenName),
        h(
          'span',
          { class: 'text' },
          h('span', { class: 'name', part: 'name', dir: 'auto', 'aria-hidden': 'true' }, view.name),
          view.about !== undefined && h('span', { class: 'about', part: 'about' }, view.about),
        ),
        icon('chevron'),
      ),
      open && this.#menu(view),
      this.#creating && view.form && this.#dialog(view.form),
    ];
  }

  /** Closes the menu; the focus returns to the button. */
  protected closeMenu(): void {
    this.#setOpen(false, { focusButton: true });
  }

  protected override renderNow(): void {
    super.renderNow();
    placeOwnPanel(this);
  }

  #count({ options, form }: SwitcherView): number {
    return options.length + (form && this.create ? 1 : 0);
  }

  #menu({ menu, options, form }: SwitcherView): VirtualElement {
    return h(
      'div',
      { class: 'panel', part: 'menu', role: 'menu', 'aria-label': menu, onkeydown: (event) => this.#onKeyDown(event as KeyboardEvent) },
      ...options.map((option) => this.#item(option)),
      form &&
        this.create &&
        h(
          'button',
          { key: 'create', type: 'button', class: 'item apart', part: 'item create', role: 'menuitem', tabindex: -1, onclick: () => this.#openDialog() },
          icon('plus'),
          h('span', { class: 'name' }, form.title),
        ),
    );
  }

  #item({ id, name, about, isActive, choose }: SwitcherOption): VirtualElement {
    return h(
      'button',
      {
        key: id,
        type: 'button',
        class: 'item',
        part: isActive ? 'item item-active' : 'item',
        role: 'menuitemradio',
        'aria-checked': String(isActive),
        tabindex: -1,
        onclick: () => {
          this.closeMenu();
          choose();
        },
      },
      picture(name),
      h('span', { class: 'text' }, h('span', { class: 'name', dir: 'auto' }, name), h('span', { class: 'about' }, about)),
      isActive && icon('check'),
    );
  }

  #dialog(form: CreateForm): VirtualElement {
    const words = { ...COMMON_WORDS, ...this.words };
    const { busy = false, error } = this.#creating ?? {};
    const submit = (event: Event): void => {
      event.preventDefault();
      const name = this.root.querySelector('input')?.value.trim();
      if (name && !busy) void this.#create(form, name);
    };
    return h(
      'dialog',
      { part: 'dialog', 'aria-labelledby': 'title', onclose: () => this.#closeDialog() },
      h(
        'form',
        { onsubmit: submit },
        h('h2', { id: 'title' }, form.title),
        h('p', { class: 'muted' }, form.about),
        h('label', {}, form.field, h('input', { part: 'input', required: true, maxlength: LIMITS.nameCharacters, autocomplete: 'off' })),
        problem(error, this.words),
        h(
          'div',
          { class: 'row' },
          button(form.submit, () => {}, { variant: 'primary', part: 'submit', busy, more: { type: 'submit', onclick: undefined } }),
          button(words.cancel, () => this.#closeDialog(), { part: 'cancel' }),
        ),
      ),
    );
  }

  #openDialog(): void {
    this.closeMenu();
    if (!this.dispatch('hallpass-create', {})) return;
    this.#creating = { busy: false };
    this.renderNow();
    openModal(this.root.querySelector('dialog'));
  }

  async #create(form: CreateForm, name: string): Promise<void> {
    this.#creating = { busy: true };
    this.renderNow();
    try {
      await form.create(name);
      this.#closeDialog();
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
    if (!opensMenu(event) || count === 0) return;
    event.preventDefault();
    this.#setOpen(true);
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Tab') this.closeMenu();
    else moveFocus(event, this.#items(), this.root.activeElement);
  }
}
