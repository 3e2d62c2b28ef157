import { standingOf } from '../../services/admission/standing.js';
import { UnreadableRecords } from '../../services/records/unreadableRecords.js';
import { orderOf } from '../../services/scheduling/queueOrder.js';
import { plannedTime } from '../../jobs/polling/plannedTime.js';
import type { Environment } from '../../lib/environment.js';
import { seconds, systemClock } from '../../lib/time.js';
import { PastFigures } from '../../services/operator/pastFigures.js';
import { History } from '../../services/records/history.js';
import { JobWriter, UnsavedRecords } from '../../services/records/jobWriter.js';
import { GuildRecord, Settings } from '../../services/records/settings.js';
import type { Tables } from '../../services/records/tables.js';
import { Leases } from '../../services/redis/leases.js';
import { LeasedEngine } from '../../services/redis/leasedEngine.js';
import { RedisLedger } from '../../services/redis/redisLedger.js';
import { RedisQueue } from '../../services/redis/redisQueue.js';
import { RedisRecords } from '../../services/redis/redisRecords.js';
import { JobAges } from '../../services/scheduling/jobAges.js';
import { InProcessEngine } from '../../services/scheduling/inProcessEngine.js';
import type { RecordsMaking } from '../records.js';
import { Fleet } from './fleet.js';
import type { SharedStore } from './sharedStore.js';

/** What the operator's page plots is read from the records this often at most: other processes write them too. */
const figuresMs = seconds(30);

/** Before what could not be saved is tried again. */
const unsavedMs = seconds(2);

interface SharedRecordsParts extends RecordsMaking {
	readonly shared: SharedStore;
	/** For what is kept beside the jobs. */
	readonly storage: Tables;
}

/** The records of jobs in Redis, with the limits and the queue beside them, and a lease for each job in hand. */
export async function composeSharedRecords(env: Environment, parts: SharedRecordsParts) {
	const { clock, log } = env;
	const { config, shared, storage, secrets, metrics, jobSecrets } = parts;
	const { redis, holds, leadership, signals } = shared;
	const { maxRunningJobs: capacity, memberRunningJobs: memberPlaces } = config.limits;

	const own = new InProcessEngine({ clock, log, onDone: (id) => leases.done(id) });
	const elsewhere = (id: string): void => {
		leave(id);
		signals.look(id);
		leases.offer(id);
	};
	const engine = new LeasedEngine({ own, holds, clock, elsewhere });
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
	const history = new History({ store, stored: (memberId) => store.historyOf(memberId), log });
	const ages = new JobAges({ clock });
	const figures = new PastFigures({ closed: () => store.closed(), freshMs: figuresMs });
	const observers = [history, ages, figures, metrics, jobSecrets];
	const writer = new JobWriter({ store, secrets, clock, log, observers });
	const unsaved = new UnsavedRecords({ writer });

	/** What is counted of a job is counted by whoever has it. */
	const leave = (id: string): void => {
		metrics.leave(id);
		ages.leave(id);
	};
	/** What a create brought and nobody could write down: now that another process has the job it is only told in the log. */
	const settle = async (id: string): Promise<void> => {
		await unsaved.retry(id, log.child({ jobId: id })).catch(() => undefined);
		if (unsaved.has(id)) clock.after(unsavedMs, () => void settle(id));
	};
	/** Its next step at its time; one that cannot be read now is the step's to tell. */
	const claimed = async (id: string): Promise<void> => {
		const job = await store.get(id).catch(() => undefined);
		if (job !== undefined && job.phase !== 'closed') metrics.begin([job]);
		await signals.taken(id);
		const now = clock.now();
		const at = job?.phase === 'generating' ? plannedTime(job.looking.nextAt ?? now, now) : now;
		own.schedule(id, Math.max(0, at - now));
	};
	const leases: Leases = new Leases({
		...{ redis, holds, leaseMs: config.leaseMs, log, clock: systemClock },
		claim: (id) => store.claim(id),
		open: (isFirst) => store.orphanable(isFirst && leadership.processes === 1),
		sweeps: () => leadership.isLeader,
		works: config.role !== 'gateway',
		// What a create brought is newer than the record, and must be in it before anybody reads that.
		before: (id) => unsaved.retry(id, log.child({ jobId: id })),
		claimed,
		lost: async (id) => {
			await own.forget(id);
			leave(id);
			void settle(id);
		},
	});
	const fleet = new Fleet({ own, role: config.role, holds, leases, leadership, signals, queue, clock, log });
	const counted = { limits, births: limits, queue, counting: undefined };
	const table = await storage.space('guild', GuildRecord);
	const settings = new Settings({ table, isShared: true, clock });
	return { store, writer, unsaved, ...counted, history, ages, figures, settings, engine, fleet };
}
