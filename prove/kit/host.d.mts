/** The module of the trial, loaded. */
export interface Trial {
  readonly Host: new (seed: number, fault: string) => { fold(from: number, count: number): string; show(index: number): string };
  vectors(fault: string): string;
}

export function answers(trial: Trial, seed: number, fault: string): (line: string) => string;
