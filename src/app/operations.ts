import { join } from 'node:path';
import type { Logger } from 'pino';
import type { SecretCleaner } from '../lib/secretCleaner.js';
import { ConfigError, type Config } from '../config.js';
import type { Clock } from '../lib/time.js';
import { CallbackAddresses, Signer, MediaAddresses } from '../services/ops/signedUrls.js';
import { CallbackPolls } from '../services/scheduling/callbackPolls.js';
import { MediaFolder } from '../services/media/mediaFolder.js';
import { Metrics, type Levels } from '../services/ops/metrics.js';
import { OpsServer, OpsAddressError } from '../services/ops/opsServer.js';
import { PublicRoutes } from '../services/ops/publicRoutes.js';
import { Readiness, StoreProbe } from '../services/ops/readiness.js';
import type { Storage } from '../services/records/storage.js';

/** What the rest of the process says of itself; asked at every request. */
export interface ProcessStatus {
	/** What keeps this process from keeping its promises, by name; undefined where all is well. */
	readonly problems: Readonly<Record<string, () => string | undefined>>;
	readonly levels: () => Levels;
	/** Makes the next poll of a job happen now. */
	readonly look: (jobId: string) => void;
}

interface OperationsParts {
	readonly config: Pick<Config, 'ops' | 'publicUrl' | 'media'>;
	readonly storage: Storage;
	readonly vitals: ProcessStatus;
	readonly clock: Clock;
	readonly log: Logger;
	readonly secrets: SecretCleaner;
}

/** What an operator, a proxy and a provider's callback reach: health, readiness, metrics, and the public addresses. */
export async function serveOps({ config, storage, vitals, clock, log, secrets }: OperationsParts) {
	const { publicUrl } = config;
	const { host, port } = config.ops;
	const signer = await Signer.open(storage);
	signer.hideIn(secrets);
	const probe = await StoreProbe.open(storage);
	const open = publicUrl === undefined ? undefined : openToPublic({ publicUrl, signer, config, vitals, clock, log });

	const metrics = new Metrics({ levels: vitals.levels });
	const named = Object.entries(vitals.problems).map(([name, problem]) => ({ name, problem }));
	const store = { name: 'store', problem: () => probe.write(clock.now()).then(() => undefined) };
	const readiness = new Readiness({ clock, checks: [store, ...named] });
	const server =
		port === 'off'
			? undefined
			: new OpsServer({ host, port, readiness, metrics, publicRoutes: open?.admission, clock, log });
	await server?.start().catch((error: unknown) => {
		throw error instanceof OpsAddressError ? new ConfigError([error.message]) : error;
	});

	const stop = async (): Promise<void> => {
		open?.looks.stop();
		await server?.stop();
	};
	return { metrics, callbacks: open?.callbacks, media: open?.media, stop };
}

interface PublicParts extends Omit<OperationsParts, 'storage' | 'secrets'> {
	readonly publicUrl: string;
	readonly signer: Signer;
}

/** The addresses that providers are given: for callbacks, and for pictures they fetch themselves. */
function openToPublic({ publicUrl, signer, config, vitals, clock, log }: PublicParts) {
	const callbacks = new CallbackAddresses({ publicUrl, signer });
	const media = new MediaAddresses({ publicUrl, signer });
	const looks = new CallbackPolls({ look: vitals.look, clock });
	const inputs = new MediaFolder(join(config.media.folder, 'inputs'));
	return { callbacks, media, looks, admission: new PublicRoutes({ callbacks, looks, media, inputs, log }) };
}
