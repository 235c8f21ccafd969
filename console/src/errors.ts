import { HallpassError } from 'hallpass';

/** An error with texts of the console's own: they are shown as they are, in the language in which it was made. */
export class ConsoleError extends HallpassError {
  constructor(code: string, title: string, detail: string, cause?: unknown) {
    super(title, { status: 0, code, detail }, { cause });
  }
}
