import type { Moment } from './moment.js';

/** So long at most; a card that has nothing new to show is not edited. */
const longestMs = 250;

/**
 * Progress is shown beside the steps, so the order of its edits and of the calls to the provider is chance. Here the
 * provider waits for the card, which makes every run the same and gives every edit its own point to be killed at.
 */
export class Conductor {
	#edits = 0;
	#calls = 0;
	#waiting: (() => void)[] = [];

	reset(): void {
		this.#edits = 0;
		this.#calls = 0;
	}

	async hold({ place, what, side }: Moment): Promise<void> {
		if (place === 'discord' && what.startsWith('PATCH') && side === 'after') {
			this.#edits += 1;
			for (const go of this.#waiting.splice(0)) go();
		}
		if (place !== 'comet' || side !== 'before' || !what.includes('/v1/videos')) return;
		this.#calls += 1;
		const end = Date.now() + longestMs;
		while (this.#edits < this.#calls && Date.now() < end) await this.#nextEdit(end - Date.now());
	}

	#nextEdit(ms: number): Promise<void> {
		return new Promise((resolve) => {
			const timer = setTimeout(resolve, ms);
			this.#waiting.push(() => {
				clearTimeout(timer);
				resolve();
			});
		});
	}
}
