import { createServer, type AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ComponentType } from 'discord-api-types/v10';
import { messageBody } from '../../../src/discord/messageBody.js';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { RecordingServer } from '../../../sandbox/http/recordingServer.js';
import type { Answer } from '../../../sandbox/http/exchange.js';
import { silent } from '../../harness/admissionHarness.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { DiscordApi } from '../../../src/services/discord/discordApi.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const servers: RecordingServer[] = [];
afterEach(async () => {
	await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** A Discord that gives these answers in turn. */
async function answering(...answers: Answer[]) {
	const server = new RecordingServer({ now: Date.now, handle: () => answers.shift() ?? { status: 500 } });
	servers.push(server);
	const clock = new FakeClock();
	const apiUrl = `${await server.listen()}/api`;
	const discord = new DiscordApi({ token: 'x', apiUrl, userAgent: 'reelay/1', clock, log: silent });
	return { server, discord, clock };
}

const message = messageBody({ type: ComponentType.TextDisplay, content: '방금 "done"' });
const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
const upload = (name = 'clip.mp4') => ({ name, blob: new Blob([bytes], { type: 'video/mp4' }) });
const made = { status: 200, body: { id: '1' } };

/** A file that is read no faster than a test wants. */
class Trickle {
	readonly #chunk = new Uint8Array(1024);
	readonly blob: Blob;
	#drip: () => void = () => undefined;
	#read = (): void => undefined;
	readonly #begun = new Promise<void>((resolve) => {
		this.#read = resolve;
	});

	constructor(size: number) {
		const blob = new Blob([new Uint8Array(size)]);
		Object.defineProperty(blob, 'stream', {
			value: () =>
				new ReadableStream<Uint8Array>(
					{
						pull: (to) => {
							this.#read();
							return new Promise<void>((resolve) => {
								this.#drip = () => {
									to.enqueue(this.#chunk);
									resolve();
								};
							});
						},
					},
					{ highWaterMark: 0 },
				),
		});
		this.blob = blob;
	}

	drip(): void {
		this.#drip();
	}

	flows(): Promise<void> {
		return this.#begun;
	}
}

