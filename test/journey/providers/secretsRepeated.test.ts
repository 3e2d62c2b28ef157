import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { creates, polls } from '../../../sandbox/cometapi/faults.js';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import type { Fault } from '../../../sandbox/http/faults.js';
import { SecretCleaner } from '../../../src/lib/secretCleaner.js';
import { minutes } from '../../../src/lib/time.js';
import { makeLogger } from '../../../src/services/ops/logger.js';
import { AppHarness, buttonOf } from '../../harness/appHarness.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { Pressing } from '../../harness/pressing.js';
import { publicAddress } from '../../harness/publicAddress.js';
import { soon } from '../../harness/soon.js';

const key = 'sk-simulated-0123456789+/key==';
let stage: AppHarness | undefined;
afterEach(async () => {
	await stage?.close();
	stage = undefined;
});

/** How a careless server writes down what it was sent. */
const writings: readonly (readonly [string, (secret: string) => string])[] = [
	['in plain text', (secret) => `Authorization: Bearer ${secret}`],
	['percent-encoded', (secret) => `?seen=${encodeURIComponent(`Bearer ${secret}`)}`],
	['in Base64', (secret) => Buffer.from(`Bearer ${secret}`).toString('base64')],
	['as numbers within JSON', (secret) => `Bearer ${secret.replaceAll(/./gu, numberOf)}`],
];
const numberOf = (sign: string): string => `\\u00${sign.charCodeAt(0).toString(16)}`;

/** What of a secret must be nowhere. */
const tracesOf = (secret: string): string[] => [
	`Bearer ${secret}`,
	encodeURIComponent(secret),
	Buffer.from(`Bearer ${secret}`).toString('base64').slice(12, -4),
	secret.replaceAll(/./gu, numberOf),
];

/** The places of an error, each with a secret; who comes first is cut last. */
const errorWith = (texts: readonly string[]): string =>
	`{"message":"${texts[0]} ${texts[2]}","code":"${texts[1]}","type":"${texts[3]}","param":"${texts[2]}"}`;
const failedTask = (error: string): string =>
	`{"code":0,"data":{"task_id":"1","task_status":"failed","task_status_msg":${JSON.stringify(error)},"error":${error}}}`;
const wrongForm = (error: string): string =>
	`{"code":50035,"message":"Invalid Form Body","errors":{"content":{"_errors":[${error}]}}}`;
const plain = (error: string): string => `{"error":${error}}`;

const isUpload = (x: Exchange): boolean => (x.form?.files.length ?? 0) > 0;

interface Place {
	readonly match: Fault['match'];
	readonly status: number;
	readonly body?: (error: string) => string;
	readonly add: (at: AppHarness, fault: Fault) => void;
}

const atTheApi = (at: AppHarness, fault: Fault): void => void at.comet.addFault(fault);
const atItsHost = (at: AppHarness, fault: Fault): void => void at.comet.addCdnFault(fault);
const atDiscord = (at: AppHarness, fault: Fault): void => void at.discord.api.addFault(fault);

/** Where an answer may come from that repeats our secrets. */
const places: readonly (readonly [string, Place])[] = [
	['a create', { match: creates, status: 400, add: atTheApi }],
	['a create that is put off', { match: creates, status: 503, add: atTheApi }],
	['a look', { match: polls, status: 500, add: atTheApi }],
	['a task that failed', { match: polls, status: 200, body: failedTask, add: atTheApi }],
	['the host of a result', { match: () => true, status: 403, add: atItsHost }],
	['an upload to Discord', { match: isUpload, status: 400, body: wrongForm, add: atDiscord }],
];

/** A stage whose whole log is kept, with an address under which the outside reaches it. */
async function listening() {
	const lines: string[] = [];
	const secrets = new SecretCleaner();
	const log = makeLogger('trace', { write: (line: string) => void lines.push(line) }, secrets.cleanLine);
	const proxy = await publicAddress();
	stage = await AppHarness.set({ clock: new FakeClock(), comet: { key }, log, secrets, env: proxy.env });
	for (const secret of [stage.discord.token, key]) secrets.add(secret);
	const metrics = async (): Promise<string> => (await fetch(proxy.via(`${proxy.publicUrl}/metrics`))).text();
	return { stage, metrics, log: () => lines.join('') };
}

/** Everything that lies on disk of the store, its log of writes included. */
const bytesOf = ({ folder }: AppHarness): string =>
	readdirSync(folder)
		.filter((file) => file.startsWith('reelay.sqlite'))
		.map((file) => readFileSync(join(folder, file)).toString('latin1'))
		.join('');

const callbackIn = (exchanges: readonly Exchange[]): string =>
	exchanges.map(({ json }) => (json as { callback_url?: string } | undefined)?.callback_url).find(Boolean) ?? 'unknown';

