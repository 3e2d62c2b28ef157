import type { Config } from '../config.js';
import type { Environment } from '../lib/environment.js';
import type { SecretCleaner } from '../lib/secretCleaner.js';
import { Limits } from '../services/admission/limits.js';
import { RecordedBirths } from '../services/admission/recordedBirths.js';
import { History } from '../services/records/history.js';
import { PastFigures } from '../services/operator/pastFigures.js';
import { JobStore } from '../services/records/jobStore.js';
import { JobWriter, UnsavedRecords, type JobObserver } from '../services/records/jobWriter.js';
import { GuildRecord, Settings } from '../services/records/settings.js';
import type { Storage } from '../services/records/storage.js';
import { JobAges } from '../services/runner/jobAges.js';
import { InProcessEngine } from '../services/scheduling/inProcessEngine.js';
import { Queue } from '../services/scheduling/queue.js';

/** The records of jobs, and what is counted and planned from them in memory. */
export interface Records {
	readonly store: JobStore;
	readonly writer: JobWriter;
	readonly unsaved: UnsavedRecords;
	readonly limits: Limits;
	readonly births: RecordedBirths;
	readonly history: History;
	readonly queue: Queue;
	readonly ages: JobAges;
	/** What the operator's page plots. */
	readonly figures: PastFigures;
	/** What guilds have decided. */
	readonly settings: Settings;
	/** Rests until it is started. */
	readonly engine: InProcessEngine;
}

interface RecordsParts {
	readonly config: {
		readonly limits: Config['limits'];
		readonly discord: Pick<Config['discord'], 'allowedGuilds'>;
	};
	readonly storage: Pick<Storage, 'table' | 'space'>;
	readonly secrets: SecretCleaner;
	/** Hears of every save too. */
	readonly metrics: JobObserver;
	readonly jobSecrets: JobObserver;
}

/** What stands on disk of every job, and whoever must hear of every save of it. */
export async function composeRecords(env: Environment, parts: RecordsParts): Promise<Records> {
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
	return { store, writer, unsaved, limits, births, history, queue, ages, figures, settings, engine };
}
