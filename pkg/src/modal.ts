/** Opens a dialog as a modal one; as an ordinary one in test environments that know no other, such as jsdom. */
export const openModal = (dialog: HTMLDialogElement | null): void => {
  if (typeof dialog?.showModal === 'function') dialog.showModal();
  else dialog?.setAttribute('open', '');
};
