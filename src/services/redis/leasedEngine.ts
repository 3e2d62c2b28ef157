import type { Clock } from '../../lib/time.js';
import type { Engine, Step } from '../scheduling/engine.js';
import type { InProcessEngine } from '../scheduling/inProcessEngine.js';
import type { Holds } from './holds.js';

interface LeasedEngineParts {
	/** The alarm clock of the jobs that this process holds. */
	readonly own: InProcessEngine;
	readonly holds: Holds;
	/** Has whoever has the job look at it, or somebody take it up that nobody may have. */
	readonly elsewhere: (id: string) => void;
	readonly clock: Clock;
}

/** Steps of the jobs that this process holds; word for any other one has it taken up. */
export class LeasedEngine implements Engine {
	readonly #parts: LeasedEngineParts;

	constructor(parts: LeasedEngineParts) {
		this.#parts = parts;
	}

	get size(): number {
		return this.#parts.own.size;
	}

	start(step: Step): void {
		const { holds, own } = this.#parts;
		own.start((id) => holds.as(id, () => step(id)));
	}

	schedule(id: string, waitMs: number): void {
		const { clock, holds, own } = this.#parts;
		if (holds.has(id)) own.schedule(id, waitMs);
		else clock.after(waitMs, () => this.look(id));
	}

	look(id: string): void {
		const { elsewhere, holds, own } = this.#parts;
		if (holds.has(id)) own.look(id);
		else elsewhere(id);
	}

	stop(): Promise<void> {
		return this.#parts.own.stop();
	}
}
