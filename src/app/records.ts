import type { Counting } from './resumeJobs.js';
import type { Config } from '../config.js';
import type { Environment } from '../lib/environment.js';
import type { SecretCleaner } from '../lib/secretCleaner.js';
import type { Births, Ledger } from '../services/admission/ledger.js';
import { Limits } from '../services/admission/limits.js';
import { RecordedBirths } from '../services/admission/recordedBirths.js';
import { History } from '../services/records/history.js';
import { PastFigures } from '../services/operator/pastFigures.js';
import { JobStore } from '../services/records/jobStore.js';
import { JobWriter, UnsavedRecords, type JobObserver } from '../services/records/jobWriter.js';
import type { Records as KeptRecords } from '../services/records/records.js';
import { GuildRecord, Settings } from '../services/records/settings.js';
import type { Storage } from '../services/records/storage.js';
import type { Fleet } from './redis/fleet.js';
import type { Metrics } from '../services/metrics/metrics.js';
import { JobAges } from '../services/scheduling/jobAges.js';
import type { Engine } from '../services/scheduling/engine.js';
import { InProcessEngine } from '../services/scheduling/inProcessEngine.js';
import type { PlaceQueue } from '../services/scheduling/placeQueue.js';
import { Queue } from '../services/scheduling/queue.js';

/** The records of jobs, and what is counted and planned from them, wherever they are kept. */
export interface Records {
	readonly store: KeptRecords;
	readonly writer: JobWriter;
	readonly unsaved: UnsavedRecords;
	readonly limits: Ledger;
	readonly births: Births;
	readonly history: History;
	readonly queue: PlaceQueue;
	readonly ages: JobAges;
	/** What the operator's page plots. */
	readonly figures: PastFigures;
	/** What guilds have decided. */
	readonly settings: Settings;
	/** Rests until it is started. */
	readonly engine: Engine;
	/** What is counted in memory, and made anew at a start. */
	readonly counting: Counting | undefined;
	/** The other processes on the same store, where there can be some. */
	readonly fleet?: Fleet;
}

/** With SQLite one process has every job, and counts in memory. */
export interface OwnRecords extends Records {
	readonly store: JobStore;
	readonly limits: Limits;
	readonly queue: Queue;
	readonly engine: InProcessEngine;
}

/** What records of jobs are made with, wherever they are kept. */
export interface RecordsMaking {
	readonly config: Pick<Config, 'limits' | 'leaseMs' | 'role'> & {
		readonly discord: Pick<Config['discord'], 'allowedGuilds'>;
	};
	readonly secrets: SecretCleaner;
	/** Hears of every save too. */
	readonly metrics: JobObserver & Pick<Metrics, 'begin' | 'leave'>;
	readonly jobSecrets: JobObserver;
}

interface RecordsParts extends Omit<RecordsMaking, 'config' | 'metrics'> {
	readonly config: Omit<RecordsMaking['config'], 'leaseMs' | 'role'>;
	readonly metrics: JobObserver;
	readonly storage: Pick<Storage, 'table' | 'space'>;
}

/** What stands on disk of every job, and whoever must hear of every save of it. */
export async function composeRecords(env: Environment, parts: RecordsParts): Promise<OwnRecords> {
	const { clock, log } = env;
	const { config, storage, secrets, metrics, jobSecrets } = parts;
	const store = await JobStore.open(storage);
	const engine = new InProcessEngine({ clock, log });
	const { maxRunningJobs: capacity, memberRunningJobs: memberPlaces } = config.limits;
	const queue = new Queue({ capacity, memberPlaces, wake: (id) => engine.look(id) });
	const limits = new Limits({ clock, ...config.limits, allowedGuilds: config.discord.allowedGuilds });
	const births = new RecordedBirths({ limits, store });
	const history = new History({ store, log });
	const ages = new JobAges({ clock });
	const figures = new PastFigures({ closed: () => store.closed() });
	const observers = [limits, history, queue, ages, figures, metrics, jobSecrets];
	const writer = new JobWriter({ store, secrets, clock, log, observers });
	const unsaved = new UnsavedRecords({ writer });
	const settings = new Settings({ table: await storage.space('guild', GuildRecord), clock });
	const counting = { limits, queue };
	return { store, writer, unsaved, counting, limits, births, history, queue, ages, figures, settings, engine };
}
