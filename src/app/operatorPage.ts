import type { Config } from '../config.js';
import { reconciledId } from '../jobs/record/reconciled.js';
import type { Environment } from '../lib/environment.js';
import { OperatorActions } from '../services/operator/operatorActions.js';
import { OperatorPage, type ProcessView } from '../services/operator/operatorPage.js';
import { OperatorSession } from '../services/operator/operatorSession.js';
import type { LivingProcess } from '../services/ops/livingProcess.js';
import type { Readiness } from '../services/ops/readiness.js';
import type { CometApi } from './cometApi.js';
import type { Interactions } from './interactions.js';
import type { Jobs } from './jobs.js';
import type { Records } from './records.js';
import { version } from './version.js';

interface OperatorPageParts {
	readonly config: Pick<Config, 'ops'>;
	readonly records: Records;
	readonly cometapi: CometApi;
	readonly jobs: Jobs;
	readonly interactions: Interactions;
	readonly readiness: Readiness;
	/** The processes that share the work, where there can be several. */
	readonly living: (() => readonly LivingProcess[] | undefined) | undefined;
}

/** Where `npm ci` has put the compiled page; the same from the sources and from what is built of them. */
const folder = new URL('../../dist/operator-page/', import.meta.url);

/** The page at `/` of the ops server, with `OPS_TOKEN`; nothing of it is read before somebody asks. */
export function composeOperatorPage(env: Environment, parts: OperatorPageParts): OperatorPage | undefined {
	const { token } = parts.config.ops;
	if (token === undefined) return undefined;
	const { clock, log } = env;
	const { store, engine, figures } = parts.records;
	const { pauses: models, catalogue, families, videoApi } = parts.cometapi;
	const { intake } = parts.jobs.admission;
	const { repairs, access } = parts.interactions;
	const process = (): ProcessView => ({
		living: parts.living?.() ?? [],
		version,
		draining: intake.isClosed,
		directMessages: access.takesDirectMessages,
		blocked: access.blocked,
		families: [...families.keys()].map((id) => ({ id, trouble: videoApi.troubleOf(id) ?? null })),
		models: catalogue.models().map(({ model: { id, name } }) => ({ id, name, paused: models.has(id) })),
	});
	return new OperatorPage({
		session: new OperatorSession({ token, clock }),
		actions: new OperatorActions({ store, engine, repairs, models, intake, access, clock, log }),
		...{ records: store, figures, folder, process, clock, log },
		findings: () => parts.readiness.findings(),
		isSettled: async (id) => (await store.get(reconciledId(id))) !== undefined,
	});
}
