import type { Logger } from 'pino';
import type { Environment } from '../../lib/environment.js';
import { seconds, type Clock } from '../../lib/time.js';
import type { Engine, NextStep, Step } from './engine.js';

/** A step that threw in spite of its promise is repeated after this long. */
const afterBugMs = seconds(30);

interface Alarm {
	at: number;
	cancel: () => void;
	/** A step of this job is running now. */
	running: boolean;
	/** Somebody asked for a look during the step. */
	again: boolean;
	/** The step in hand. */
	turn?: Promise<void>;
}

interface InProcessEngineParts extends Pick<Environment, 'clock' | 'log'> {
	/** Hears of every job that needs no further step. */
	readonly onDone?: ((id: string) => void) | undefined;
}

/** The engine of one process: a timer for each job. The records are the truth; this is only the alarm clock. */
export class InProcessEngine implements Engine {
	readonly #clock: Clock;
	readonly #log: Logger;
	readonly #onDone: (id: string) => void;
	readonly #alarms = new Map<string, Alarm>();
	readonly #inHand = new Set<Promise<void>>();
	#step: Step | undefined;
	#stopped = false;

	constructor(parts: InProcessEngineParts) {
		this.#onDone = parts.onDone ?? (() => undefined);
		this.#clock = parts.clock;
		this.#log = parts.log;
	}

	get size(): number {
		return this.#alarms.size;
	}

	start(step: Step): void {
		this.#step = step;
		for (const [id, { at }] of [...this.#alarms]) this.#plan(id, Math.max(0, at - this.#clock.now()));
	}

	schedule(id: string, waitMs: number): void {
		if (this.#stopped) return;
		const known = this.#alarms.get(id);
		if (known?.running === true || (known !== undefined && known.at <= this.#clock.now() + waitMs)) return;
		this.#plan(id, waitMs);
	}

	look(id: string): void {
		if (this.#stopped) return;
		const known = this.#alarms.get(id);
		if (known?.running === true) known.again = true;
		else this.#plan(id, 0);
	}

	/** Plans no further step of this job, and resolves when the one in hand has ended. */
	async forget(id: string): Promise<void> {
		const alarm = this.#alarms.get(id);
		alarm?.cancel();
		this.#alarms.delete(id);
		await alarm?.turn;
	}

	async stop(): Promise<void> {
		this.#stopped = true;
		for (const alarm of this.#alarms.values()) alarm.cancel();
		while (this.#inHand.size > 0) await Promise.all(this.#inHand);
		this.#alarms.clear();
	}

	#plan(id: string, waitMs: number): void {
		this.#alarms.get(id)?.cancel();
		const alarm: Alarm = { at: this.#clock.now() + waitMs, cancel: () => undefined, running: false, again: false };
		this.#alarms.set(id, alarm);
		if (this.#step === undefined) return;
		alarm.cancel = this.#clock.after(waitMs, () => this.#ring(id, alarm));
	}

	#ring(id: string, alarm: Alarm): void {
		if (this.#stopped) return;
		// The wall clock is not asked again: one that was set back would put every look off.
		alarm.running = true;
		const turn = this.#run(id, alarm);
		alarm.turn = turn;
		this.#inHand.add(turn);
		void turn.finally(() => this.#inHand.delete(turn));
	}

	async #run(id: string, alarm: Alarm): Promise<void> {
		let next: NextStep = 'done';
		try {
			if (this.#step !== undefined) next = await this.#step(id);
		} catch (error) {
			this.#log.error({ err: error, jobId: id }, 'a step threw; it will be repeated');
			next = { waitMs: afterBugMs };
		}

		// Forgotten meanwhile: whatever is planned by now is not this step's business.
		if (this.#alarms.get(id) !== alarm) return;
		this.#alarms.delete(id);
		if (this.#stopped) return;
		// Also after a job's last step: word may have been left while that was in its last moments.
		if (alarm.again) this.#plan(id, 0);
		else if (next !== 'done') this.#plan(id, next.waitMs);
		else this.#onDone(id);
	}
}
