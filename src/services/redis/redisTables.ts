import KeyvRedis from '@keyv/redis';
import Keyv from 'keyv';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { RecordError } from '../../jobs/record/recordError.js';
import { deserialize, serialize } from '../../jobs/stored/storedText.js';
import type { Table, Tables } from '../records/tables.js';
import type { RedisConnection } from './redisConnection.js';

interface RedisTablesParts {
	readonly redis: RedisConnection;
	readonly log: Logger;
}

/** The small things of a store, through Keyv on Redis: each kind of record under a name of its own, its keys in a set beside. */
export class RedisTables implements Tables {
	readonly #parts: RedisTablesParts;

	constructor(parts: RedisTablesParts) {
		this.#parts = parts;
	}

	table<T>(name: string, schema: z.ZodType<T>): Promise<Table<T>> {
		return Promise.resolve(new RedisTable({ ...this.#parts, name, schema }));
	}

	space<T>(name: string, schema: z.ZodType<T>): Promise<Table<T>> {
		return this.table(name, schema);
	}

	/** What is deleted in Redis leaves its memory at once, and its file with the next rewriting. */
	scrub(): Promise<boolean> {
		return Promise.resolve(true);
	}

	/** Nothing of its own: the connection is closed by whoever has opened it. */
	close(): Promise<void> {
		return Promise.resolve();
	}
}

/** Writes where nobody has written since the value was read. Answers 1, or 0 where somebody has. */
const replace = `
if (redis.call('GET', ARGV[1]) or '') ~= ARGV[2] then return 0 end
redis.call('SET', ARGV[1], ARGV[3])
return 1
`;

interface RedisTableParts<T> extends RedisTablesParts {
	readonly name: string;
	readonly schema: z.ZodType<T>;
}

class RedisTable<T> implements Table<T> {
	readonly #parts: RedisTableParts<T>;
	readonly #keyv: Keyv<unknown>;

	constructor(parts: RedisTableParts<T>) {
		this.#parts = parts;
		// Both need to be told: the adapter would keep a failed write to itself, Keyv what the adapter throws.
		const adapter = new KeyvRedis(parts.redis.client, { throwOnErrors: true, keyPrefixSeparator: ':' });
		const namespace = `{r}:${parts.name}`;
		this.#keyv = new Keyv<unknown>({
			...{ store: adapter, namespace, useKeyPrefix: false, throwOnErrors: true },
			serialize,
			deserialize,
		});
		this.#keyv.on('error', () => undefined);
	}

	async get(key: string): Promise<T | undefined> {
		const value: unknown = await this.#keyv.get(key);
		return value === undefined || value === null ? undefined : this.#parse(key, value);
	}

	async set(key: string, value: T): Promise<void> {
		const parsed = this.#parse(key, value);
		// Its name first: a name without a record is passed over, a record without a name would never be listed.
		await this.#parts.redis.client.sAdd(this.#names, key);
		await this.#keyv.set(key, parsed);
	}

	async insert(key: string, value: T): Promise<boolean> {
		const { client } = this.#parts.redis;
		const text = serialize({ value: this.#parse(key, value) });
		await client.sAdd(this.#names, key);
		return (await client.set(`{r}:${this.#parts.name}:${key}`, text, { NX: true })) !== null;
	}

	async update<R extends T | undefined>(key: string, change: (now: T | undefined) => R): Promise<R> {
		const { name, redis } = this.#parts;
		for (;;) {
			const was = await redis.client.get(`{r}:${name}:${key}`);
			const next = change(was === null ? undefined : this.#parse(key, deserialize(was).value));
			if (next === undefined) return next;
			await redis.client.sAdd(this.#names, key);
			const args = [`{r}:${name}:${key}`, was ?? '', serialize({ value: this.#parse(key, next) })];
			if ((await redis.run(replace, args)) === 1) return next;
		}
	}

	async delete(key: string): Promise<void> {
		await this.#keyv.delete(key);
		await this.#parts.redis.client.sRem(this.#names, key);
	}

	async entries(): Promise<{ key: string; value: T }[]> {
		const keys = await this.#parts.redis.client.sMembers(this.#names);
		return this.#read(keys);
	}

	get #names(): string {
		return `{r}:${this.#parts.name}:names`;
	}

	async #read(keys: readonly string[]): Promise<{ key: string; value: T }[]> {
		const found = await Promise.all(
			keys.map(async (key) => {
				try {
					const value = await this.get(key);
					return value === undefined ? [] : [{ key, value }];
				} catch (error) {
					if (!(error instanceof RecordError)) throw error;
					this.#parts.log.error({ err: error, key, table: this.#parts.name }, 'record left out: it cannot be read');
					return [];
				}
			}),
		);
		return found.flat();
	}

	#parse(key: string, value: unknown): T {
		const parsed = this.#parts.schema.safeParse(value);
		if (parsed.success) return parsed.data;
		throw new RecordError(this.#parts.name, key, { cause: parsed.error });
	}
}
