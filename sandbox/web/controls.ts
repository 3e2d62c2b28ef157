import type { Plan } from '../cometapi/task/plan.js';
import { lostCreate, outage, rateLimited } from '../cometapi/faults.js';
import type { CometApiSimulator } from '../cometapi/simulator.js';
import type { DiscordSimulator } from '../discord/simulator.js';
import type { ControlSettings, Outcome } from './protocol.js';

const plans: Readonly<Record<Outcome, Partial<Plan>>> = {
	succeeds: { outcome: 'succeeded' },
	fails: { outcome: 'failed', reason: 'The upstream model could not render this prompt.' },
	'fails-silently': { outcome: 'failed', reason: null, reasonCode: null },
	moderated: { outcome: 'moderated' },
	'never-finishes': { outcome: 'stuck' },
};

type Fault = 'discord429' | 'cometapi429' | 'cometapiOutage' | 'answerLost';

const lostToTheBot = ['VIEW_CHANNEL', 'SEND_MESSAGES', 'ATTACH_FILES'] as const;

/** The controls of the side panel, connected to the simulators. */
export class Controls {
	readonly #discord: DiscordSimulator;
	readonly #cometapi: CometApiSimulator;
	readonly #faults = new Map<Fault, () => void>();
	#settings: ControlSettings;
	#createsWhenArmed = 0;

	constructor(parts: { discord: DiscordSimulator; cometapi: CometApiSimulator; seconds: number }) {
		this.#discord = parts.discord;
		this.#cometapi = parts.cometapi;
		this.#settings = {
			seconds: parts.seconds,
			outcome: 'succeeds',
			discord429: false,
			cometapi429: false,
			cometapiOutage: false,
			answerLost: false,
			dmsClosed: false,
			mayPost: true,
		};
		this.#cometapi.plan({ paceMs: parts.seconds * 1000 });
	}

	/** How they stand; the one that strikes once has sprung back when it has struck. */
	get settings(): ControlSettings {
		if (this.#settings.answerLost && this.#cometapi.creates > this.#createsWhenArmed) {
			this.#faults.delete('answerLost');
			this.#settings = { ...this.#settings, answerLost: false };
		}
		return this.#settings;
	}

	turn(changed: Partial<ControlSettings>): void {
		const settings = { ...this.settings, ...changed };
		this.#settings = settings;
		if (changed.answerLost) this.#createsWhenArmed = this.#cometapi.creates;
		this.#cometapi.plan({ paceMs: settings.seconds * 1000, ...plans[settings.outcome] });
		for (const fault of ['discord429', 'cometapi429', 'cometapiOutage', 'answerLost'] as const) {
			if (settings[fault] !== this.#faults.has(fault)) this.#switch(fault);
		}

		const { world } = this.#discord;
		for (const user of [world.alice, world.bob, world.admin]) user.dmsClosed = settings.dmsClosed;
		if (changed.mayPost === false) world.deny(world.channel, lostToTheBot);
		if (changed.mayPost === true) world.allow(world.channel, lostToTheBot);
	}

	#switch(fault: Fault): void {
		const takeBack = this.#faults.get(fault);
		if (takeBack) {
			takeBack();
			this.#faults.delete(fault);
		} else this.#faults.set(fault, this.#begin(fault));
	}

	#begin(fault: Fault): () => void {
		switch (fault) {
			case 'discord429':
				return this.#discord.faults.rateLimit({ scope: 'user', retryAfterMs: 2_000, times: Infinity });
			case 'cometapi429':
				return this.#cometapi.addFault(rateLimited({ retryAfter: '2', times: Infinity }));
			case 'cometapiOutage':
				return this.#cometapi.addFault(outage());
			case 'answerLost':
				return this.#cometapi.addFault(lostCreate());
		}
	}
}
