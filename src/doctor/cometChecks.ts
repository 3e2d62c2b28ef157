import { z } from 'zod';
import type { Config } from '../config.js';
import { seconds } from '../lib/time.js';
import { isPastSunset, offering } from '../providers/catalogue/offering.js';
import { parseCatalogue } from '../providers/catalogue/parseCatalogue.js';
import { providers } from '../providers/index.js';
import type { CatalogueEntry } from '../providers/contract/provider.js';
import type { ApiClient } from '../services/cometapi/apiClient.js';
import { fail, ok, warn, type Check } from './finding.js';

const timeoutMs = seconds(15);
const largestListBytes = 10_000_000;
/** Below this many US dollars the balance is told as a warning. */
const littleUsd = 1;

const List = z.object({ data: z.array(z.unknown()) });
const Quota = z.object({ total_quota: z.number() });

/** Whether CometAPI takes the key, what it offers, and what is left to spend. Nothing is created. */
export function cometChecks(config: Config, api: ApiClient): Check[] {
	let entries: CatalogueEntry[] | undefined;
	return [
		{ name: 'cometapi key', run: () => keyCheck(api) },
		{
			name: 'cometapi catalogue',
			run: async () => {
				entries = await fetchCatalogue(api);
				if (entries !== undefined) return ok(`${entries.length} entries`);
				return warn('GET /api/models brings no list; the built-in tables are offered until it does');
			},
		},
		{ name: 'default model', run: () => Promise.resolve(modelCheck(config, entries)) },
		{ name: 'cometapi balance', run: () => balanceCheck(config.cometapi) },
	];
}

async function keyCheck(api: ApiClient) {
	const { status, body } = await api.call(
		{ method: 'GET', path: '/v1/models' },
		{ timeoutMs, maxBytes: largestListBytes },
	);
	const list = List.safeParse(body);
	if (status === 200 && list.success) return ok(`accepted; it may use ${list.data.data.length} models`);
	if (status === 401) return fail('COMETAPI_KEY is not accepted; make a new one in the CometAPI console');
	if (status === 402 || status === 403)
		return fail(`COMETAPI_KEY is refused (HTTP ${status}); look at its balance and rights`);
	return fail(`GET /v1/models answers HTTP ${status}; look at COMETAPI_BASE_URL`);
}

async function fetchCatalogue(api: ApiClient): Promise<CatalogueEntry[] | undefined> {
	const options = { timeoutMs, maxBytes: largestListBytes, anonymous: true };
	const answer = await api.call({ method: 'GET', path: '/api/models' }, options).catch(() => undefined);
	const entries = answer?.status === 200 ? parseCatalogue(answer.body) : [];
	return entries.length === 0 ? undefined : entries;
}

function modelCheck({ defaultModel, legacyProviders, publicUrl }: Config, catalogue: CatalogueEntry[] | undefined) {
	const now = Date.now();
	const offered = offering({ providers, catalogue, legacy: new Set(legacyProviders), now });
	const found = offered.find(({ model }) => model.id === defaultModel);
	if (found === undefined) {
		const some = offered.slice(0, 5).map(({ model }) => model.id);
		return fail(`DEFAULT_MODEL ${defaultModel} is not offered; set it to another, such as ${some.join(', ')}`);
	}

	const { model } = found;
	if (!model.text)
		return warn(`${defaultModel} needs a picture, so a prompt alone is refused; set DEFAULT_MODEL to another`);
	if (model.textByCallback === true && publicUrl === undefined) {
		return warn(`${defaultModel} needs PUBLIC_URL for a prompt alone; set that, or DEFAULT_MODEL to another`);
	}
	if (isPastSunset(model, now)) return warn(`${defaultModel} is past its last day; set DEFAULT_MODEL to another`);
	if (catalogue !== undefined && !catalogue.some(({ id }) => id === defaultModel)) {
		return warn(`${defaultModel} is not in the catalogue; jobs may be refused`);
	}
	return ok(`${model.name} (${defaultModel})`);
}

/** The key stands in the address, so nothing of a failure but its kind is told. */
async function balanceCheck({ quotaUrl, quotaKey }: Config['cometapi']) {
	if (quotaUrl === undefined || quotaKey === undefined) return ok('not asked (COMETAPI_QUOTA_URL is not set)');
	const url = new URL(quotaUrl);
	url.searchParams.set('key', quotaKey);
	let status = 0;
	try {
		const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
		status = answer.status;
		const quota = Quota.safeParse(await answer.json());
		if (status !== 200 || !quota.success) throw new Error('no balance in it');
		const left = quota.data.total_quota;
		if (left === -1) return ok('unlimited');
		return left < littleUsd ? warn(`$${left.toFixed(2)} left; top it up`) : ok(`$${left.toFixed(2)} left`);
	} catch {
		const what = status === 0 ? 'cannot be reached' : `answers HTTP ${status} without a balance`;
		return warn(`COMETAPI_QUOTA_URL ${what}; look at it and at COMETAPI_QUOTA_KEY`);
	}
}
