import type { TableProblemTexts } from '../words/table-problems.ts';

const SAVE_AS = 'Speichere sie als „CSV UTF-8“';
const cells = (count: number): string => (count === 1 ? '1 Zelle' : `${count} Zellen`);

/** What is wrong with a table of people, in German. */
export const TABLE_PROBLEMS: TableProblemTexts = {
  workbook: () => `Das ist eine Arbeitsmappe (Excel, Numbers oder LibreOffice), keine CSV-Datei. ${SAVE_AS}.`,
  no_byte_order_mark: () => `Das ist UTF-16 ohne Byte Order Mark oder kein Text. ${SAVE_AS}.`,
  unknown_encoding: () => `Die Datei ist weder UTF-8 noch Windows-1252. ${SAVE_AS}.`,
  file_unreadable: () => 'Die Datei lässt sich nicht lesen. Wähle sie noch einmal aus.',
  windows_1252: ({ sample }) => `Die Datei ist nicht UTF-8 und wurde als Windows-1252 gelesen, also mit \`${sample}\`. Falls das falsch ist: ${SAVE_AS}.`,

  header_missing: ({ columns }) => `Die erste Zeile fehlt: ${columns.join(',')}`,
  column_unnamed: ({ column }) => `Spalte ${column} hat keinen Namen`,
  column_unknown: ({ name }) => `Diese Spalte gibt es nicht: \`${name}\``,
  column_missing: ({ name }) => `Die Spalte \`${name}\` fehlt`,
  column_repeated: ({ name, columns: [first, second] }) => `Die Spalte \`${name}\` kommt zweimal vor: Spalten ${first} und ${second}`,

  too_many_cells: ({ cells: count, columns, extra }) =>
    `${cells(count)} statt ${columns}: Spalte ${columns + 1}, \`${extra}\`, hat keinen Namen. Eine Zelle, die das Trennzeichen enthält, braucht Anführungszeichen`,
  too_few_cells: ({ cells: count, columns, missing }) => `${cells(count)} statt ${columns}: \`${missing}\` fehlt`,
  quote_open: () => 'Ein Anführungszeichen wird nicht geschlossen',
  text_after_quote: ({ column }) => `Spalte ${column}: Nach dem schließenden Anführungszeichen steht noch Text`,
  email_repeated: ({ line }) => `Dieselbe E‑Mail steht in Zeile ${line}`,

  email_empty: () => 'Die E‑Mail fehlt',
  role_empty: () => 'Die Rolle fehlt: Wähle eine für diese Zeile oder eine für alle',
  email_invalid: ({ email }) => `\`${email}\` ist keine gültige E‑Mail`,
  cell_too_long: ({ column, most }) => `\`${column}\` hat mehr als ${most} Zeichen`,
  duration_invalid: ({ column, cell }) => `\`${column}\`: \`${cell}\` ist keine Dauer. Gib Sekunden an oder eine Zahl mit Einheit wie \`7d\` oder \`12h\`, höchstens ein Jahr`,
  role_unknown: ({ role, roles }) => `Die Rolle \`${role}\` gibt es nicht. Wähle ${roles.join(', ')}`,
  list_without_custom: ({ list, role }) => `Die Berechtigungen \`${list}\` brauchen die Rolle \`custom\`, nicht \`${role}\`: Ändere die Rolle oder lass die Berechtigungen leer`,
  list_lacks: ({ list, permission }) => `Den Berechtigungen \`${list}\` fehlt \`${permission}\`, das alle Mitglieder brauchen`,
  list_empty: ({ where }) => `${where}: Die Rolle \`custom\` braucht Berechtigungen, getrennt durch Leerzeichen`,
  permission_unknown: ({ where, permission, nearest, permissions }) =>
    `${where}: Die Berechtigung \`${permission}\` gibt es nicht. ${nearest === undefined ? `Wähle aus ${permissions.join(', ')}` : `Meintest du \`${nearest}\`?`}`,
  grant_invalid: ({ grant }) => `projects: Schreibe statt \`${grant}\` \`PROJEKT=ROLLE\` oder \`PROJEKT=custom(BERECHTIGUNG,BERECHTIGUNG)\`, mehrere getrennt durch Leerzeichen`,
  grant_repeated: ({ grant }) => `projects nennt \`${grant}\` zweimal: Eines genügt`,
  grant_role_unknown: ({ grant, role, roles }) => `projects \`${grant}\`: Die Rolle \`${role}\` gibt es nicht. Wähle ${[...roles, 'custom(…)'].join(', ')}; mehrere Projekte trennt ein Leerzeichen`,
  grant_permission_of_account: ({ grant, permission }) => `projects \`${grant}\`: \`${permission}\` gilt im ganzen Team, nicht in einem Projekt. Schreibe es in die Spalte permissions`,
  project_unknown: ({ project }) => `projects \`${project}\`: Das Projekt gibt es nicht, oder du siehst es nicht`,
  project_ambiguous: ({ project }) => `projects \`${project}\`: Mehrere Projekte heißen so. Schreibe die ID`,
};
