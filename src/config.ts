import { z } from 'zod';
import { days, hours, minutes } from './lib/time.js';
import { legacyFamilyIds } from './providers/contract/familyId.js';

/** Everything the program can be told from outside, checked and in the units it is used in. */
export type Config = Readonly<ReturnType<typeof shape>>;

/** The exit status for a wrong configuration, by the convention of sysexits.h. */
export const exitConfig = 78;

/** One or more variables are missing or wrong; `faults` has one readable line each, naming the variable. */
export class ConfigError extends Error {
	override name = 'ConfigError' as const;
	readonly faults: readonly string[];

	constructor(faults: readonly string[]) {
		super(faults.join('\n'));
		this.faults = faults;
	}
}

const text = z.string().trim();
const whole = (from: number, to: number) =>
	text
		.regex(/^\d+$/u, 'must be a whole number')
		.transform(Number)
		.pipe(z.number().min(from, `must be at least ${from}`).max(to, `must be at most ${to}`));
const amount = (from: number) =>
	text
		.regex(/^\d+(\.\d+)?$/u, 'must be a number')
		.transform(Number)
		.pipe(z.number().min(from, `must be at least ${from}`));
const address = (...protocols: string[]) =>
	text
		.refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
			message: `must be an address beginning with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
		})
		.transform((value) => value.replace(/(?<!\/)\/+$/u, ''));
const list = text.transform((value) =>
	value
		.split(',')
		.map((entry) => entry.trim())
		.filter((entry) => entry !== ''),
);
const snowflake = text.regex(/^\d{17,20}$/u, 'must be a Discord id (17 to 20 digits)');
/** What goes into a header: anything else would fail at the first request, far from its cause. */
const secret = text.regex(/^[\x21-\x7e]+$/u, 'must be letters, digits and signs without spaces, as it was issued');
const flag = z.enum(['true', 'false'], 'must be true or false').transform((value) => value === 'true');
const origin = z.string().refine((value) => URL.canParse(value) && new URL(value).origin === value, {
	message: 'must be origins such as http://127.0.0.1:9001, separated by commas',
});
const shardRange = text.regex(/^(auto|\d+(-\d+)?(,\d+(-\d+)?)*)$/u, 'must be auto, a list (0,1,2) or a range (0-3)');

/** The largest number of shards a list may name; Discord's largest bots run fewer. */
const mostShards = 10_000;

/** The variables, by the names of the outside contract. An empty value counts as unset, except where it means "no limit". */
const Variables = z.object({
	DISCORD_TOKEN: secret,
	DISCORD_API_URL: address('https:', 'http:').default('https://discord.com/api'),
	DISCORD_GUILD_ID: snowflake.optional(),
	COMETAPI_KEY: secret,
	COMETAPI_BASE_URL: address('https:', 'http:').default('https://api.cometapi.com'),
	COMETAPI_QUOTA_URL: address('https:', 'http:').optional(),
	COMETAPI_QUOTA_KEY: text.optional(),
	CREATE_TIMEOUT_MS: whole(1000, 3_600_000).default(300_000),
	STORE_URL: text
		.regex(/^sqlite:\/\/.+/u, 'must begin with sqlite://')
		.refine((value) => !value.includes(':memory:'), 'must name a file: a store in memory would lose jobs')
		.default('sqlite://./data/reelay.sqlite'),
	REDIS_URL: address('redis:', 'rediss:', 'unix:').optional(),
	LEASE_MS: whole(1000, 600_000).default(15_000),
	ROLE: z.enum(['all', 'gateway', 'worker'], 'must be all, gateway or worker').default('all'),
	SHARDS: shardRange.default('auto'),
	SHARD_COUNT: z.union([z.literal('auto'), whole(1, mostShards)], 'must be auto or a whole number').default('auto'),
	TRUSTED_ORIGINS: list.pipe(z.array(origin)).default([]),
	DEFAULT_MODEL: text.min(1).default('veo3.1-fast'),
	POLL_MIN_MS: whole(10, 3_600_000).default(2000),
	POLL_MAX_MS: whole(10, 3_600_000).default(30_000),
	PROGRESS_EDIT_MS: whole(10, 3_600_000).default(10_000),
	JOB_TIMEOUT_MINUTES: amount(0.001).default(60),
	LATE_HOURS: amount(0).default(24),
	MAX_RUNNING_JOBS: whole(1, 1_000_000).default(50),
	MEMBER_RUNNING_JOBS: whole(1, 1_000_000).default(2),
	MEMBER_WAITING_JOBS: whole(0, 1_000_000).default(5),
	MEMBER_DAILY_VIDEOS: whole(1, 1_000_000).default(20),
	DAILY_USD: amount(0).optional(),
	ALLOWED_GUILDS: list.pipe(z.array(snowflake)).optional(),
	USER_INSTALL: flag.default(false),
	GUILD_DAILY_USD: amount(0).optional(),
	CONFIRM_ABOVE_USD: amount(0).default(2),
	RETENTION_DAYS: amount(0.001).default(30),
	MEDIA_DIR: text.min(1).default('./data/media'),
	MEDIA_MAX_GB: amount(0.001).default(5),
	FFMPEG_PATH: text.min(1).default('ffmpeg'),
	PUBLIC_URL: address('https:').optional(),
	PROMPT_MODEL: text.min(1).optional(),
	OPERATOR_IDS: list.pipe(z.array(snowflake)).default([]),
	LEGACY_PROVIDERS: list
		.pipe(z.array(z.enum(legacyFamilyIds, `must be some of ${legacyFamilyIds.join(', ')}, separated by commas`)))
		.default([]),
	OPS_TOKEN: text.min(1).optional(),
	OPS_HOST: text.min(1).default('127.0.0.1'),
	OPS_PORT: z.union([z.literal('off'), whole(0, 65_535)], 'must be a port, 0 for any free one, or off').default(9464),
	SANDBOX_PORT: whole(0, 65_535).default(8787),
	LOG_LEVEL: z
		.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'must be a pino level, such as info')
		.default('info'),
});

/** Every variable's name, for `.env.example` and its test. */
export const variableNames: readonly string[] = Object.keys(Variables.shape);

const defaultDailyUsd = 50;

/** What a page of documentation says of one variable. */
export interface VariableSchema {
	readonly required: boolean;
	/** What stands in for it when it is unset, as it would be written; empty: nothing. */
	readonly fallback: string;
	/** The words it may have, where these are few. */
	readonly words: readonly string[];
	readonly least?: number | undefined;
	readonly most?: number | undefined;
}

/** Every variable by name, for `docs/configuration.md`. */
export const variableSchemas: Readonly<Record<string, VariableSchema>> = Object.fromEntries(
	Object.entries(Variables.shape).map(([name, schema]) => [name, described(name, schema)]),
);

function described(name: string, schema: z.ZodType): VariableSchema {
	const read = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
	const number = [read, ...(read.anyOf ?? [])].find(({ type }) => type === 'number') ?? read;
	// A list is empty unless set, and so is what stands for it.
	const fallback = z.union([z.string(), z.number(), z.boolean()]).catch('').parse(read.default).toString();
	const words = read.enum ?? (schema.safeParse('true').data === true ? ['true', 'false'] : []);
	return {
		required: !schema.safeParse(undefined).success,
		fallback: name === 'DAILY_USD' ? String(defaultDailyUsd) : fallback,
		words: words.map(String),
		least: number.minimum,
		most: number.maximum,
	};
}

/**
 * Reads the environment once into one frozen value.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
	const given = Object.fromEntries(
		variableNames.flatMap((name) => {
			const value = environment[name]?.trim();
			return value === undefined || value === '' ? [] : [[name, value]];
		}),
	);
	const parsed = Variables.safeParse(given);
	const faults = parsed.success ? contradictions(parsed.data) : parsed.error.issues.map(line);
	if (!parsed.success || faults.length > 0) throw new ConfigError([...new Set(faults)]);

	// For the budget alone an empty value says something: no limit.
	const dailyUsd = environment['DAILY_USD']?.trim() === '' ? undefined : (parsed.data.DAILY_USD ?? defaultDailyUsd);
	return Object.freeze(shape(parsed.data, dailyUsd));
}

/** The same for tools that work on the file of the store. @throws ConfigError also where the store lies in Redis */
export function readFileConfig(environment: Readonly<Record<string, string | undefined>>): Config {
	const config = readConfig(environment);
	if (config.redisUrl === undefined) return config;
	throw new ConfigError(['REDIS_URL: this tool works on the file of STORE_URL; the store of this bot lies in Redis']);
}

function line(issue: z.core.$ZodIssue): string {
	const name = String(issue.path[0] ?? '');
	const missing = issue.code === 'invalid_type' && issue.input === undefined;
	return missing ? `${name}: is required and not set` : `${name}: ${issue.message}`;
}

type Values = z.output<typeof Variables>;

/** Faults that only two variables together can have, and promises this version cannot keep. */
function contradictions(values: Values): string[] {
	const faults: string[] = [];
	if (values.POLL_MAX_MS < values.POLL_MIN_MS) faults.push('POLL_MAX_MS: must not be less than POLL_MIN_MS');
	if (values.ROLE !== 'all' && values.REDIS_URL === undefined) faults.push(`ROLE: ${values.ROLE} needs REDIS_URL`);
	if ((values.COMETAPI_QUOTA_URL === undefined) !== (values.COMETAPI_QUOTA_KEY === undefined)) {
		faults.push('COMETAPI_QUOTA_URL: must be set together with COMETAPI_QUOTA_KEY, or neither');
	}
	return faults;
}

const bytesPerGb = 1_000_000_000;

function shape(values: Values, dailyUsd: number | undefined) {
	return {
		discord: {
			token: values.DISCORD_TOKEN,
			apiUrl: values.DISCORD_API_URL,
			guildId: values.DISCORD_GUILD_ID,
			shards: shardIds(values.SHARDS),
			shardCount: values.SHARD_COUNT,
			userInstall: values.USER_INSTALL,
			allowedGuilds: values.ALLOWED_GUILDS,
		},
		cometapi: {
			key: values.COMETAPI_KEY,
			baseUrl: values.COMETAPI_BASE_URL,
			createTimeoutMs: values.CREATE_TIMEOUT_MS,
			quotaUrl: values.COMETAPI_QUOTA_URL,
			quotaKey: values.COMETAPI_QUOTA_KEY,
		},
		storeUrl: values.STORE_URL,
		redisUrl: values.REDIS_URL,
		leaseMs: values.LEASE_MS,
		role: values.ROLE,
		trustedOrigins: values.TRUSTED_ORIGINS,
		defaultModel: values.DEFAULT_MODEL,
		legacyProviders: values.LEGACY_PROVIDERS,
		poll: { minMs: values.POLL_MIN_MS, maxMs: values.POLL_MAX_MS },
		progressEditMs: values.PROGRESS_EDIT_MS,
		jobTimeoutMs: minutes(values.JOB_TIMEOUT_MINUTES),
		lateMs: hours(values.LATE_HOURS),
		limits: {
			maxRunningJobs: values.MAX_RUNNING_JOBS,
			memberRunningJobs: values.MEMBER_RUNNING_JOBS,
			memberWaitingJobs: values.MEMBER_WAITING_JOBS,
			memberDailyVideos: values.MEMBER_DAILY_VIDEOS,
			dailyUsd,
			guildDailyUsd: values.GUILD_DAILY_USD,
			confirmAboveUsd: values.CONFIRM_ABOVE_USD,
		},
		operatorIds: values.OPERATOR_IDS,
		retentionMs: days(values.RETENTION_DAYS),
		media: { folder: values.MEDIA_DIR, maxBytes: values.MEDIA_MAX_GB * bytesPerGb, ffmpegPath: values.FFMPEG_PATH },
		publicUrl: values.PUBLIC_URL,
		promptModel: values.PROMPT_MODEL,
		ops: { token: values.OPS_TOKEN, host: values.OPS_HOST, port: values.OPS_PORT },
		logLevel: values.LOG_LEVEL,
	};
}

function shardIds(value: string): 'auto' | number[] {
	if (value === 'auto') return 'auto';
	return value.split(',').flatMap((part) => {
		const [from = 0, to = from] = part.split('-').map(Number);
		return Array.from({ length: Math.min(Math.max(0, to - from + 1), mostShards) }, (_, index) => from + index);
	});
}
