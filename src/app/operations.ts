import { join } from 'node:path';
import type { SecretCleaner } from '../lib/secretCleaner.js';
import type { AnswerWatch } from '../commands/interaction/respond.js';
import { ConfigError, type Config } from '../config.js';
import type { Environment } from '../lib/environment.js';
import { CallbackAddresses, Signer, MediaAddresses, type PublicAddresses } from '../services/ops/signedUrls.js';
import { CallbackPolls } from '../services/scheduling/callbackPolls.js';
import { MediaFolder } from '../services/media/mediaFolder.js';
import { Metrics, type Level } from '../services/metrics/metrics.js';
import type { LivingProcess } from '../services/ops/livingProcess.js';
import { OpsServer, OpsAddressError, type Routes } from '../services/ops/opsServer.js';
import { PublicRoutes } from '../services/ops/publicRoutes.js';
import { Readiness, StoreProbe } from '../services/ops/readiness.js';
import type { Tables } from '../services/records/tables.js';

/** What the rest of the process says of itself; asked at every request. */
export interface ProcessStatus {
	/** What keeps this process from keeping its promises, by name; undefined where all is well. */
	readonly problems: Readonly<Record<string, () => string | undefined>>;
	/** The figures of `/metrics` that are read when somebody asks. */
	readonly levels: readonly Level[];
	/** The processes that share the work; undefined where there can be one alone. */
	readonly living: (() => readonly LivingProcess[] | undefined) | undefined;
	/** Makes the next poll of a job happen now. */
	readonly look: (jobId: string) => void;
}

/** What is served beside Discord. */
export interface Operations {
	readonly metrics: Metrics;
	readonly readiness: Readiness;
	/** How members are answered, on its way to the metrics. */
	readonly watch: AnswerWatch;
	/** From now on there is a store. Returns the addresses that the outside may be given. */
	readonly opened: (storage: Tables) => Promise<PublicAddresses>;
	stop(): Promise<void>;
}

interface OperationsParts {
	readonly config: Pick<Config, 'ops' | 'publicUrl' | 'media'>;
	readonly status: ProcessStatus;
	readonly secrets: SecretCleaner;
	/** The operator's page, once the process holds its store; only with `OPS_TOKEN`. */
	readonly operatorPage: () => Routes | undefined;
}

/** What an operator, a proxy and a provider's callback reach: health, readiness, metrics, and the public addresses. */
export async function serveOps(env: Environment, parts: OperationsParts): Promise<Operations> {
	const { clock, log } = env;
	const { config, status, secrets, operatorPage } = parts;
	const { host, port } = config.ops;
	let probe: StoreProbe | undefined;
	let open: OpenToPublic | undefined;

	const named = Object.entries(status.problems).map(([name, problem]) => ({ name, problem }));
	const store = { name: 'store', problem: () => (probe === undefined ? 'not open yet' : probe.problem(clock.now())) };
	const readiness = new Readiness({ clock, checks: [store, ...named] });
	const metrics = new Metrics({ levels: [...status.levels, readyLevel(readiness)], clock });
	const watch: AnswerWatch = {
		answered: (receivedAt) => metrics.acknowledged(clock.now() - receivedAt),
		refused: (reason) => metrics.refused(reason),
	};
	const server =
		port === 'off'
			? undefined
			: new OpsServer({
					...{ host, port, readiness, metrics, living: status.living, operatorPage, clock, log },
					publicRoutes: () => open?.routes,
				});
	await server?.start().catch((error: unknown) => {
		throw error instanceof OpsAddressError ? new ConfigError([error.message]) : error;
	});

	const opened = async (storage: Tables): Promise<PublicAddresses> => {
		const { publicUrl } = config;
		const signer = await Signer.open(storage);
		signer.hideIn(secrets);
		probe = await StoreProbe.open(storage);
		if (publicUrl !== undefined) open = openToPublic(env, { publicUrl, signer, config, status });
		return { callbacks: open?.callbacks, media: open?.media };
	};
	const stop = async (): Promise<void> => {
		open?.polls.stop();
		await server?.stop();
	};
	return { metrics, readiness, watch, opened, stop };
}

const readyLevel = (readiness: Readiness): Level => ({
	name: 'reelay_ready',
	help: '1 for each check of /readyz that is well.',
	labels: ['check'],
	read: async () =>
		(await readiness.findings()).map(({ name, ok }) => ({ labels: { check: name }, value: Number(ok) })),
});

interface PublicParts extends Pick<OperationsParts, 'config' | 'status'> {
	readonly publicUrl: string;
	readonly signer: Signer;
}

interface OpenToPublic {
	readonly callbacks: CallbackAddresses;
	readonly media: MediaAddresses;
	readonly polls: CallbackPolls;
	readonly routes: PublicRoutes;
}

/** The addresses that providers are given: for callbacks, and for pictures they fetch themselves. */
function openToPublic({ clock, log }: Environment, { publicUrl, signer, config, status }: PublicParts): OpenToPublic {
	const callbacks = new CallbackAddresses({ publicUrl, signer });
	const media = new MediaAddresses({ publicUrl, signer });
	const polls = new CallbackPolls({ look: status.look, clock });
	const inputs = new MediaFolder(join(config.media.folder, 'inputs'));
	return { callbacks, media, polls, routes: new PublicRoutes({ callbacks, polls, media, inputs, log }) };
}
