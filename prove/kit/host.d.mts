/** The loaded module of the fuzz crate. */
export interface FuzzModule {
  readonly Host: new (seed: number, fault: string) => { fold(from: number, count: number): string; show(index: number): string };
  vectors(fault: string): string;
}

export function answers(fuzz: FuzzModule, seed: number, fault: string): (line: string) => string;
