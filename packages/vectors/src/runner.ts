import type { Case } from './cases/case.ts';
import { type Applicability, applicabilityOf } from './outcome/applicability.ts';
import { evaluateCase } from './outcome/evaluate-case.ts';
import { KNOWN_DEVIATIONS } from './outcome/known-deviations.ts';
import { KNOWN_FAILURES } from './outcome/known-failures.ts';
import type { Outcome } from './outcome/outcome.ts';
import type { TransportName } from './outcome/transport-name.ts';
import { Player } from './play/player.ts';
import { type TransportEntry, transports } from './transports.ts';

/** Runs recorded cases on one transport and evaluates their outcome. */
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
    const probe = entry.make();
    await probe.close();
    return new Runner(await Player.start(), entry, probe.capabilities);
  }

  applicabilityOf(recorded: Case): Applicability {
    return applicabilityOf(recorded, { capabilities: this.#capabilities, secondLoopback: this.#player.secondLoopback });
  }

  /** Runs a case, unless it does not apply to the transport. Calls must not overlap. */
  async run(recorded: Case): Promise<Outcome> {
    const applicability = this.applicabilityOf(recorded);
    if (applicability.kind === 'excluded' || applicability.kind === 'unsupported') {
      const { kind, reason } = applicability;
      return { case: recorded, kind, reason, differences: [], seen: null };
    }
    const played = await this.#player.play(recorded, this.#entry);
    return evaluateCase(played, {
      applicability,
      deviations: KNOWN_DEVIATIONS[this.#entry.name],
      knownFailures: KNOWN_FAILURES[this.#entry.name],
      onAddedHeader: (name) => this.#addedHeaders.add(name),
    });
  }

  /** Entries of the lists of deviations and failures that none of these cases needed: each is a mistake. */
  unusedEntries(run: readonly Case[]): string[] {
    const ids = new Set(run.map((each) => each.id));
    const { addedHeaders, cases } = KNOWN_DEVIATIONS[this.#entry.name];
    const listed = [...cases.flatMap((deviation) => deviation.cases), ...Object.keys(KNOWN_FAILURES[this.#entry.name])];
    return [
      ...addedHeaders.filter((name) => !this.#addedHeaders.has(name)).map((name) => `header ${name} was never added`),
      ...listed.filter((id) => !ids.has(id)).map((id) => `there is no case ${id}`),
    ];
  }

  close(): Promise<void> {
    return this.#player.close();
  }
}
