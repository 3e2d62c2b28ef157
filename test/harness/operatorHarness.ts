import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import type { Job } from '../../src/jobs/record/job.js';
import { providers } from '../../src/providers/index.js';
import { Repairs } from '../../src/services/admin/repairs.js';
import { Access } from '../../src/services/operator/access.js';
import { OperatorActions } from '../../src/services/operator/operatorActions.js';
import { OperatorPage } from '../../src/services/operator/operatorPage.js';
import { OperatorSession } from '../../src/services/operator/operatorSession.js';
import { PastFigures } from '../../src/services/operator/pastFigures.js';
import { Metrics } from '../../src/services/metrics/metrics.js';
import type { LivingProcess } from '../../src/services/ops/livingProcess.js';
import { OpsServer } from '../../src/services/ops/opsServer.js';
import { Readiness } from '../../src/services/ops/readiness.js';
import { KnownTasks } from '../../src/services/records/knownTasks.js';
import { JobStore } from '../../src/services/records/jobStore.js';
import { Storage } from '../../src/services/records/storage.js';
import { reconciledId } from '../../src/jobs/record/reconciled.js';
import { FakeClock } from './fakeClock.js';

export const opsToken = 'an-operator-token-of-the-tests';

/** The operator's page on a real server over a real store; what acts beyond the store is written down. */
export class OperatorHarness {
	readonly clock = new FakeClock();
	readonly log: string[] = [];
	/** Jobs whose step was asked for. */
	readonly looked: string[] = [];
	readonly paused = new Set<string>();
	closed = false;
	/** The processes that share the work. */
	living: LivingProcess[] = [];
	store!: JobStore;
	figures!: PastFigures;
	#storage!: Storage;
	#server!: OpsServer;
	#folder = '';

	/** @param page where the compiled page lies */
	static async start(page?: URL): Promise<OperatorHarness> {
		const harness = new OperatorHarness();
		await harness.#start(page);
		return harness;
	}

	get origin(): string {
		return `http://127.0.0.1:${this.#server.port}`;
	}

	async add(...jobs: readonly Job[]): Promise<void> {
		for (const job of jobs) {
			await this.store.create(job);
			await this.store.save(job);
		}
	}

	/** Asks as a script does, with the token. */
	async ask(path: string, how: { method?: string; body?: object; headers?: Record<string, string> } = {}) {
		const { method = 'GET', body, headers = { authorization: `Bearer ${opsToken}` } } = how;
		const json = method === 'GET' ? {} : { 'content-type': 'application/json' };
		const answer = await fetch(`${this.origin}${path}`, {
			method,
			headers: { ...json, ...headers },
			...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
		});
		const text = await answer.text();
		const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true;
		return {
			status: answer.status,
			headers: answer.headers,
			text,
			body: isJson ? (JSON.parse(text) as unknown) : undefined,
		};
	}

	async close(): Promise<void> {
		await this.#server.stop();
		await this.#storage.close();
		await rm(this.#folder, { recursive: true, force: true });
	}

	async #start(page?: URL): Promise<void> {
		const { clock } = this;
		const log = pino({ level: 'debug' }, { write: (line: string) => void this.log.push(line) });
		this.#folder = await mkdtemp(join(tmpdir(), 'reelay-operator-'));
		this.#storage = await Storage.open({ url: `sqlite://${this.#folder}/reelay.sqlite`, log });
		const store = await JobStore.open(this.#storage);
		this.store = store;
		const engine = { look: (id: string) => void this.looked.push(id) };
		const repairs = new Repairs({
			...{ store, engine, clock, log },
			writer: { save: (job: Job) => store.save(job) },
			settings: { note: () => Promise.resolve() },
			families: new Map(providers.map((provider) => [provider.id, provider])),
			catalogue: { find: () => undefined },
			discord: { editMessage: () => Promise.reject(new Error('nothing is told here')) },
			knownTasks: await KnownTasks.open(this.#storage),
		});
		const models = {
			pause: (id: string) => Promise.resolve(id === 'veo3.1-fast' && Boolean(this.paused.add(id))),
			resume: (id: string) => Promise.resolve(this.paused.delete(id)),
		};
		const intake = {
			isClosed: false,
			close: () => Promise.resolve(void (this.closed = true)),
			reopen: () => Promise.resolve(void (this.closed = false)),
		};
		const access = await Access.open(this.#storage, () => clock.now());
		const records = {
			get: (id: string) => store.get(id),
			openJobs: () => store.openJobs(),
			closed: () => store.closed(),
		};
		this.figures = new PastFigures(records);
		const operatorPage = new OperatorPage({
			session: new OperatorSession({ token: opsToken, clock }),
			actions: new OperatorActions({ store, engine, repairs, models, intake, access, clock, log }),
			...{ records, figures: this.figures, clock, log },
			findings: () => Promise.resolve([{ name: 'store', ok: true }]),
			process: () => ({
				version: '1.2.3',
				draining: this.closed,
				directMessages: access.takesDirectMessages,
				blocked: access.blocked,
				living: this.living,
				families: [{ id: 'veo', trouble: null }],
				models: [{ id: 'veo3.1-fast', name: 'Veo 3.1 Fast', paused: this.paused.has('veo3.1-fast') }],
			}),
			isSettled: async (id) => (await store.get(reconciledId(id))) !== undefined,
			folder: page ?? pathToFileURL(`${this.#folder}/`),
		});
		this.#server = new OpsServer({
			...{ host: '127.0.0.1', port: 0, clock, log },
			readiness: new Readiness({ clock, checks: [] }),
			metrics: new Metrics({ levels: [], clock }),
			operatorPage: () => operatorPage,
		});
		await this.#server.start();
	}
}
