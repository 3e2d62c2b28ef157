import { z } from 'zod';

import { backoffMs } from '../../lib/backoff.js';
import { errorDetail } from '../../lib/errorDetail.js';
import { hours, minutes, seconds } from '../../lib/time.js';
import type { Environment } from '../../lib/environment.js';
import type { OfferedModel } from '../../providers/contract/model.js';
import { extending, remixing, upscaling } from '../../providers/catalogue/resultActions.js';
import { offering } from '../../providers/catalogue/offering.js';
import { parseCatalogue } from '../../providers/catalogue/parseCatalogue.js';
import type { CatalogueEntry, Provider } from '../../providers/contract/provider.js';
import type { ApiClient } from './apiClient.js';
import type { Table } from '../records/tables.js';

/** The last good answer, as it is kept; only entries about video. */
export const KeptCatalogue = z.object({
	at: z.number(),
	entries: z.array(
		z.object({
			id: z.string(),
			name: z.string(),
			provider: z.string(),
			modelType: z.string(),
			features: z.array(z.string()),
			endpoints: z.array(z.object({ route: z.string(), path: z.string(), method: z.string() })),
			upcoming: z.boolean(),
			perSecondUsd: z.number().exactOptional(),
			perRequestUsd: z.number().exactOptional(),
		}),
	),
});
export type KeptCatalogue = z.infer<typeof KeptCatalogue>;

interface CatalogueParts extends Environment {
	readonly api: Pick<ApiClient, 'call'>;
	/** Where the last good answer is kept, under one key. */
	readonly table: Pick<Table<KeptCatalogue>, 'get' | 'set'>;
	readonly providers: readonly Provider[];
	/** Ids of the legacy families that the operator switched on. */
	readonly legacy: readonly string[];
	/** Where several processes share a store, one of them fetches; the others read what it has kept. */
	readonly fetches?: (() => boolean) | undefined;
}

const keptKey = 'catalogue';
const refreshMs = hours(1);
/** How often a process that does not fetch reads what another one has kept. */
const rereadMs = minutes(1);
const retry = { firstMs: seconds(15), longestMs: refreshMs };
const call = { timeoutMs: seconds(30), maxBytes: 10_000_000, anonymous: true } as const;
/** Pages that are asked for, should the list come in pages. */
const mostPages = 50;
/** How long a joined list is used before the time (a sunset) may have changed it. */
const offeringLifeMs = minutes(5);

/**
 * The models on offer: the families' tables joined with the API's own catalogue, which is fetched hourly and kept, so that a
 * start without the network offers what was offered before.
 */
export class Catalogue {
	readonly #parts: CatalogueParts;
	readonly #stopping = new AbortController();
	#entries: readonly CatalogueEntry[] | undefined;
	#fetchedAt: number | undefined;
	#offered: { readonly at: number; readonly models: readonly OfferedModel[] } | undefined;
	#failures = 0;
	#cancel: (() => void) | undefined;

	constructor(parts: CatalogueParts) {
		this.#parts = parts;
	}

	/** Takes up the kept catalogue, and begins to fetch, without waiting for an answer. Never throws. */
	async start(): Promise<void> {
		await this.#takeKept();
		void this.#round();
	}

	async #takeKept(): Promise<void> {
		const { table, log } = this.#parts;
		try {
			const kept = await table.get(keptKey);
			if (kept === undefined || kept.at === this.#fetchedAt) return;
			this.#entries = kept.entries;
			this.#fetchedAt = kept.at;
			this.#offered = undefined;
		} catch (error) {
			log.warn({ err: error }, 'kept catalogue cannot be read');
		}
	}

	stop(): void {
		this.#stopping.abort(new Error('the catalogue is stopped'));
		this.#cancel?.();
	}

	/** When the list that is offered was fetched, ms; undefined while it never was. */
	get fetchedAt(): number | undefined {
		return this.#fetchedAt;
	}

