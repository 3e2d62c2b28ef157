import { readFile } from 'node:fs/promises';

import type { Answer, Exchange } from '../http/exchange.js';
import type { Fault } from '../http/faults.js';
import { RecordingServer } from '../http/recordingServer.js';
import type { RecordingServerParts } from '../http/recordingServer.js';
import { Callbacks } from './callbacks/callbacks.js';
import { callbackPayload } from './callbacks/callbackPayload.js';
import { cometApiHandler } from './handler.js';
import type { Plan } from './task/plan.js';
import { ResultCdn } from './task/resultCdn.js';
import type { FamilyName, Task } from './task/task.js';
import { Samples } from './task/samples.js';
import { TaskBook } from './task/taskBook.js';

export interface SimulatorOptions extends Pick<RecordingServerParts, 'keep' | 'keepBodyBytes'> {
	/** The API's port, and the one of the host that delivers results; any free ones by default. */
	readonly port?: number;
	readonly cdnPort?: number;
	/** The clock that moves every task, in milliseconds; the real one by default. */
	readonly now?: () => number;
	/** The only API key that is accepted. */
	readonly key?: string;
	/** The only key that the balance is told to. */
	readonly quotaKey?: string;
	/** What is planned for every task unless `plan` or `next` say otherwise. */
	readonly plan?: Partial<Plan>;
	/** The clip that tasks result in; the sample that comes with the simulator by default. */
	readonly sample?: Buffer;
	/** Whether a task results in a clip of the shape that it was asked for, instead of the same clip always. */
	readonly byShape?: boolean;
}

interface SimulatorParts {
	readonly server: RecordingServer;
	readonly baseUrl: string;
	readonly cdn: ResultCdn;
	readonly book: TaskBook;
	readonly callbacks: Callbacks;
	readonly now: () => number;
	readonly key: string;
	readonly quotaKey: string;
	readonly sample: Buffer;
}

/** CometAPI's video routes on loopback: strict about what it is sent, and able to speak every dialect and to fail in every way. */
export class CometApiSimulator {
	/** What `COMETAPI_BASE_URL` is set to. */
	readonly baseUrl: string;
	/** What `COMETAPI_KEY` is set to. */
	readonly key: string;
	/** The address of the balance, without its query (`?key=`), and the key that it wants. */
	readonly quotaUrl: string;
	readonly quotaKey: string;
	/** The clip that tasks result in unless planned otherwise. */
	readonly sample: Buffer;
	/** The recording server of the API: exchanges, watchers, faults. */
	readonly server: RecordingServer;
	/** The host of the results; `cdn.leaks` must stay empty. */
	readonly cdn: ResultCdn;
	readonly callbacks: Callbacks;

	readonly #book: TaskBook;
	readonly #now: () => number;

	private constructor(parts: SimulatorParts) {
		this.server = parts.server;
		this.baseUrl = parts.baseUrl;
		this.key = parts.key;
		this.quotaUrl = `${parts.baseUrl}/user/quota`;
		this.quotaKey = parts.quotaKey;
		this.sample = parts.sample;
		this.cdn = parts.cdn;
		this.callbacks = parts.callbacks;
		this.#book = parts.book;
		this.#now = parts.now;
	}

	/** Starts the API and the host of its results. */
	static async start(options: SimulatorOptions = {}): Promise<CometApiSimulator> {
		const { now = Date.now, key = 'sk-sandbox', quotaKey = 'sk-quota' } = options;
		const sample = options.sample ?? (await readFile(new URL('media/sample.mp4', import.meta.url)));
		const book = new TaskBook(options.plan);
		const bounds = {
			...(options.keep !== undefined && { keep: options.keep }),
			...(options.keepBodyBytes !== undefined && { keepBodyBytes: options.keepBodyBytes }),
		};
		const samples = options.byShape ? await Samples.read() : Samples.one(sample);
		const cdn = new ResultCdn({ ...bounds, now, book, samples });
		const kit = { now, book, cdn, samples };
		const handle: (x: Exchange) => Promise<Answer> = cometApiHandler({ ...kit, key, quotaKey });
		const server = new RecordingServer({ ...bounds, now, handle });
		const callbacks = new Callbacks({ book, now, payload: (task) => callbackPayload(task, kit) });

		await cdn.listen(options.cdnPort);
		const baseUrl = await server.listen(options.port);
		cdn.apiOrigin = baseUrl;
		return new CometApiSimulator({ server, baseUrl, cdn, book, callbacks, now, key, quotaKey, sample });
	}

	/** Where results are delivered: belongs into `TRUSTED_ORIGINS`, as the API's own origin does. */
	get cdnOrigin(): string {
		return this.cdn.origin;
	}

	/** Every task made, in order. What a member pays for is a task, not a POST. */
	get tasks(): readonly Task[] {
		return this.#book.tasks;
	}

	/** How many tasks were made: a create that was refused or lost before it took effect does not count. */
	get creates(): number {
		return this.#book.tasks.length;
	}

	task(id: string): Task | undefined {
		return this.#book.find(id);
	}

	/** Plans the next task to be created; several calls plan several tasks, in order. */
	next(plan: Partial<Plan>): this {
		this.#book.next(plan);
		return this;
	}

	/** Changes what is planned for every task to come, or for those of one family. */
	plan(plan: Partial<Plan>, family?: FamilyName): this {
		this.#book.plan(plan, family);
		return this;
	}

	/** Ends a task now; without an outcome it succeeds. */
	settle(task: Task, outcome?: Plan['outcome']): void {
		task.settle(this.#now(), outcome);
	}

	/** Lets the API go wrong; `faults.ts` has the usual ways. The returned function takes it back. */
	addFault(fault: Fault): () => void {
		return this.server.addFault(fault);
	}

	/** Lets the host of the results go wrong. */
	addCdnFault(fault: Fault): () => void {
		return this.cdn.server.addFault(fault);
	}

	clearFaults(): void {
		this.server.clearFaults();
		this.cdn.server.clearFaults();
	}

	async close(): Promise<void> {
		this.callbacks.off();
		await Promise.all([this.server.close(), this.cdn.close()]);
	}
}
