/** Whether a typed text is a name, as the edge compares them: without spaces around it, in any normal form. */
export const isSameName = (typed: string, name: string): boolean => typed.trim().normalize('NFC') === name.trim().normalize('NFC');
