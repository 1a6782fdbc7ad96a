export class Random {
  constructor(...seeds: (number | string)[]);
  next(): number;
  below(end: number): number;
  int(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
  list<T>(max: number, generate: (random: Random) => T): T[];
  bytes(length: number): Buffer;
}