/** An answer that is made when it is sent, of what is known by then. */
function answering(place: Pick<Place, 'match' | 'status' | 'body'>, texts: (x: Exchange) => readonly string[]): Fault {
	const { match, status, body = plain } = place;
	let struck: Exchange | undefined;
	return {
		match: (x) => {
			if (!match(x)) return false;
			struck = x;
			return true;
		},
		times: 1,
		act: {
			kind: 'answer',
			get answer() {
				if (struck === undefined) throw new Error('asked before it is struck');
				return {
					status,
					headers: { 'content-type': 'application/json', 'x-cometapi-request-id': key, location: `/${key}` },
					body: body(errorWith(texts(struck))),
				};
			},
		},
	};
}

interface Heard extends Awaited<ReturnType<typeof listening>> {
	/** What members saw in private. */
	readonly seen?: readonly unknown[];
}

/** @param held what a record holds for as long as it may be used: its own token, in plain text */
async function expectNowhere(secrets: readonly string[], held: string, { stage: at, log, metrics, seen = [] }: Heard) {
	expect(secrets).not.toContain('unknown');
	const shown = JSON.stringify([...at.discord.messages(), ...seen]);
	const everything = { log: log(), store: bytesOf(at), shown, metrics: await metrics() };
	for (const [where, text] of Object.entries(everything)) {
		expect(text.length, where).toBeGreaterThan(100);
		const isOurs = (trace: string): boolean => where === 'store' && trace === held;
		const found = secrets.flatMap(tracesOf).filter((trace) => text.includes(trace) && !isOurs(trace));
		expect(found, where).toEqual([]);
	}
}

describe.each(places)('what we were trusted with, repeated by %s', (name, { add, ...place }) => {
	it.each(writings)('%s, is nowhere', async (_, write) => {
		const heard = await listening();
		const { stage: at } = heard;
		at.comet.plan({ pollsToDone: 2 });
		const secrets: string[] = [];
		let token = 'unknown';
		add(
			at,
			answering(place, (x) => {
				const all = [token, callbackIn([...at.comet.server.exchanges, x]), key, at.discord.token];
				secrets.push(...(name.length % 2 === 0 ? all : all.toReversed()));
				return secrets.map(write);
			}),
		);

		const user = at.member();
		const interaction = at.video({ user, options: { prompt: 'a paper boat', model: 'kling-v3' } });
		({ token } = interaction);
		const message = await at.told(interaction);
		const pressing = new Pressing(() => at);
		await pressing.closed(interaction.id);
		expect(secrets).toHaveLength(4);
		const details = await pressing.press(message, 'details', user);
		await expectNowhere(secrets, token, { ...heard, seen: [at.discord.original(details)] });
	});
});

describe.each(writings)('what came later than the request, repeated %s', (_, write) => {
	it('is nowhere: the token of a press', async () => {
		const heard = await listening();
		const { stage: at } = heard;
		const user = at.member();
		const message = await at.told(at.video({ user }));
		const pressing = new Pressing(() => at);
		const press = pressing.start(message, 'details', user);
		const { token } = press;
		const refusal = { match: (x: Exchange) => x.path.includes(token), status: 400, body: wrongForm };
		atDiscord(
			at,
			answering(refusal, () => [token, key, token, key].map(write)),
		);
		await soon(() => at.discord.exchanges.some((x) => x.path.includes(token))).toBe(true);
		await at.rest();
		await expectNowhere([token, key], '', { ...heard, seen: [at.discord.original(press)] });
	});

	it('is nowhere: the address of a picture, in the answer to the very create that names it', async () => {
		const heard = await listening();
		const { stage: at } = heard;
		let url = 'unknown';
		const refusal = answering({ match: creates, status: 400 }, (x) => {
			url = x.form?.fields.find(([name]) => name === 'reference_urls')?.[1] ?? 'unknown';
			return [url, url, url, url].map(write);
		});
		atTheApi(at, refusal);
		const bytes = await sharp({ create: { width: 640, height: 360, channels: 3, background: 'red' } })
			.png()
			.toBuffer();
		const picture = { name: 'kite.png', bytes };
		const interaction = at.video({ user: at.member(), options: { model: 'wan2.6' }, attachments: { image: picture } });
		await at.told(interaction);
		await expectNowhere([url, /media\/([\w-]{43})/u.exec(url)?.[1] ?? 'unknown'], '', heard);
	});

	it('is nowhere: the address for callbacks, in how a cancelled task ended', async () => {
		const heard = await listening();
		const { stage: at } = heard;
		at.comet.plan({ outcome: 'stuck' });
		const user = at.member();
		const interaction = at.video({ user, options: { model: 'kling-v3' } });
		await at.becomes(
			() => at.comet.creates === 1 && buttonOf(at.discord.original(interaction), 'cancel') !== undefined,
		);
		const pressing = new Pressing(() => at);
		await pressing.press(at.discord.original(interaction), 'cancel', user);
		await pressing.closed(interaction.id);
		const callback = callbackIn(at.comet.server.exchanges);
		atTheApi(
			at,
			answering({ match: polls, status: 200, body: failedTask }, () => Array.from('1234', () => write(callback))),
		);
		await at.pass(minutes(2));
		await soon(async () => (await at.job(interaction))?.leftTask).toMatchObject({ state: 'failed' });
		await expectNowhere([callback], '', heard);
	});
});
