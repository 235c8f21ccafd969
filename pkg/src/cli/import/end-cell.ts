/** The column of an import that says when a membership ends. */

/** A cell that only an import has, and what is wrong with it. */
export class ImportCellError extends Error {}

const TIME = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)([Zz]|[+-]\d\d:\d\d))?$/;

/** Reads the column `expiresAt`: a time (RFC 3339), or a date for its first moment in UTC. Throws an `ImportCellError`. */
export const readEnd = (cell: string): string => {
  const [, date = '', time = '00:00', zone = 'Z'] = TIME.exec(cell) ?? [];
  const end = new Date(`${date}T${time}${zone.toUpperCase()}`);
  // A day that the month does not have is read as one of the next month.
  const exists = new Date(`${date}T00:00Z`).toJSON()?.startsWith(date) === true;
  if (date !== '' && exists && !Number.isNaN(end.getTime())) return end.toISOString();
  throw new ImportCellError(`expiresAt \`${cell}\` isn't a time: write it as \`2027-01-31T18:00:00Z\`, or \`2027-01-31\` for the start of that day in UTC`);
};
