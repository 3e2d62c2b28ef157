import { standingOf } from '../../services/admission/standing.js';
import { UnreadableRecords } from '../../services/records/unreadableRecords.js';
import { orderOf } from '../../services/scheduling/queueOrder.js';
import type { Config } from '../../config.js';
import { plannedTime } from '../../jobs/polling/plannedTime.js';
import type { Environment } from '../../lib/environment.js';
import type { SecretCleaner } from '../../lib/secretCleaner.js';
import { systemClock } from '../../lib/time.js';
import { PastFigures } from '../../services/operator/pastFigures.js';
import { History } from '../../services/records/history.js';
import { JobWriter, UnsavedRecords, type JobObserver } from '../../services/records/jobWriter.js';
import { GuildRecord, Settings } from '../../services/records/settings.js';
import type { Tables } from '../../services/records/storage.js';
import { Leases } from '../../services/redis/leases.js';
import { LeasedEngine } from '../../services/redis/leasedEngine.js';
import { RedisLedger } from '../../services/redis/redisLedger.js';
import { RedisQueue } from '../../services/redis/redisQueue.js';
import { RedisRecords } from '../../services/redis/redisRecords.js';
import { JobAges } from '../../services/runner/jobAges.js';
import { InProcessEngine } from '../../services/scheduling/inProcessEngine.js';
import type { SharedStore } from './sharedStore.js';

interface SharedRecordsParts {
	readonly config: Pick<Config, 'limits' | 'leaseMs'> & { readonly discord: Pick<Config['discord'], 'allowedGuilds'> };
	readonly shared: SharedStore;
	/** For what is kept beside the jobs. */
	readonly storage: Tables;
	readonly secrets: SecretCleaner;
	/** Hears of every save too. */
	readonly metrics: JobObserver;
	readonly jobSecrets: JobObserver;
}

/** The records of jobs in Redis, with the limits and the queue beside them, and a lease for each job in hand. */
export async function composeSharedRecords(env: Environment, parts: SharedRecordsParts) {
	const { clock, log } = env;
	const { config, shared, storage, secrets, metrics, jobSecrets } = parts;
	const { redis, holds } = shared;
	const { maxRunningJobs: capacity, memberRunningJobs: memberPlaces } = config.limits;

	const own = new InProcessEngine({ clock, log, onDone: (id) => leases.done(id) });
	const engine = new LeasedEngine({ own, holds, clock, offer: (id) => leases.offer(id) });
	const wake = (id: string): void => engine.look(id);
	const queue = new RedisQueue({ redis, orderOf, capacity, memberPlaces, clock, log, wake });
	const woken = (ids: readonly string[]): void => queue.woken(ids);
	const store = new RedisRecords({
		redis,
		unreadable: new UnreadableRecords(),
		holds,
		clock,
		log,
		capacity,
		memberPlaces,
		wake: woken,
	});
	const limits = new RedisLedger({
		redis,
		standingOf,
		clock,
		...config.limits,
		allowedGuilds: config.discord.allowedGuilds,
	});
	const history = new History({ store, log });
	const ages = new JobAges({ clock });
	const figures = new PastFigures({ closed: () => store.closed() });
	const observers = [history, ages, figures, metrics, jobSecrets];
	const writer = new JobWriter({ store, secrets, clock, log, observers });
	const unsaved = new UnsavedRecords({ writer });

	/** Its next step at its time; one that cannot be read now is the step's to tell. */
	const claimed = async (id: string): Promise<void> => {
		const job = await store.get(id).catch(() => undefined);
		const now = clock.now();
		const at = job?.phase === 'generating' ? plannedTime(job.looking.nextAt ?? now, now) : now;
		own.schedule(id, Math.max(0, at - now));
	};
	const leases: Leases = new Leases({
		...{ redis, holds, leaseMs: config.leaseMs, log, clock: systemClock },
		claim: (id) => store.claim(id),
		// One that has ended and is to be told again needs somebody, too.
		open: async () => [...(await store.openIds()), ...(await store.noted('redeliver'))],
		// What a create brought is newer than the record, and must be in it before anybody reads that.
		before: (id) => unsaved.retry(id, log.child({ jobId: id })),
		claimed,
		lost: (id) => own.forget(id),
	});
	const settings = new Settings({ table: await storage.space('guild', GuildRecord), clock });
	const counted = { limits, births: limits, queue, counting: undefined };
	return { store, writer, unsaved, ...counted, history, ages, figures, settings, engine, leases };
}
