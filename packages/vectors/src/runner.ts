import type { Case } from './cases/case.ts';
import { type Claim, claimOf } from './claims/claims.ts';
import { DECLARED } from './claims/declared.ts';
import { judge } from './claims/judge.ts';
import { NOT_YET } from './claims/not-yet.ts';
import type { Outcome } from './claims/outcome.ts';
import type { TransportName } from './claims/transport-name.ts';
import { Player } from './play/player.ts';
import { type TransportEntry, transports } from './transports.ts';

/** Runs cases on one transport: claims, plays and judges them. */
export class Runner {
  readonly #player: Player;
  readonly #entry: TransportEntry;
  readonly #capabilities: ReadonlySet<string>;
  readonly #addedHeaders = new Set<string>();

  private constructor(player: Player, entry: TransportEntry, capabilities: ReadonlySet<string>) {
    this.#player = player;
    this.#entry = entry;
    this.#capabilities = capabilities;
  }

  static async start(transport: TransportName): Promise<Runner> {
    const entry = transports[transport];
    const asked = entry.make();
    await asked.close();
    return new Runner(await Player.start(), entry, asked.capabilities);
  }

  claim(given: Case): Claim {
    return claimOf(given, { capabilities: this.#capabilities, secondLoopback: this.#player.secondLoopback });
  }

  /** Plays a case, unless it is not claimed or declared beforehand. Calls must not overlap. */
  async run(given: Case): Promise<Outcome> {
    const claim = this.claim(given);
    if (claim.kind === 'not claimed' || claim.kind === 'declared') {
      return { case: given, kind: claim.kind, reason: claim.reason, differences: [], seen: null };
    }
    const played = await this.#player.play(given, this.#entry);
    return judge(played, {
      claim,
      deviations: DECLARED[this.#entry.name],
      notYet: NOT_YET[this.#entry.name],
      onAddedHeader: (name) => this.#addedHeaders.add(name),
    });
  }

  /** What is declared or listed and has no use after all these cases were run: each is a mistake. */
  leftovers(run: readonly Case[]): string[] {
    const ids = new Set(run.map((each) => each.id));
    const { addedHeaders, cases } = DECLARED[this.#entry.name];
    const listed = [...cases.flatMap((deviation) => deviation.cases), ...Object.keys(NOT_YET[this.#entry.name])];
    return [
      ...addedHeaders.filter((name) => !this.#addedHeaders.has(name)).map((name) => `header ${name} was never added`),
      ...listed.filter((id) => !ids.has(id)).map((id) => `there is no case ${id}`),
    ];
  }

  close(): Promise<void> {
    return this.#player.close();
  }
}