describe('an upload to Discord', () => {
	it('arrives as one form: the message, then the file, with a length that is told in advance', async () => {
		const { server, discord } = await answering(made);
		expect(await discord.createMessage('1', message, upload())).toEqual({
			id: '1',
		});

		const [exchange] = server.exchanges;
		expect(exchange?.json).toEqual(message);
		expect(exchange?.form?.files).toEqual([
			{ name: 'files[0]', filename: 'clip.mp4', contentType: 'video/mp4', bytes },
		]);
		expect(Number(exchange?.headers['content-length'])).toBe(exchange?.body.length);
		expect(exchange?.headers['authorization']).toBe('Bot x');
	});

	it('is not sent whole again for a rate limit: that is its caller’s, with the wait that was named', async () => {
		const limited = { status: 429, headers: { 'retry-after': '1' }, body: { retry_after: 1, global: false } };
		const { server, discord } = await answering(limited, made);
		await expect(discord.createMessage('1', messageBody(), upload())).rejects.toMatchObject({
			kind: 'busy',
			retryAfterMs: 1050,
		});
		expect(server.exchanges).toHaveLength(1);
	});

	it('of which nothing moves is given up after a minute, and holds up the next one for ten seconds', async () => {
		const { server, discord, clock } = await answering(made);
		server.addFault({ match: () => true, act: { kind: 'hang' } });
		const stuck = discord.createMessage('1', messageBody(), upload());
		stuck.catch(() => undefined);
		await vi.waitFor(() => expect(server.exchanges).toHaveLength(1));
		const next = discord.createMessage('1', messageBody(), upload());
		await clock.advance(9_000);
		expect(server.exchanges).toHaveLength(1);
		await clock.advance(1_000);
		expect(await next).toEqual({ id: '1' });
		await clock.advance(50_000);
		await expect(stuck).rejects.toMatchObject({ kind: 'unanswered' });
	});

	it('of which little moves is given up in a time that fits its size, and holds up the next one for less', async () => {
		const { server, discord, clock } = await answering(made);
		const trickling = new Trickle(5 * 1024 * 1024);
		const slow = discord.createMessage('1', messageBody(), { name: 'clip.mp4', blob: trickling.blob });
		slow.catch(() => undefined);
		await trickling.flows();
		const next = discord.createMessage('1', messageBody(), upload());
		let passed = 0;
		const until = async (ms: number): Promise<void> => {
			for (; passed < ms; passed += 5_000) {
				trickling.drip();
				await clock.advance(5_000);
			}
		};
		await until(25_000);
		expect(server.exchanges.length).toBeLessThan(2);
		await until(35_000);
		expect(await next).toEqual({ id: '1' });
		await until(135_000);
		expect(await Promise.race([slow.catch(() => 'ended'), clock.settle().then(() => 'under way')])).toBe('under way');
		await until(145_000);
		await expect(slow).rejects.toMatchObject({ kind: 'unanswered' });
	});

	it('that is stuck, and many more in the same channel: the next one does not wait for their sum', async () => {
		const { server, discord, clock } = await answering(made);
		server.addFault({ match: () => true, times: 10, act: { kind: 'hang' } });
		for (let count = 0; count < 10; count += 1) {
			discord.createMessage('1', messageBody(), upload()).catch(() => undefined);
		}
		const next = discord.createMessage('1', messageBody(), upload());
		for (let passed = 0; passed < 20_000 && server.exchanges.length < 11; passed += 1_000) {
			await clock.advance(1_000);
			await vi.waitFor(() => expect(server.exchanges.length).toBeGreaterThan(Math.min(10, (passed - 9_000) / 1_000)));
		}
		expect(await next).toEqual({ id: '1' });
	});

	it('a direct message that cannot be opened holds up nobody else’s', async () => {
		const { server, discord, clock } = await answering({ status: 200, body: { id: '7' } });
		server.addFault({ match: () => true, act: { kind: 'hang' } });
		discord.directChannel('1').catch(() => undefined);
		await vi.waitFor(() => expect(server.exchanges).toHaveLength(1));
		const other = discord.directChannel('2');
		await clock.advance(1_000);
		expect(await other).toBe('7');
	});

	it.each([
		['10015', 404, 10_015],
		['50001', 403, 50_001],
	])(
		'is carried no second time to a place that is gone (%s), and once more to one that is there after all',
		async (_, status, code) => {
			const headers = { 'content-type': 'application/json' };
			const no = { status, headers, body: { code, message: 'no' } };
			const to = { applicationId: '1', token: 'aaa' };
			const send = async (...answers: Answer[]): Promise<string[]> => {
				const { server, discord, clock } = await answering(...answers);
				const sent =
					code === 10_015
						? discord.editOriginal(to, messageBody(), upload())
						: discord.createMessage('1', messageBody(), upload());
				const state = { isOver: false };
				const over = sent.catch(() => undefined).finally(() => (state.isOver = true));
				for (let rounds = 0; rounds < 2_000 && !state.isOver; rounds += 1) {
					await clock.advance(clock.nextAt !== undefined && server.held === 0 ? 500 : 0);
					await new Promise((resolve) => setTimeout(resolve, 1));
				}
				await over;
				return server.exchanges.map(({ method, form }) => (form ? 'upload' : method));
			};
			expect(await send(no, no, no, no)).toEqual(['upload', 'GET', 'GET']);
			expect(await send(no, made, made)).toEqual(['upload', 'GET', 'upload']);
		},
	);

	it('that is refused is refused by its code', async () => {
		const headers = { 'content-type': 'application/json' };
		const { discord } = await answering({ status: 413, headers, body: { code: 40_005, message: 'too large' } });

		await expect(discord.createMessage('1', messageBody(), upload())).rejects.toMatchObject({
			kind: 'too-large',
			code: 40_005,
		});
	});

	it.each(['ends', 'resets', 'resets a moment later'])(
		'that is refused before it has been sent whole is refused, whatever the connection does then: it %s',
		async (how) => {
			const page = '<html>413</html>';
			const answer = `HTTP/1.1 413 Payload Too Large\r\nConnection: close\r\nContent-Length: ${page.length}\r\n\r\n${page}`;
			const edge = createServer((socket) => {
				socket.on('error', () => undefined);
				socket.once('data', () => {
					socket.pause();
					socket.write(answer, () => {
						if (how === 'ends') socket.end();
						else if (how === 'resets') socket.resetAndDestroy();
						else setTimeout(() => socket.resetAndDestroy(), 20);
					});
				});
			});
			await new Promise<void>((resolve) => edge.listen(0, '127.0.0.1', resolve));
			const { port } = edge.address() as AddressInfo;
			const apiUrl = `http://127.0.0.1:${port}/api`;
			const discord = new DiscordApi({
				...{ token: 'x', apiUrl, userAgent: 'reelay/1', clock: new FakeClock(), log: silent },
			});
			const large = { name: 'clip.mp4', blob: new Blob([Buffer.alloc(20 * 1024 * 1024)]) };
			await expect(discord.createMessage('1', messageBody(), large)).rejects.toMatchObject({ kind: 'too-large' });
			edge.close();
		},
	);

	it('that may not take long is given up in time', async () => {
		const { server, discord } = await answering();
		server.addFault({ match: () => true, act: { kind: 'hang' } });
		const small = { ...upload('small.jpg'), timeoutMs: 50 };

		await expect(discord.editMessage('1', '2', messageBody(), small)).rejects.toMatchObject({ kind: 'unanswered' });
	});

	it('that may not take long is given up in time also where garbage is collected meanwhile', async () => {
		const { server, discord } = await answering();
		server.addFault({ match: () => true, act: { kind: 'hang' } });
		const collecting = setInterval(collectGarbage, 5);
		onTestFinished(() => clearInterval(collecting));
		const small = { ...upload('small.jpg'), timeoutMs: 100 };

		await expect(discord.editMessage('1', '2', messageBody(), small)).rejects.toMatchObject({ kind: 'unanswered' });
	});

	it('lets no file name break out of its part', async () => {
		const { server, discord } = await answering(made);
		await discord.createMessage('1', messageBody(), upload('a"\r\nX: y.mp4'));

		expect(server.exchanges[0]?.form?.files[0]?.filename).toBe('a___X__y.mp4');
	});
});
