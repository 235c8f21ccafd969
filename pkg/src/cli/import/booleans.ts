/** How spreadsheets save a boolean: in the language of their user. */

const TRUE = ['TRUE', '1', 'WAHR', 'VRAI', 'VERDADERO', 'VERO', 'VERDADEIRO', 'WAAR', 'SANT', 'SAND', 'SANN', 'TOSI', 'PRAWDA', 'PRAVDA', 'IGAZ', 'DOĞRU', 'ADEVĂRAT', 'ISTINA', 'CERT', 'ΑΛΗΘΕΣ', 'ΑΛΗΘΗΣ', 'ИСТИНА', 'ІСТИНА'];
const FALSE = ['FALSE', '0', 'FALSCH', 'FAUX', 'FALSO', 'ONWAAR', 'FALSKT', 'FALSK', 'USANN', 'EPÄTOSI', 'FAŁSZ', 'NEPRAVDA', 'HAMIS', 'YANLIŞ', 'FALS', 'LAŽ', 'ΨΕΥΔΕΣ', 'ΨΕΥΔΗΣ', 'ЛОЖЬ', 'ХИБНІСТЬ'];

/** The boolean that a cell says, if it says one. */
export const readBoolean = (cell: string): boolean | undefined => {
  const word = cell.normalize('NFC').toUpperCase();
  if (TRUE.includes(word)) return true;
  return FALSE.includes(word) ? false : undefined;
};
