import {
	creates,
	expiredLink,
	gatewayPage,
	htmlContent,
	lostCreate,
	polls,
	outage,
	rateLimited,
	refused,
	resetBefore,
	truncated,
} from '../sandbox/cometapi/faults.js';
import type { Plan } from '../sandbox/cometapi/task/plan.js';
import type { CometApiSimulator } from '../sandbox/cometapi/simulator.js';
import { errorAnswer } from '../sandbox/discord/discordFaults.js';
import type { DiscordSimulator } from '../sandbox/discord/simulator.js';
import type { Exchange } from '../sandbox/http/exchange.js';
import { normal } from './figures.js';

type Match = (x: Exchange) => boolean;

/** Everyday trouble on both sides, by chance but the same in every run. */
export class SoakWeather {
	readonly #discord: DiscordSimulator;
	readonly #comet: CometApiSimulator;
	readonly #random: () => number;
	#back: (() => void) | undefined;

	constructor(parts: { discord: DiscordSimulator; comet: CometApiSimulator; random: () => number }) {
		this.#discord = parts.discord;
		this.#comet = parts.comet;
		this.#random = parts.random;
		this.#provider();
		this.#messages();
	}

	/** What becomes of the next task. */
	plan(): Partial<Plan> {
		const chance = this.#random();
		const slow = this.#random() < 0.1;
		const paceMs = slow ? 1_000_000 + 600_000 * this.#random() : 120_000 * Math.exp(0.4 * normal(this.#random));
		const usual = { paceMs, outcome: 'succeeded', wrapped: false, vocabulary: 'new' } as const;
		if (chance < 0.04) return { ...usual, outcome: 'failed' };
		if (chance < 0.07) return { ...usual, outcome: 'moderated' };
		if (chance < 0.08) return { ...usual, outcome: 'stuck' };
		if (chance < 0.2) return { ...usual, wrapped: true, vocabulary: 'old' };
		return usual;
	}

	/** The provider is away, or back. */
	away(isAway: boolean): void {
		if (isAway) this.#back ??= this.#comet.addFault(outage());
		else {
			this.#back?.();
			this.#back = undefined;
		}
	}

	#by(share: number, match: Match): { match: Match; times: number } {
		return { match: (x) => match(x) && this.#random() < share, times: Infinity };
	}

	#provider(): void {
		for (const fault of [
			refused(503, this.#by(0.02, polls)),
			rateLimited({ ...this.#by(0.01, polls), retryAfter: '5' }),
			resetBefore(this.#by(0.01, polls)),
			truncated(this.#by(0.005, polls)),
			gatewayPage(this.#by(0.005, polls)),
			rateLimited({ ...this.#by(0.03, creates), retryAfter: '3' }),
			refused(500, this.#by(0.01, creates)),
			lostCreate(this.#by(0.01, creates)),
		]) {
			this.#comet.addFault(fault);
		}
		const any: Match = () => true;
		for (const fault of [
			expiredLink(this.#by(0.02, any)),
			htmlContent(this.#by(0.01, any)),
			resetBefore(this.#by(0.01, any)),
		]) {
			this.#comet.addCdnFault(fault);
		}
	}

	#messages(): void {
		const { faults, api } = this.#discord;
		const messages: Match = ({ path }) => /messages/u.test(path);
		faults.answer({ ...this.#by(0.01, messages), answer: errorAnswer(503, 0, 'Service Unavailable') });
		faults.rateLimit({ ...this.#by(0.01, messages), scope: 'shared', retryAfterMs: 20 });
		api.addFault({ ...this.#by(0.005, messages), act: { kind: 'reset-before' } });
		api.addFault({ ...this.#by(0.005, messages), act: { kind: 'reset-after' } });
	}
}
