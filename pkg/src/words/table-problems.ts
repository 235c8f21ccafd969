/** What is wrong with a table, one of its rows or a cell: its code, and the values that a sentence about it needs. */
export type TableProblem =
  // The file.
  | { readonly code: 'workbook' | 'no_byte_order_mark' | 'unknown_encoding' | 'file_unreadable' }
  | { readonly code: 'windows_1252'; readonly sample: string }
  // The columns.
  | { readonly code: 'header_missing'; readonly columns: readonly string[] }
  | { readonly code: 'column_unnamed'; readonly column: number }
  | { readonly code: 'column_unknown' | 'column_missing'; readonly name: string }
  | { readonly code: 'column_repeated'; readonly name: string; readonly columns: readonly [number, number] }
  // A row.
  | { readonly code: 'too_many_cells'; readonly cells: number; readonly columns: number; readonly extra: string }
  | { readonly code: 'too_few_cells'; readonly cells: number; readonly columns: number; readonly missing: string }
  | { readonly code: 'quote_open' }
  | { readonly code: 'text_after_quote'; readonly column: number }
  | { readonly code: 'email_repeated'; readonly line: number }
  // A cell.
  | { readonly code: 'email_empty' | 'role_empty' }
  | { readonly code: 'email_invalid'; readonly email: string }
  | { readonly code: 'cell_too_long'; readonly column: string; readonly most: number }
  | { readonly code: 'duration_invalid'; readonly column: string; readonly cell: string }
  | { readonly code: 'role_unknown'; readonly role: string; readonly roles: readonly string[] }
  | { readonly code: 'list_without_custom'; readonly list: string; readonly role: string }
  | { readonly code: 'list_lacks'; readonly list: string; readonly permission: string }
  | { readonly code: 'list_empty'; readonly where: string }
  | { readonly code: 'permission_unknown'; readonly where: string; readonly permission: string; readonly nearest?: string | undefined; readonly permissions: readonly string[] }
  | { readonly code: 'grant_invalid' | 'grant_repeated'; readonly grant: string }
  | { readonly code: 'grant_role_unknown'; readonly grant: string; readonly role: string; readonly roles: readonly string[] }
  | { readonly code: 'grant_permission_of_account'; readonly grant: string; readonly permission: string }
  | { readonly code: 'project_unknown' | 'project_ambiguous'; readonly project: string };

/** A text for each code. */
export type TableProblemTexts = { readonly [C in TableProblem['code']]: (problem: Extract<TableProblem, { code: C }>) => string };

/** The text for a problem. */
export const textOfProblem = (texts: TableProblemTexts, problem: TableProblem): string =>
  (texts[problem.code] as (problem: TableProblem) => string)(problem);

const SAVE_AS = 'save it as “CSV UTF-8”';
const cells = (count: number): string => (count === 1 ? '1 cell' : `${count} cells`);

const ENGLISH: TableProblemTexts = {
  workbook: () => `this is a workbook (Excel, Numbers or LibreOffice), not a CSV file: ${SAVE_AS}`,
  no_byte_order_mark: () => `this is UTF-16 without a byte order mark, or not text: ${SAVE_AS}`,
  unknown_encoding: () => `this is neither UTF-8 nor Windows-1252: ${SAVE_AS}`,
  file_unreadable: () => "this file can't be read: choose it again",
  windows_1252: ({ sample }) => `not UTF-8; read as Windows-1252, so that it says \`${sample}\`. If that is wrong, ${SAVE_AS}`,

  header_missing: ({ columns }) => `needs a first line: ${columns.join(',')}`,
  column_unnamed: ({ column }) => `column ${column} has no name`,
  column_unknown: ({ name }) => `no such column: \`${name}\``,
  column_missing: ({ name }) => `the column \`${name}\` is missing`,
  column_repeated: ({ name, columns: [first, second] }) => `the column \`${name}\` occurs twice: columns ${first} and ${second}`,

  too_many_cells: ({ cells: count, columns, extra }) =>
    `${cells(count)} instead of ${columns}: column ${columns + 1}, \`${extra}\`, has no name. A cell that contains the separator needs quotes`,
  too_few_cells: ({ cells: count, columns, missing }) => `${cells(count)} instead of ${columns}: \`${missing}\` is missing`,
  quote_open: () => "a quote isn't closed",
  text_after_quote: ({ column }) => `column ${column}: text follows a closing quote`,
  email_repeated: ({ line }) => `the same email is in line ${line}`,

  email_empty: () => 'email is empty',
  role_empty: () => 'role is empty: choose a role for the row, or one for all rows',
  email_invalid: ({ email }) => `\`${email}\` isn't an email address`,
  cell_too_long: ({ column, most }) => `${column} has more than ${most} characters`,
  duration_invalid: ({ column, cell }) => `${column} \`${cell}\` isn't a duration: write seconds, or a number with a unit, such as \`7d\` or \`12h\`, up to a year`,
  role_unknown: ({ role, roles }) => `role \`${role}\` isn't one of ${roles.join(', ')}`,
  list_without_custom: ({ list, role }) => `permissions \`${list}\` needs the role \`custom\`, not \`${role}\`: change the role, or leave permissions empty`,
  list_lacks: ({ list, permission }) => `permissions \`${list}\` lacks \`${permission}\`, which every member needs: add it`,
  list_empty: ({ where }) => `${where}: the list of the role \`custom\` is empty: name permissions, with spaces between them`,
  permission_unknown: ({ where, permission, nearest, permissions }) =>
    `${where}: \`${permission}\` isn't a permission${nearest === undefined ? `: choose from ${permissions.join(', ')}` : `; did you mean \`${nearest}\`?`}`,
  grant_invalid: ({ grant }) => `projects \`${grant}\` isn't a grant: write \`PROJECT=ROLE\` or \`PROJECT=custom(PERMISSION,PERMISSION)\`, with spaces between grants`,
  grant_repeated: ({ grant }) => `projects names \`${grant}\` twice: keep one grant`,
  grant_role_unknown: ({ grant, role, roles }) => `projects \`${grant}\`: role \`${role}\` isn't one of ${[...roles, 'custom(…)'].join(', ')}. Spaces separate grants`,
  grant_permission_of_account: ({ grant, permission }) => `projects \`${grant}\`: \`${permission}\` is a permission of accounts, not of projects: move it to the column permissions`,
  project_unknown: ({ project }) => `projects \`${project}\`: no such project, or you can't see it`,
  project_ambiguous: ({ project }) => `projects \`${project}\`: several projects have this name: write the id`,
};

/** A problem in English. */
export const tableProblem = (problem: TableProblem): string => textOfProblem(ENGLISH, problem);
