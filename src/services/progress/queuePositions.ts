import type { Environment } from '../../lib/environment.js';
import { seconds } from '../../lib/time.js';
import type { PlaceQueue } from '../scheduling/placeQueue.js';
import type { Progress } from './progress.js';

/** What moves the queue within this time is told together. */
const gatherMs = seconds(1);

/** Cards that are told of a move in that time, the nearest to their turn first; a long queue hears of it by and by. */
const mostCards = 20;

interface QueuePositionsParts extends Pick<Environment, 'clock'> {
	readonly queue: Pick<PlaceQueue, 'places' | 'onMove'>;
	readonly progress: Pick<Progress, 'refresh'>;
}

/**
 * Has the cards of waiting jobs show their place in the queue soon after it has changed. How often one card is edited is
 * `Progress`' own matter; here is only how many of them begin to be.
 */
export class QueuePositions {
	readonly #parts: QueuePositionsParts;
	/** The place that each waiting job's card has been told, by the line it is in. */
	readonly #told = new Map<string, string>();
	#planned = false;

	constructor(parts: QueuePositionsParts) {
		this.#parts = parts;
	}

	/** Begins to listen to the queue. */
	start(): void {
		this.#parts.queue.onMove(() => this.#plan());
	}

	#plan(): void {
		if (this.#planned) return;
		this.#planned = true;
		this.#parts.clock.after(gatherMs, () => {
			this.#planned = false;
			this.#tell();
		});
	}

	#tell(): void {
		const { queue, progress } = this.#parts;
		const places = placesOf(queue);
		for (const id of this.#told.keys()) if (!places.has(id)) this.#told.delete(id);

		let edits = 0;
		for (const [id, place] of places) {
			if (this.#told.get(id) === place) continue;
			if (edits === mostCards) {
				this.#plan();
				return;
			}
			this.#told.set(id, place);
			if (progress.refresh(id)) edits += 1;
		}
	}
}

/** The shared line before the members' own, each place with its line. */
const placesOf = ({ places }: Pick<PlaceQueue, 'places'>): ReadonlyMap<string, string> =>
	new Map([
		...[...places.shared].map(([id, place]) => [id, `shared ${place}`] as const),
		...[...places.own].map(([id, place]) => [id, `own ${place}`] as const),
	]);