	/** The models that members can choose now, in the order they see. */
	models(): readonly OfferedModel[] {
		const { providers, legacy, clock } = this.#parts;
		const now = clock.now();
		const age = now - (this.#offered?.at ?? 0);
		if (this.#offered !== undefined && age >= 0 && age < offeringLifeMs) return this.#offered.models;

		const models = offering({ providers, catalogue: this.#entries, legacy: new Set(legacy), now });
		this.#offered = { at: now, models };
		return models;
	}

	find(id: string): OfferedModel | undefined {
		return this.models().find(({ model }) => model.id === id);
	}

	/** What can be made of a finished video of this model, by its family as it is offered now. */
	actionsOn(modelId: string): Readonly<Record<'remix' | 'extend' | 'upscale', boolean>> {
		const models = this.models();
		const [remix, extend, upscale] = [remixing, extending, upscaling].map((of) => of(models, modelId) !== undefined);
		return { remix: remix === true, extend: extend === true, upscale: upscale === true };
	}

	/** Fetches the catalogue now. False when that failed, or told nothing; what was known stays. */
	async refresh(): Promise<boolean> {
		const { table, clock, log } = this.#parts;
		try {
			const entries = (await this.#fetch()).filter(isAboutVideo);
			if (entries.length === 0) throw new Error('it lists no video model');

			this.#entries = entries;
			this.#fetchedAt = clock.now();
			this.#offered = undefined;
			log.debug({ entries: entries.length }, 'catalogue fetched');
			const kept = KeptCatalogue.parse({ at: clock.now(), entries });
			await table.set(keptKey, kept).catch((error: unknown) => log.warn({ err: error }, 'catalogue not kept'));
			return true;
		} catch (error) {
			if (!this.#stopping.signal.aborted) log.warn({ detail: errorDetail(error) }, 'catalogue not fetched');
			return false;
		}
	}

	async #round(): Promise<void> {
		if (this.#parts.fetches?.() === false && this.#fetchedAt !== undefined) {
			await this.#takeKept();
			if (!this.#stopping.signal.aborted) this.#cancel = this.#parts.clock.after(rereadMs, () => void this.#round());
			return;
		}
		const fetched = await this.refresh();
		if (this.#stopping.signal.aborted) return;
		const { clock, random } = this.#parts;
		this.#failures = fetched ? 0 : this.#failures + 1;
		const waitMs = fetched ? refreshMs : backoffMs(retry, this.#failures, random());
		this.#cancel = clock.after(waitMs, () => void this.#round());
	}

	/** The whole list: in one answer, as it comes today, or page by page should it ever come short. */
	async #fetch(): Promise<CatalogueEntry[]> {
		const found = new Map<string, CatalogueEntry>();
		let size = 0;
		for (let page = 1; page <= mostPages; page += 1) {
			const { entries, pageSize, total } = await this.#page(page, size);
			size = pageSize;
			const before = found.size;
			for (const entry of entries) found.set(entry.id, entry);
			// A page that brings nothing new means that the parameters are not understood.
			if (pageSize === 0 || found.size >= total || found.size === before) break;
		}
		return [...found.values()];
	}

	async #page(page: number, size: number): Promise<{ entries: CatalogueEntry[]; pageSize: number; total: number }> {
		const query = page === 1 ? {} : { query: { page: String(page), page_size: String(size) } };
		const request = { method: 'GET', path: '/api/models', ...query } as const;
		const answer = await this.#parts.api.call(request, { ...call, signal: this.#stopping.signal });
		const shape = Shape.safeParse(answer.body);
		if (answer.status !== 200 || !shape.success) throw new Error(`HTTP ${answer.status} without a list`);
		const { page_size: pageSize, total } = shape.data;
		return { entries: parseCatalogue(answer.body), pageSize, total };
	}
}

const Shape = z.object({
	data: z.array(z.unknown()),
	page_size: z.number().catch(0),
	total: z.number().catch(0),
});

/** Kling's generic entry and some others have no type; their routes or features speak for them. */
function isAboutVideo({ modelType, features, endpoints }: CatalogueEntry): boolean {
	if (modelType !== '') return modelType === 'video';
	return features.some((feature) => feature.includes('video')) || endpoints.some(({ path }) => path.includes('video'));
}
